import * as tf from '@tensorflow/tfjs-core';

type Norm = (x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D) => tf.Tensor;

/** Returns a function (x, scale, offset, weights) → [value, and the gradients of the sum of value · weights by the first three]. */
export const withGradients =
  (norm: Norm) =>
  (...tensors: tf.Tensor[]): tf.Tensor[] => {
    const [x, scale, offset, weights] = tensors as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor];
    const sum = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      tf.sum(tf.mul(norm(a, b as tf.Tensor1D, c as tf.Tensor1D), weights)) as tf.Scalar;
    return [norm(x, scale, offset), ...tf.grads(sum)([x, scale, offset])];
  };
