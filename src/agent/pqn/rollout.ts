/** The steps between two phases of learning: some environments are played ε-greedily by a network that does not change meanwhile. */
import type { Random } from '../../common/random.js';
import { type Environment, observationBytes } from '../../env/environment.js';
import { argMax, type QFunction } from '../policy.js';
import type { FinishedEpisode, Progress } from '../run-loop.js';
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
  const width = count * observationBytes;
  const observations = new Uint8Array(steps * width);
  const last = new Uint8Array(width);
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

  /** max Q of the present observation of one environment. */
  async function valueOf(index: number): Promise<number> {
    last.set(environments[index]!.observation, index * observationBytes);
    const qs = await q(last);
    const size = qs.length / count;
    return qs[index * size + argMax(qs, index * size, size)]!;
  }

  async function step(t: number, epsilon: number, episodes: FinishedEpisode[]): Promise<void> {
    const seen = observations.subarray(t * width, (t + 1) * width);
    observe(seen);
    const qs = await q(seen);
    const size = qs.length / count;
    const beyond: number[] = [];
    for (const [i, environment] of environments.entries()) {
      const best = argMax(qs, i * size, size);
      const at = t * count + i;
      values[at] = qs[i * size + best]!;
      actions[at] = rng.uniform() < epsilon ? rng.integer(size) : best;
      const state = progress[i]!;
      const { reward, rawReward, terminated, truncated, gameOver } = environment.step(actions[at]!);
      state.return += rawReward;
      state.steps++;
      state.ended = terminated || truncated || gameOver;
      rewards[at] = reward;
      discounts[at] = state.ended ? 0 : discount;
      // A truncated episode has a value beyond its end, which the observation of the next episode does not have.
      if (truncated) beyond.push(i);
      if (!gameOver) continue;
      episodes.push({ return: state.return, steps: state.steps });
      Object.assign(state, { return: 0, steps: 0 });
    }
    for (const i of beyond) rewards[t * count + i]! += discount * (await valueOf(i));
  }

  return {
    observations,
    actions,
    returns,
    async play(epsilon) {
      const episodes: FinishedEpisode[] = [];
      for (let t = 0; t < steps; t++) await step(t, epsilon(t), episodes);
      observe(last);
      const qs = await q(last);
      const size = qs.length / count;
      for (let i = 0; i < count; i++) values[steps * count + i] = qs[i * size + argMax(qs, i * size, size)]!;
      lambdaReturns({ rewards, discounts, values }, lambda, returns);
      return { episodes, meanQ: values.reduce((sum, value) => sum + value, 0) / values.length };
    },
  };
}
