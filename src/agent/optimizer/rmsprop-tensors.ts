/** The optimizer of rmsprop.ts as a pure function over tensors, with the same rounding, for parameters that stay on a device. */
import * as tf from '@tensorflow/tfjs-core';
import type { RmspropOptions } from './rmsprop.js';

/** Returns the new parameters, mean and mean square, all of the same shape. */
export function rmspropStep(
  parameters: tf.Tensor,
  gradient: tf.Tensor,
  mean: tf.Tensor,
  meanSquare: tf.Tensor,
  { learningRate, decay, epsilon, centered = true }: RmspropOptions,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  return tf.tidy(() => {
    const fresh = Math.fround(1 - Math.fround(decay));
    const weighted = tf.mul(gradient, fresh);
    const m = tf.add(tf.mul(mean, decay), weighted);
    const n = tf.add(tf.mul(meanSquare, decay), tf.mul(weighted, gradient));
    const variance = centered ? tf.maximum(tf.sub(n, tf.mul(m, m)), 0) : n;
    const step = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(variance, epsilon)));
    return [tf.sub(parameters, step), m, n];
  });
}
