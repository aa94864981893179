/** What a classifier is trained by, and what it is judged by. */
import * as tf from '@tensorflow/tfjs-core';

/** Mean over the batch of −log softmax(logits)[label]. Logits [N, classes], labels int32 [N] → [] */
export function meanCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const chosen = tf.oneHot(labels, logits.shape[1], 1, 0, 'float32');
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1))) as tf.Scalar;
  });
}

/** How many of the batch have their largest logit at their label. → float32 [] */
export function countCorrect(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')) as tf.Scalar);
}
