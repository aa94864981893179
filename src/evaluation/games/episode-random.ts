/** The random numbers of an episode. They depend on the seed and its index alone, so all agents play the same episodes. */
import { createRandom, type Random } from '../../common/random.js';

export interface EpisodeRandom {
  /** Of the start and the sticky actions. */
  readonly environment: Random;
  /** Of the random actions. */
  readonly exploration: Random;
  /** Seed of the attack and the defense. */
  readonly noiseSeed: number;
}

export function episodeRandom(seed: number, index: number): EpisodeRandom {
  const rng = createRandom(seed);
  return {
    environment: rng.split(`episode ${index}`),
    exploration: rng.split(`exploration ${index}`),
    noiseSeed: rng.split(`draws ${index}`).uint32() | 0,
  };
}
