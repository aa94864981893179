/** The training loss of classifiers, and the number of correct classifications. */
import * as tf from '@tensorflow/tfjs-core';
import { oneHot } from '../model/one-hot.js';

/**
 * Returns −log softmax(logits)[label] of each row: logits [N, classes], labels int32 [N] → [N]. Its gradient rounds to 0
 * where the label leads by 17 or more; attacks use `crossEntropy` (attack/search/losses.ts), which does not.
 */
export const softmaxCrossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D =>
  tf.tidy(() => tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot(labels, logits.shape[1])), 1)));

/** Returns the mean of `softmaxCrossEntropy` over the batch, a scalar. */
export const meanCrossEntropy = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
  tf.tidy(() => tf.mean(softmaxCrossEntropy(logits, labels)) as tf.Scalar);

/** Returns how many rows have their largest logit at their label, a float32 scalar. */
export function countCorrect(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')) as tf.Scalar);
}
