/**
 * Stochastic gradient descent with momentum and weight decay: v ← μ·v + g + α·w, w ← w − η·v. Weight decay applies to the
 * weights of convolutions and of the output layer, not to gains, offsets and biases.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface SgdOptions {
  /** μ */
  readonly momentum: number;
  /** α; 0 for parameters without weight decay. */
  readonly weightDecay: number;
}

/** Returns the new parameter and velocity. @param learningRate η, a scalar tensor, so that one compiled graph serves every value */
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

/** Like `sgdStep`, in place on arrays. */
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
