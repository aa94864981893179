/**
 * The contract of a game, and the chain of wrappers around it, which atari.ts composes:
 *
 *     console  one frame of one action                        160 × 210 color bytes
 *       ↓ frameSkip          one action for 4 frames, the gray maximum of the last two, area-resized to 84 × 84 (preprocessing/)
 *       ↓ noOpStarts         a random number of idle frames before the first step
 *       ↓ fireReset          presses FIRE once, by the rule `fireReset`
 *       ↓ playAfterLifeLoss  presses NOOP, FIRE or both after a lost life, by rules
 *       ↓ episodicLife       a lost life ends the episode, not the game
 *       ↓ clipReward         the sign of the reward
 *       ↓ chooseActions      some of the actions, by the rules `fullActionSet` and `actions`
 *       ↓ frameStack         the last four frames as one 4 × 84 × 84 observation
 */
import type { Step } from './environment.js';

/** The saved state of all wrappers, each under a key of its own; plain JSON data. */
export type GameState = Record<string, unknown>;

export interface Game {
  readonly actions: readonly string[];
  reset(): void;
  step(action: number): Step;
  /** Plays one idle console frame, without frame skip, for no-op starts. Returns whether the game ended. */
  idle(): boolean;
  /** Returns the newest frame, [84, 84] gray bytes, valid until the next call. */
  screen(): Uint8Array;
  lives(): number;
  frames(): number;
  save(): GameState;
  restore(state: GameState): void;
}

/**
 * Returns the value that a wrapper saved under `key`.
 * @throws Error where `holds` is false for it
 */
export function savedValue<T>(state: GameState, key: string, holds: (value: T) => boolean): T {
  const value = state[key] as T;
  if (value !== undefined && value !== null && holds(value)) return value;
  throw new Error(`cannot restore the environment: "${key}" is not what was saved`);
}

/** A wrapper: returns a game that differs from the given one in a single respect. */
export type Wrapper = (game: Game) => Game;

/** Applies wrappers in order, the first one nearest to the console. */
export function wrap(game: Game, ...wrappers: readonly Wrapper[]): Game {
  return wrappers.reduce((inner, wrapper) => wrapper(inner), game);
}
