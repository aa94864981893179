/** Whole episodes of an agent, and of random play, from the same starts. */
import type { Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { type Choose, type EpisodeLimits, type PlayedEpisode, playEpisode } from '../../env/episode.js';

export interface Played {
  readonly episodes: readonly PlayedEpisode[];
  /** How often each action was chosen. */
  readonly actions: readonly number[];
}

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
    for (let action = 0; action < environment.actions.length; action++) counts[action] ??= 0;
    const choose = chooserOf(episode, environment.actions.length);
    const counted: Choose = async (observation, step) => {
      const action = await choose(observation, step);
      counts[action]!++;
      return action;
    };
    played.push((await playEpisode(environment, counted, limits))!);
  }
  return { episodes: played, actions: counts };
}
