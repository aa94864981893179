/**
 * Adam (Kingma and Ba 2015, algorithm 1) and RAdam (Liu et al. 2020, algorithm 2), with ε added to the root as in PyTorch. The step
 * of both is rate · mean / (rootFactor · √meanSquare + ε); they differ in the factors.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerRule } from './rule.js';

export interface AdamOptions {
  /** β₁: decay of the mean of the gradient. */
  readonly decay: number;
  /** β₂: decay of the mean of its square. */
  readonly squareDecay: number;
  /** Added to the root of the mean square. */
  readonly epsilon: number;
  /** True: RAdam, whose first steps have no denominator, until its variance is known. */
  readonly rectified: boolean;
}

export function adam(options: AdamOptions): OptimizerRule {
  const { decay, squareDecay } = options;
  return {
    kernel: 'adam',
    constants: [decay, squareDecay],
    factors: (update, learningRate) => factorsOf(options, update, learningRate),
    tensorStep(parameters, gradient, mean, meanSquare, [rate, rootFactor, epsilon]) {
      const fresh = (weight: number) => Math.fround(1 - Math.fround(weight));
      const m = tf.add(tf.mul(mean, decay), tf.mul(gradient, fresh(decay)));
      const n = tf.add(tf.mul(meanSquare, squareDecay), tf.mul(tf.mul(gradient, gradient), fresh(squareDecay)));
      const step = tf.div(tf.mul(m, rate!), tf.add(tf.mul(tf.sqrt(n), rootFactor!), epsilon!));
      return [tf.sub(parameters, step), m, n];
    },
  };
}

/** Returns rate, rootFactor and ε of an update. */
function factorsOf(options: AdamOptions, update: number, learningRate: number): number[] {
  const { decay, squareDecay, epsilon, rectified } = options;
  const rate = learningRate / (1 - decay ** update);
  const known = 1 - squareDecay ** update;
  if (!rectified) return [rate, 1 / Math.sqrt(known), epsilon];
  const longest = 2 / (1 - squareDecay) - 1;
  const length = longest - (2 * update * squareDecay ** update) / known;
  if (length <= 5) return [rate, 0, 1];
  const rectification = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
  return [rate * Math.sqrt(rectification * known), 1, epsilon];
}
