/** Policies that choose actions by Q-values. */

import type { Random } from '../common/random.js';
import { type Environment, observationBytes } from '../env/environment.js';
import type { Policy } from './run-loop.js';

/** Observations [N, 4, 84, 84] as bytes → Q-values [N, actions], row by row. */
export type QFunction = (observations: Uint8Array) => Promise<Float32Array>;

/** Returns the index, relative to `start`, of the largest of `length` values; the first one if several are equal. */
export function argMax(values: ArrayLike<number>, start = 0, length = values.length): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[start + i]! > values[start + best]!) best = i;
  return best;
}

/** Concatenates the present observations of all environments. */
function gatherObservations(environments: readonly Environment[], into: Uint8Array): Uint8Array {
  environments.forEach(({ observation }, i) => {
    into.set(observation, i * observationBytes);
  });
  return into;
}

/**
 * Chooses a uniformly random action with probability `epsilon()`, else the action with the largest Q-value. The random numbers do
 * not depend on the Q-values. The network is not run if all environments explore.
 */
export function epsilonGreedy(q: QFunction, epsilon: () => number, rng: Random): Policy {
  let observations = new Uint8Array(0);
  return async (environments) => {
    const share = epsilon();
    const chosen = environments.map(({ actions }) => (rng.uniform() < share ? rng.integer(actions.length) : undefined));
    if (chosen.every((action) => action !== undefined)) return chosen;
    const size = environments.length * observationBytes;
    if (observations.length !== size) observations = new Uint8Array(size);
    const values = await q(gatherObservations(environments, observations));
    const width = values.length / environments.length;
    return chosen.map((action, i) => action ?? argMax(values, i * width, width));
  };
}
