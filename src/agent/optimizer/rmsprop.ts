/**
 * Centered RMSProp of Graves 2013 (eq. 38–45) without momentum, as in Mnih et al. 2015. Both moments have the same decay, and ε is
 * inside the root. The variance is clipped at 0, since float32 rounding can make it negative for nearly constant gradients.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './rule.js';

export interface RmspropOptions {
  /** Decay of both moments: the weight of the old value. */
  readonly decay: number;
  /** Added to the variance, inside the root. */
  readonly epsilon: number;
  /** False: divide by the root of the mean square instead of the variance. */
  readonly centered?: boolean;
}

export function rmsprop({ decay, epsilon, centered = true }: RmspropOptions): OptimizerRule {
  return {
    kernel: 'rmsprop',
    constants: [decay, epsilon, centered ? 1 : 0],
    factors: (_, learningRate) => [learningRate],
    tensorStep(parameters, gradient, mean, meanSquare, [learningRate]) {
      const fresh = Math.fround(1 - Math.fround(decay));
      const weighted = tf.mul(gradient, fresh);
      const m = tf.add(tf.mul(mean, decay), weighted);
      const n = tf.add(tf.mul(meanSquare, decay), tf.mul(weighted, gradient));
      const variance = centered ? tf.maximum(tf.sub(n, tf.mul(m, m)), 0) : n;
      const step = tf.div(tf.mul(gradient, learningRate!), tf.sqrt(tf.add(variance, epsilon)));
      return [tf.sub(parameters, step), m, n];
    },
  };
}
