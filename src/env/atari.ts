/** Creates Atari environments with observations of 4 × 84 × 84: composes the wrappers of wrappers/ by the rules of play. */
import { type ALEModule, findGame } from 'ale-js';
import type { Random } from '../common/random.js';
import type { Cartridge } from './cartridge.js';
import { createConsole } from './console.js';
import type { Environment, RgbImage } from './environment.js';
import { waitsForFire } from './fire-probe.js';
import { wrap } from './game.js';
import { expectEffective, type Rules } from './rules.js';
import { clipReward } from './wrappers/clip-reward.js';
import { episodicLife } from './wrappers/episodic-life.js';
import { fireAfterLifeLoss } from './wrappers/fire-after-life-loss.js';
import { fireReset } from './wrappers/fire-reset.js';
import { frameSkip } from './wrappers/frame-skip.js';
import { frameStack } from './wrappers/frame-stack.js';
import { noOpStarts } from './wrappers/no-op-starts.js';

/** An environment of an Atari console. */
export interface AtariEnvironment extends Environment {
  /** Returns the screen in color: the brighter of the last two frames, since games draw some objects only in every other one. */
  screenRgb(): RgbImage;
}

/**
 * Creates an environment.
 * @param rng determines the starts and the sticky actions
 * @throws UsageError for rules that do not go together, and for a mode or a difficulty that the game does not have
 */
export function createAtari(ale: ALEModule, cartridge: Cartridge, rules: Rules, rng: Random): AtariEnvironment {
  expectEffective(rules);
  const console = createConsole(ale, cartridge.bytes, cartridge.file, {
    ...rules,
    seed: rng.split('sticky actions').uint32(),
  });
  const fire = pressesFire(ale, cartridge, rules) ? console.actions.indexOf('FIRE') : -1;
  const fireAtStart = fire < 0 ? [] : [fireReset(fire)];
  const game = wrap(
    frameSkip(console, rules.frameSkipFrames),
    ...(rules.fireBeforeNoOps ? fireAtStart : []),
    noOpStarts(rules.maxNoOpStartFrames, rng.split('no-op starts')),
    ...(rules.fireBeforeNoOps ? [] : fireAtStart),
    ...(rules.fireAfterLifeLoss && fire >= 0 ? [fireAfterLifeLoss(fire)] : []),
    ...(rules.lifeLossEndsEpisode ? [episodicLife] : []),
    ...(rules.clipRewards ? [clipReward] : []),
  );
  return Object.assign(frameStack(cartridge.game, game), { screenRgb: () => console.screenRgb() });
}

/** Whether the rules press FIRE in this game. A game that does not need FIRE (its minimal set lacks it) never gets it. */
function pressesFire(ale: ALEModule, cartridge: Cartridge, rules: Rules): boolean {
  if (rules.fireReset === 'never') return false;
  if (!findGame(ale.games, cartridge.game).minimalActions.includes('FIRE')) return false;
  return rules.fireReset === 'always' || waitsForFire(ale, cartridge, rules);
}
