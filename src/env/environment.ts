/** The contract of environments, in the terms of Gymnasium. rules.ts has the rules of play. */

/** Rows and columns of a frame after preprocessing. */
export const frameSize = 84;
/** Bytes of one preprocessed frame, row by row. */
export const frameBytes = frameSize * frameSize;
/** Number of frames in an observation. */
export const stackDepth = 4;
/** Bytes of one observation: 4 × 84 × 84, oldest frame first; frames before an episode's first are by the rule `firstFramePadding`. */
export const observationBytes = stackDepth * frameBytes;
/** Shape of an observation without the batch axis. */
export const observationShape = [stackDepth, frameSize, frameSize] as const;

/** A color picture: three bytes a pixel, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Result of an agent step. */
export interface Step {
  /** Reward for training: the sign of the raw reward where the rules clip it, else the raw reward. */
  readonly reward: number;
  /** Points in the game. */
  readonly rawReward: number;
  /** Whether no value follows this step: game over, or a lost life where it ends the episode. */
  readonly terminated: boolean;
  /** Whether the frame limit cut the episode off; the value after this step is not zero. */
  readonly truncated: boolean;
  /** Whether the game is over or cut off, so that `reset` starts a new one. After a lost life, `reset` continues the game. */
  readonly gameOver: boolean;
  /** Whether the observation starts anew with this step, though the game goes on (see the rule `resetAfterLifeLoss`). */
  readonly restarted?: boolean;
}

/** A game that an agent plays, step by step. */
export interface Environment {
  /** Id of the game, such as `catch`. */
  readonly game: string;
  /** Names of the actions by index, by the rules `fullActionSet` and `actions`. */
  readonly actions: readonly string[];
  /** The current observation, [4, 84, 84]; the same memory at every call, overwritten by `reset` and `step`. */
  readonly observation: Uint8Array;
  /** The newest frame of the observation, [84, 84] (a view of it). */
  readonly frame: Uint8Array;
  /** Starts an episode: a new game with its start, or the same game after a lost life that ended the episode. */
  reset(): void;
  /** Plays one agent step: `frameSkip` frames of one action, an index into `actions`. */
  step(action: number): Step;
  /** Console frames played since construction, starts included. */
  readonly frames: number;
  /** Returns the complete state, with console and generators, for `restore`. */
  save(): Uint8Array;
  /** Restores what `save` returned. */
  restore(state: Uint8Array): void;
}
