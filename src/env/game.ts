/**
 * A game as a chain of small wrappers sees it. The chain, from the screen up (atari.ts composes it):
 *
 *     console  one frame of one action                    160 × 210 color bytes
 *       ↓ frameSkip      one action for 4 frames, the gray maximum of the last two, area-resized to 84 × 84
 *       ↓ fireOnReset    presses FIRE once where a game waits for it
 *       ↓ noOpStarts     a random number of idle frames before the first step
 *       ↓ episodicLife   a lost life ends the episode, not the game
 *       ↓ clipReward     the sign of the reward
 *       ↓ frameStack     the last four frames as one 4 × 84 × 84 observation
 */
import type { Step } from './environment.js';

/** What a wrapper keeps between calls, by its own key; must survive JSON. */
export type GameState = Record<string, unknown>;

export interface Game {
  readonly actions: readonly string[];
  reset(): void;
  step(action: number): Step;
  /** One idle console frame below any frame skip; used by starts. Returns whether the game ended. */
  idle(): boolean;
  /** The newest frame, 84 × 84 gray bytes; valid until the next call. */
  screen(): Uint8Array;
  lives(): number;
  frames(): number;
  save(): GameState;
  restore(state: GameState): void;
}

/**
 * What a wrapper has saved under `key`.
 * @throws Error when it is not what `holds` says
 */
export function savedValue<T>(state: GameState, key: string, holds: (value: T) => boolean): T {
  const value = state[key] as T;
  if (value !== undefined && value !== null && holds(value)) return value;
  throw new Error(`cannot restore the environment: "${key}" is not what was saved`);
}

/** A wrapper: takes a game, gives one that behaves differently in a single respect. */
export type Wrapper = (game: Game) => Game;

/** The wrappers applied in order, the first nearest to the console. */
export function wrap(game: Game, ...wrappers: readonly Wrapper[]): Game {
  return wrappers.reduce((inner, wrapper) => wrapper(inner), game);
}
