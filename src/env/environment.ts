/** What an agent sees of a game: the vocabulary is Gymnasium's, the rules are set by the mode (atari.ts). */

/** Rows and columns of a frame after preprocessing. */
export const frameSize = 84;
/** Bytes of one preprocessed frame, row by row. */
export const frameBytes = frameSize * frameSize;
/** Frames an observation holds. */
export const stackDepth = 4;
/** Bytes of one observation: 4 × 84 × 84, oldest frame first; frames before an episode's first are zeros. */
export const observationBytes = stackDepth * frameBytes;
export const observationShape = [stackDepth, frameSize, frameSize] as const;

/** A picture for people: three bytes a pixel, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Result of an agent step. */
export interface Step {
  /** What training learns from: the sign of the raw reward in mode `paper`, the raw reward elsewhere. */
  readonly reward: number;
  /** The game's own points. */
  readonly rawReward: number;
  /** No value beyond this step: game over, or (mode `paper`, training) a life lost. */
  readonly terminated: boolean;
  /** Cut off by the frame limit; the value beyond this step is not zero. */
  readonly truncated: boolean;
  /** The game itself is over or was cut off: `reset` starts another game (after a mere life loss it goes on). */
  readonly gameOver: boolean;
}

/** A game that an agent plays, step by step. */
export interface Environment {
  /** The game's id in the table, e.g. `catch`. */
  readonly game: string;
  /** Names of the actions, by index: the game's minimal set. */
  readonly actions: readonly string[];
  /** The current observation, [4, 84, 84]; the same memory at every call, overwritten by `reset` and `step`. */
  readonly observation: Uint8Array;
  /** The newest frame of the observation, [84, 84] (a view of it). */
  readonly frame: Uint8Array;
  /** Starts an episode. After a life loss in mode `paper` the game goes on; otherwise a new game with no-op starts. */
  reset(): void;
  /** Plays one step: `frameSkip` frames of one action (an index into `actions`). */
  step(action: number): Step;
  /** Console frames played since construction, starts included. */
  readonly frames: number;
  /** Everything that decides what comes next, console and generators included; feed it to `restore`. */
  save(): Uint8Array;
  /** Restores what `save` returned. */
  restore(state: Uint8Array): void;
}
