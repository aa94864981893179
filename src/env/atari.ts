/** Creates Atari environments with observations of 4 × 84 × 84: composes the wrappers of this folder by the rules of a mode. */
import type { ALEModule } from 'ale-js';
import type { Random } from '../common/random.js';
import { clipReward } from './clip-reward.js';
import { createConsole } from './console.js';
import type { Environment, RgbImage } from './environment.js';
import { episodicLife } from './episodic-life.js';
import { fireOnReset } from './fire-on-reset.js';
import { frameSkip } from './frame-skip.js';
import { frameStack } from './frame-stack.js';
import { wrap } from './game.js';
import { noOpStarts } from './no-op-starts.js';

/** Settings of an environment, in the terms of its two protocols. */
export interface AtariOptions {
  /**
   * `paper`: Mnih et al. 2015; no-op starts, and a lost life may end the episode.
   * `machado`: Machado et al. 2018; every frame repeats the last action with probability 0.25, and lives do not matter.
   */
  readonly mode: 'paper' | 'machado';
  /** Frames for which an action is held. */
  readonly frameSkipFrames: number;
  /** Most idle frames at the start of a game; mode `paper` only. */
  readonly maxNoOpStartFrames: number;
  /** Frames after which an episode is truncated. */
  readonly maxEpisodeFrames: number;
  /** Whether a lost life ends the episode in training; mode `paper` only. */
  readonly lifeLossEndsEpisode: boolean;
  /** Whether the learner sees the sign of the reward instead of the reward. */
  readonly clipRewards: boolean;
  /** Whether to press FIRE once after each reset. */
  readonly fireOnReset: boolean;
}

/** An environment of an Atari console. */
export interface AtariEnvironment extends Environment {
  /** Returns the screen in color. */
  screenRgb(): RgbImage;
}

/** A cartridge that was found and read. */
export interface Cartridge {
  /** The game's id in the table. */
  readonly game: string;
  readonly bytes: Uint8Array;
  /** Where it was found, for messages. */
  readonly file: string;
}

/** Creates an environment. @param rng determines the starts and, in mode `machado`, the sticky actions */
export function createAtari(
  ale: ALEModule,
  cartridge: Cartridge,
  options: AtariOptions,
  rng: Random,
): AtariEnvironment {
  const paper = options.mode === 'paper';
  const console = createConsole(ale, cartridge.bytes, cartridge.file, {
    seed: rng.split('sticky actions').uint32(),
    stickyActions: paper ? 0 : 0.25,
    maxEpisodeFrames: options.maxEpisodeFrames,
  });
  const game = wrap(
    frameSkip(console, options.frameSkipFrames),
    ...(options.fireOnReset ? [fireOnReset] : []),
    noOpStarts(paper ? options.maxNoOpStartFrames : 0, rng.split('no-op starts')),
    ...(paper && options.lifeLossEndsEpisode ? [episodicLife] : []),
    ...(options.clipRewards ? [clipReward] : []),
  );
  return Object.assign(frameStack(cartridge.game, game), { screenRgb: () => console.screenRgb() });
}
