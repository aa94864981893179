/** How a console plays the start of an episode and a step: the part in which the rules of episodes differ. */
import type { Environment } from '../../console/environment.js';
import type { ConsoleOptions } from '../options.js';

/** What the rules depend on. */
export interface PlayOptions extends ConsoleOptions {
  /** ALE's action numbers by action index. */
  readonly actionNumbers: readonly number[];
}

/** What a step did. */
export interface Played {
  /** Points, not clipped. */
  readonly points: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Whether the next episode starts; with `lifeLossInfo`, a step can be terminated without this. */
  readonly episodeOver: boolean;
  /** Whether the next episode starts with a new game. */
  readonly gameOver: boolean;
}

export interface Play {
  /** Plays on a console that has just loaded the game. */
  load(environment: Environment, seed: number): void;
  /** Starts an episode. @param newGame false: the running game continues */
  start(newGame: boolean): void;
  /** Plays a step, or the part of it until the episode ends. @param action ALE's number */
  step(action: number): Played;
  /** Lives left. */
  lives(): number;
  /** Computes the core's observation of what was played last. */
  observe(): void;
}

/** ALE's number of the action that starts a game. */
export const fireAction = 1;
