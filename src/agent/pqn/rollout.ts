/** The steps between two phases of learning: some environments are played ε-greedily by a network that does not change meanwhile. */
import type { Random } from '../../common/random.js';
import { type Environment, observationBytes } from '../../env/environment.js';
import { argMax, type QFunction } from '../policy.js';
import { countedStep, type FinishedEpisode, type Progress } from '../run-loop.js';
import { lambdaReturns } from './lambda-returns.js';

export interface RolloutOptions {
  readonly environments: readonly Environment[];
  /** Q-values of one observation of each environment. */
  readonly q: QFunction;
  /** Steps of each environment. */
  readonly steps: number;
  readonly discount: number;
  /** λ of the returns. */
  readonly lambda: number;
  readonly rng: Random;
  /** One per environment, updated in place. */
  readonly progress: readonly Progress[];
}

/** What a rollout leaves, step by step: element t · N + n of T steps in N environments. Overwritten by the next. */
export interface Rollout {
  /** Before each step, [T · N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  readonly actions: Int32Array;
  /** The targets of Q(s, a). */
  readonly returns: Float32Array;
  /** Plays. @param epsilon exploration by step, 0 … T − 1 @returns the episodes that ended, and the mean of max Q */
  play(epsilon: (step: number) => number): Promise<RolloutResult>;
}

export interface RolloutResult {
  readonly episodes: readonly FinishedEpisode[];
  readonly meanQ: number;
}

export function createRollout({ environments, q, steps, discount, lambda, rng, progress }: RolloutOptions): Rollout {
  const count = environments.length;
  const size = count * observationBytes;
  const observations = new Uint8Array(steps * size);
  const last = new Uint8Array(size);
  const actions = new Int32Array(steps * count);
  const [rewards, discounts, returns] = [0, 1, 2].map(() => new Float32Array(steps * count)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const values = new Float32Array((steps + 1) * count);

  /** Starts the episodes that are due, and collects the observations. */
  function observe(into: Uint8Array): void {
    for (const [i, environment] of environments.entries()) {
      if (progress[i]!.ended) environment.reset();
      progress[i]!.ended = false;
      into.set(environment.observation, i * observationBytes);
    }
  }

  /** The best action of each environment, and its value. */
  async function greedy(seen: Uint8Array): Promise<readonly { action: number; value: number }[]> {
    const qs = await q(seen);
    const width = qs.length / count;
    return environments.map((_, i) => {
      const action = argMax(qs, i * width, width);
      return { action, value: qs[i * width + action]! };
    });
  }

  async function step(t: number, epsilon: number, episodes: FinishedEpisode[]): Promise<void> {
    const seen = observations.subarray(t * size, (t + 1) * size);
    observe(seen);
    const best = await greedy(seen);
    const cut: number[] = [];
    for (const [i, environment] of environments.entries()) {
      const at = t * count + i;
      const { action, value } = best[i]!;
      values[at] = value;
      actions[at] = rng.uniform() < epsilon ? rng.integer(environment.actions.length) : action;
      const { reward, truncated } = countedStep(environment, actions[at]!, progress[i]!, episodes);
      rewards[at] = reward;
      discounts[at] = progress[i]!.ended ? 0 : discount;
      if (truncated) cut.push(i);
    }
    // A truncated episode has a value beyond its end, which the observation of the next episode does not have.
    for (const i of cut) {
      last.set(environments[i]!.observation, i * observationBytes);
      rewards[t * count + i]! += discount * (await greedy(last))[i]!.value;
    }
  }

  return {
    observations,
    actions,
    returns,
    async play(epsilon) {
      const episodes: FinishedEpisode[] = [];
      for (let t = 0; t < steps; t++) await step(t, epsilon(t), episodes);
      observe(last);
      for (const [i, { value }] of (await greedy(last)).entries()) values[steps * count + i] = value;
      lambdaReturns({ rewards, discounts, values }, lambda, returns);
      return { episodes, meanQ: values.reduce((sum, value) => sum + value, 0) / values.length };
    },
  };
}
