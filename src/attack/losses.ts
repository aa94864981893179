/** What gradient attacks raise. */
import * as tf from '@tensorflow/tfjs-core';

/** Outputs [N, outputs] and their labels, int32 [N] → the loss of each, [N]. */
export type Loss = (outputs: tf.Tensor2D, labels: tf.Tensor1D) => tf.Tensor1D;

/** −log softmax(outputs)[label]; for Q-values this is what the peers of the paper use (it names no loss). */
export const crossEntropy: Loss = (outputs, labels) =>
  tf.tidy(() => {
    const chosen = tf.oneHot(labels, outputs.shape[1], 1, 0, 'float32');
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(outputs), chosen), -1));
  });
