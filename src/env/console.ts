import type { ALEModule } from 'ale-js';
import type { RgbImage } from './environment.js';

/** One Atari 2600 with a game, played frame by frame by ALE's rules. */
export interface Console {
  readonly actions: readonly string[];
  reset(): void;
  /** Plays one frame with an action, an index into `actions`. Returns the points of the frame. */
  frame(action: number): number;
  terminated(): boolean;
  truncated(): boolean;
  lives(): number;
  /** Stores the current frame, for the maximum that `observe(true)` returns. */
  remember(): void;
  /** Returns the current frame, or its maximum with the stored one, as [84, 84] gray bytes; a view that is overwritten later. */
  observe(pooled: boolean): Uint8Array;
  /** Returns the screen in color, 160 pixels wide; on a television each pixel was twice as wide as high. */
  screenRgb(): RgbImage;
  save(): Uint8Array;
  restore(state: Uint8Array): void;
}

export interface ConsoleOptions {
  /** Seed of ALE's sticky-action generator. */
  readonly seed: number;
  /** Probability that a frame repeats the last action (Machado et al. 2018: 0.25; Mnih et al. 2015: 0). */
  readonly stickyActions: number;
  /** Number of frames after which an episode is cut off. */
  readonly maxEpisodeFrames: number;
}

/** Creates a console. @param file name of the ROM, for error messages */
export function createConsole(ale: ALEModule, rom: Uint8Array, file: string, options: ConsoleOptions): Console {
  const console = new ale.ALEInterface();
  console.setInt('random_seed', options.seed & 0x7fffffff);
  console.setFloat('repeat_action_probability', options.stickyActions);
  console.setInt('max_num_frames_per_episode', options.maxEpisodeFrames);
  console.loadROMBytes(rom, file);
  const numbers = console.getMinimalActionSet();
  return {
    actions: console.game.minimalActions,
    reset: () => console.resetGame(),
    frame: (action) => console.act(numbers[action]!),
    terminated: () => console.gameOver() && !console.gameTruncated(),
    truncated: () => console.gameTruncated(),
    lives: () => console.lives(),
    remember: () => console.rememberFrame(),
    observe: (pooled) => console.observe(pooled),
    screenRgb: () => ({
      width: console.getScreenWidth(),
      height: console.getScreenHeight(),
      data: console.getScreenRGB(),
    }),
    save: () => console.saveSnapshot(),
    restore: (state) => console.restoreSnapshot(state),
  };
}
