import { type ALEModule, actionNames } from 'ale-js';
import { asUsage } from '../common/errors.js';
import type { RgbImage } from './environment.js';
import { createObserver } from './preprocessing/observer.js';
import type { Rules } from './rules.js';

const noop = actionNames.indexOf('NOOP');

/** One Atari 2600 with a game, played frame by frame by ALE's rules. */
export interface Console {
  /** Names of all actions that the game allows. */
  readonly actions: readonly string[];
  reset(): void;
  /** Plays one frame with an action, an index into `actions`. Returns the points of the frame. */
  frame(action: number): number;
  /** Plays one frame in which nothing is pressed, also in a game whose actions lack NOOP. Its points are dropped. */
  idle(): void;
  terminated(): boolean;
  truncated(): boolean;
  lives(): number;
  /** Stores the current frame, for the maximum that `observe(true)` returns. */
  remember(): void;
  /** Returns the current frame, or its maximum with the stored one, as [84, 84] gray bytes; a view that is overwritten later. */
  observe(pooled: boolean): Uint8Array;
  /** Whether the picture after an idle frame is the maximum with the frame before it too. */
  readonly poolsIdleFrames: boolean;
  /** Returns the brighter of the last two frames, pixel by pixel, in color. The picture is 160 pixels wide; a television shows it 4:3. */
  screenRgb(): RgbImage;
  save(): Uint8Array;
  restore(state: Uint8Array): void;
}

/** The rules that the console itself follows, and the seed of ALE's generator of sticky actions. */
export type ConsoleOptions = Pick<
  Rules,
  'stickyActionProbability' | 'gameMode' | 'difficulty' | 'preprocessing' | 'cropShiftRows' | 'maxEpisodeFrames'
> & { readonly seed: number };

/**
 * Creates a console.
 * @param file name of the ROM, for error messages
 * @throws UsageError for a mode or a difficulty that the game does not have, and for a crop that exceeds the screen
 */
export function createConsole(ale: ALEModule, rom: Uint8Array, file: string, options: ConsoleOptions): Console {
  const { gameMode, difficulty } = options;
  const console = new ale.ALEInterface();
  console.setInt('random_seed', options.seed & 0x7fffffff);
  console.setFloat('repeat_action_probability', options.stickyActionProbability);
  console.setInt('max_num_frames_per_episode', options.maxEpisodeFrames);
  console.loadROMBytes(rom, file);
  asUsage(() => {
    if (gameMode !== null) console.setMode(gameMode);
    if (difficulty !== null) console.setDifficulty(difficulty);
  });
  const numbers = console.getLegalActionSet();
  const actions = numbers.map((number) => actionNames[number]!);
  const { remember, observe, poolsIdleFrames } = createObserver(console, options);
  return {
    ...{ actions, remember, observe, poolsIdleFrames },
    reset: () => console.resetGame(),
    frame: (action) => console.act(numbers[action]!),
    idle: () => void console.act(noop),
    terminated: () => console.gameOver() && !console.gameTruncated(),
    truncated: () => console.gameTruncated(),
    lives: () => console.lives(),
    screenRgb: () => ({
      width: console.getScreenWidth(),
      height: console.getScreenHeight(),
      data: console.getScreenRGB(true),
    }),
    save: () => console.saveSnapshot(),
    restore: (state) => console.restoreSnapshot(state),
  };
}
