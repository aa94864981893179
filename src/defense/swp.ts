/**
 * Stochastic weight pruning: the SAP paper's appendix B. Of a weight tensor's a elements, r = k % of a are drawn with
 * replacement, with probabilities |w| / Σ|w|; those drawn are divided by their probability of being drawn, the others are 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import type { Defense } from './defense.js';
import type { Sampler } from './sampling/sampler.js';
import { type SamplerName, samplerOf, samplerSuffix } from './sampling/samplers.js';
import { weightDefense } from './weights.js';

export interface SwpOptions {
  /** k: draws in % of a weight tensor's elements; the paper takes 500 and more. */
  readonly percent: number;
  /** `multinomial` (default): exact draws. `bernoulli`: coin flips with the same marginals. Or one's own. */
  readonly sampler?: SamplerName | Sampler;
}

/** @throws RangeError for a percentage out of range (limits.ts); the model, UsageError when a tensor is so small that nothing would be drawn */
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
        throw new UsageError(`${label} draws none of the ${weights.size} weights of [${weights.shape}]: raise it`);
      }
      const scale = draw(tf.reshape(weights, [1, 1, weights.size]), key, { draws, samples: 1, site });
      return tf.mul(weights, tf.reshape(scale, weights.shape));
    },
  });
}
