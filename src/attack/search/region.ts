/** The region of allowed inputs: within λ of the clean input, pixel by pixel, and within the model's bounds. */
import * as tf from '@tensorflow/tfjs-core';
import type { Task } from './attack.js';

/** Returns how far each pixel may change, in gray levels: λ, times the mask where there is one. */
export const pixelLambda = ({ mask }: Task, lambda: tf.Scalar): tf.Tensor => (mask ? tf.mul(mask, lambda) : lambda);

/** Projects points onto the region: the L∞ ball of radius λ and the bounds. @param points broadcast to the inputs */
export function project(task: Task, lambda: tf.Scalar, points: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const { inputs, model } = task;
    const [min, max] = model.bounds;
    const distance = pixelLambda(task, lambda);
    const low = tf.maximum(tf.sub(inputs, distance), min);
    const high = tf.minimum(tf.add(inputs, distance), max);
    return tf.minimum(tf.maximum(points, low), high);
  });
}

/** Returns the share of the unmasked pixels whose gradient is exactly zero, [N]. @param gradient of the shape of the inputs */
export function zeroShare({ mask, inputs }: Task, gradient: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    const zero = tf.cast(tf.equal(gradient, 0), 'float32');
    if (!mask) return tf.mean(zero, [1, 2, 3]);
    const open = tf.broadcastTo(tf.cast(tf.greater(mask, 0), 'float32'), inputs.shape);
    return tf.div(tf.sum(tf.mul(zero, open), [1, 2, 3]), tf.maximum(tf.sum(open, [1, 2, 3]), 1));
  });
}

/** Reshapes [N] to [N, 1, 1, 1], which broadcasts to the inputs. */
export const perExample = (values: tf.Tensor): tf.Tensor4D => tf.reshape(values, [-1, 1, 1, 1]);

/** Takes the point with the larger loss of two, example by example. `improved` is bool [N]: whether it is the first. */
export function larger(
  x: tf.Tensor4D,
  losses: tf.Tensor1D,
  than: { readonly x: tf.Tensor; readonly losses: tf.Tensor },
): { x: tf.Tensor4D; losses: tf.Tensor1D; improved: tf.Tensor1D } {
  const improved = tf.greater(losses, than.losses) as tf.Tensor1D;
  return {
    x: tf.where(perExample(improved), x, than.x as tf.Tensor4D),
    losses: tf.where(improved, losses, than.losses as tf.Tensor1D),
    improved,
  };
}
