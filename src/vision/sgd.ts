/**
 * Stochastic gradient descent with momentum and weight decay, as a pure function over tensors:
 * v ← μ·v + g + λ·w, w ← w − η·v. Decay is for the weights of convolutions and of the output; gains, offsets and biases
 * are not decayed.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface SgdOptions {
  /** μ */
  readonly momentum: number;
  /** λ, 0 for what is not decayed. */
  readonly weightDecay: number;
}

/** → the new parameter and velocity @param learningRate η, as a scalar: one compiled graph serves every value */
export function sgdStep(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  velocity: tf.Tensor,
  learningRate: tf.Scalar,
  { momentum, weightDecay }: SgdOptions,
): [parameter: tf.Tensor, velocity: tf.Tensor] {
  return tf.tidy(() => {
    const slope = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
    const moved = tf.add(tf.mul(velocity, momentum), slope);
    return [tf.sub(parameter, tf.mul(learningRate, moved)), moved];
  });
}

/** The same over arrays: moves `parameter` and `velocity`. */
export function sgdInPlace(
  parameter: Float32Array,
  gradient: Float32Array,
  velocity: Float32Array,
  learningRate: number,
  { momentum, weightDecay }: SgdOptions,
): void {
  for (let i = 0; i < parameter.length; i++) {
    const moved = momentum * velocity[i]! + gradient[i]! + weightDecay * parameter[i]!;
    velocity[i] = moved;
    parameter[i]! -= learningRate * moved;
  }
}
