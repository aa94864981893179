/** Whole episodes of an agent, and of random play, from the same starts. */
import { setImmediate } from 'node:timers/promises';
import type { Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { countStep, type EpisodeEnd, type EpisodeLimits, newTally } from '../../env/episode-end.js';

export interface PlayedEpisode {
  /** Sum of the raw rewards. */
  readonly score: number;
  readonly steps: number;
  readonly end: EpisodeEnd;
}

export interface Played {
  readonly episodes: readonly PlayedEpisode[];
  /** How often each action was chosen. */
  readonly actions: readonly number[];
}

/** Returns an index into the actions of the environment. */
export type Choose = (observation: Uint8Array, step: number) => Promise<number> | number;

export interface EpisodesOptions {
  /** Creates an environment whose random numbers depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
  readonly limits: EpisodeLimits;
  readonly episodes: number;
  /** Episode i starts by `rng.split('start i')`. */
  readonly rng: Random;
}

/** Plays episodes. @param chooserOf returns what chooses the actions of an episode */
export async function playEpisodes(
  { createEnvironment, limits, episodes, rng }: EpisodesOptions,
  chooserOf: (episode: number, actions: number) => Choose,
): Promise<Played> {
  const played: PlayedEpisode[] = [];
  const counts: number[] = [];
  for (let episode = 0; episode < episodes; episode++) {
    const environment = createEnvironment(rng.split(`start ${episode}`));
    const choose = chooserOf(episode, environment.actions.length);
    const tally = newTally();
    environment.reset();
    for (let end: EpisodeEnd | undefined; end === undefined; ) {
      if (tally.steps % 16 === 0) await setImmediate(); // lets the process handle signals
      const action = await choose(environment.observation, tally.steps);
      counts[action] = (counts[action] ?? 0) + 1;
      end = countStep(tally, environment.step(action), environment.observation, limits);
      if (end !== undefined) played.push({ score: tally.return, steps: tally.steps, end });
    }
    for (let action = 0; action < environment.actions.length; action++) counts[action] ??= 0;
  }
  return { episodes: played, actions: counts };
}
