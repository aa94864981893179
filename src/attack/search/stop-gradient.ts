import * as tf from '@tensorflow/tfjs-core';

/** The same values, through which no gradient flows: labels and ranks are no function of the input to differentiate. */
export const stopGradient = tf.customGrad((input) => {
  const x = input as tf.Tensor;
  const { shape } = x;
  return { value: x.clone(), gradFunc: () => tf.zeros(shape) };
}) as <T extends tf.Tensor>(x: T) => T;
