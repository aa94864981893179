/** One episode of an evaluation: how it is played, when it ends, and how long its screen stands still. */
import { setImmediate } from 'node:timers/promises';
import { type Environment, frameBytes, type Step, stackDepth } from './environment.js';

/** A stall: the screen does not change for at least so many agent steps (30 s at 60 Hz and a frame skip of 4). */
export const stallSteps = 450;

/** What truncated an episode: the frame limit of the rules of play, a number of steps, or a number of steps without a change. */
export const truncations = ['frames', 'steps', 'stall'] as const;
export type Truncation = (typeof truncations)[number];
export type EpisodeEnd = 'game over' | Truncation;

/** Null: no limit. */
export interface EpisodeLimits {
  /** An episode is truncated after so many agent steps. */
  readonly maxSteps: number | null;
  /** An episode is truncated when the screen has not changed for so many agent steps. */
  readonly maxStallSteps: number | null;
}

export const noLimits: EpisodeLimits = { maxSteps: null, maxStallSteps: null };

/** An episode so far; plain data. */
export interface EpisodeTally {
  /** Sum of the raw rewards. */
  return: number;
  /** Agent steps. */
  steps: number;
  /** Steps since the screen last changed. */
  stillSteps: number;
  /** Steps of all stalls. */
  stalledSteps: number;
}

export const newTally = (): EpisodeTally => ({ return: 0, steps: 0, stillSteps: 0, stalledSteps: 0 });

/**
 * Counts a step into the tally. The end of the game wins over a limit that is reached in the same step, then the frame limit.
 * @param observation after the step, [4, 84, 84]
 * @returns how the episode ended; undefined when it goes on
 */
export function countStep(
  tally: EpisodeTally,
  { rawReward, truncated, gameOver }: Step,
  observation: Uint8Array,
  { maxSteps, maxStallSteps }: EpisodeLimits,
): EpisodeEnd | undefined {
  tally.return += rawReward;
  tally.steps++;
  tally.stillSteps = isStill(observation) ? tally.stillSteps + 1 : 0;
  if (tally.stillSteps === stallSteps) tally.stalledSteps += stallSteps;
  else if (tally.stillSteps > stallSteps) tally.stalledSteps++;

  if (gameOver) return truncated ? 'frames' : 'game over';
  if (maxSteps !== null && tally.steps >= maxSteps) return 'steps';
  if (maxStallSteps !== null && tally.stillSteps >= maxStallSteps) return 'stall';
  return undefined;
}

/** Whether the two newest frames are equal. */
function isStill({ buffer, byteOffset }: Uint8Array): boolean {
  const frame = (index: number) => Buffer.from(buffer, byteOffset + index * frameBytes, frameBytes);
  return frame(stackDepth - 1).equals(frame(stackDepth - 2));
}

/** Returns an index into the actions of the environment. @param step of the episode, from 0 */
export type Choose = (observation: Uint8Array, step: number) => Promise<number> | number;

export interface PlayedEpisode extends Readonly<EpisodeTally> {
  readonly end: EpisodeEnd;
}

/**
 * Resets the environment and plays until the episode ends or a limit is reached.
 * @returns undefined when the signal was aborted before
 */
export async function playEpisode(
  environment: Environment,
  choose: Choose,
  limits: EpisodeLimits,
  signal?: AbortSignal,
): Promise<PlayedEpisode | undefined> {
  const tally = newTally();
  environment.reset();
  for (;;) {
    await setImmediate(); // networks run in microtasks: without a pause, no signal would arrive
    if (signal?.aborted) return undefined;
    const step = environment.step(await choose(environment.observation, tally.steps));
    const end = countStep(tally, step, environment.observation, limits);
    if (end) return { ...tally, end };
  }
}
