/**
 * Stochastic weight pruning: the SAP paper, appendix B. In a weight tensor of a elements, r = k % of a draws with replacement
 * are made, with probabilities |w| / Σ|w|. The drawn weights are divided by the probability of being drawn, the others become 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import type { Defense } from './defense.js';
import type { Sampler } from './sampling/sampler.js';
import { type SamplerName, samplerOf, samplerSuffix } from './sampling/samplers.js';
import { weightDefense } from './weight-defense.js';

/** Options of stochastic weight pruning. */
export interface SwpOptions {
  /** k: number of draws in % of a weight tensor's elements; 500 and more in the paper. */
  readonly percent: number;
  /** `multinomial` (default): exact draws. `bernoulli`: coin flips with the same marginals. Or another sampler. */
  readonly sampler?: SamplerName | Sampler;
}

/**
 * SWP-k on all weight tensors, sampled anew for every Monte Carlo sample.
 * @throws RangeError for a percentage out of range (limits.ts) or an unknown sampler; the model throws a UsageError for a
 * tensor so small that k % of it is less than one draw
 */
export function swp({ percent, sampler = 'multinomial' }: SwpOptions): Defense {
  expectWithin('swp, percentage of draws', limits.adversary.percent, percent);
  const draw = samplerOf(sampler);
  const label = `swp${percent}${samplerSuffix(draw)}`;
  return weightDefense({
    label,
    stochastic: true,
    change(weights, { key, site }) {
      const draws = Math.trunc((percent * weights.size) / 100);
      if (draws < 1) {
        throw new UsageError(
          `${label} makes no draw from the ${weights.size} weights of [${weights.shape}]: increase the percentage`,
        );
      }
      const scale = draw(tf.reshape(weights, [1, 1, weights.size]), key, { draws, samples: 1, site });
      return tf.mul(weights, tf.reshape(scale, weights.shape));
    },
  });
}
