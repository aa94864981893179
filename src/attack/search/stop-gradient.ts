import * as tf from '@tensorflow/tfjs-core';

/** Returns the same values and lets no gradient pass: for labels and ranks, which count as constants. */
export const stopGradient = tf.customGrad((input) => {
  const x = input as tf.Tensor;
  const { shape } = x;
  return { value: x.clone(), gradFunc: () => tf.zeros(shape) };
}) as <T extends tf.Tensor>(x: T) => T;
