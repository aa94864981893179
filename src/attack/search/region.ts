/** Where a perturbed input may lie: within λ of the input, pixel by pixel, and within the model's bounds. */
import * as tf from '@tensorflow/tfjs-core';
import type { Task } from './attack.js';

/** How far each pixel may move: λ, times the mask where there is one. */
export const reach = ({ mask }: Task, epsilon: tf.Scalar): tf.Tensor => (mask ? tf.mul(mask, epsilon) : epsilon);

/** The nearest point of the region; `points` broadcast to the inputs. */
export function project(task: Task, epsilon: tf.Scalar, points: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const { inputs, model } = task;
    const [min, max] = model.bounds;
    const distance = reach(task, epsilon);
    const low = tf.maximum(tf.sub(inputs, distance), min);
    const high = tf.minimum(tf.add(inputs, distance), max);
    return tf.minimum(tf.maximum(points, low), high);
  });
}

/** Share of the pixels open to the attack where the gradient is exactly zero, [N]. */
export function zeroShare({ mask, inputs }: Task, gradient: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    const zero = tf.cast(tf.equal(gradient, 0), 'float32');
    if (!mask) return tf.mean(zero, [1, 2, 3]);
    const open = tf.broadcastTo(tf.cast(tf.greater(mask, 0), 'float32'), inputs.shape);
    return tf.div(tf.sum(tf.mul(zero, open), [1, 2, 3]), tf.maximum(tf.sum(open, [1, 2, 3]), 1));
  });
}

/** [N] → [N, 1, 1, 1], to meet inputs. */
export const perExample = (values: tf.Tensor): tf.Tensor4D => tf.reshape(values, [-1, 1, 1, 1]);

/** The one of two points with the larger loss, example by example. */
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
