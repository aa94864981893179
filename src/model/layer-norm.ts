/** Layer normalization (Ba, Kiros and Hinton 2016) over the last axis: of a feature map, each pixel over its channels. */
import * as tf from '@tensorflow/tfjs-core';

/** Added to the variance, under the root; the default of Flax and PyTorch differ (1e-6, 1e-5). */
export const normEpsilon = 1e-6;

/**
 * Returns (x − mean) / √(variance + ε) · scale + offset, of the shape of x.
 * @param x [..., C] @param scale [C] @param offset [C]
 */
export function layerNorm<T extends tf.Tensor>(
  x: T,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon = normEpsilon,
): T {
  // The gradient is written out, since that of the single operations needs twice as many passes over the activations.
  const normalize = tf.customGrad((...operands) => {
    const [input, weight, bias] = operands as tf.Tensor[];
    const save = operands.at(-1) as unknown as tf.GradSaveFunc;
    const centered = tf.sub(input!, tf.mean(input!, -1, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), epsilon));
    const normal = tf.mul(centered, inverse);
    save([normal, inverse, weight!]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [normal, inverse, weight] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const others = dy.shape.map((_, axis) => axis).slice(0, -1);
      const dNormal = tf.mul(dy, weight);
      const along = tf.mul(normal, tf.mean(tf.mul(dNormal, normal), -1, true));
      const dx = tf.mul(inverse, tf.sub(tf.sub(dNormal, tf.mean(dNormal, -1, true)), along));
      return [dx, tf.sum(tf.mul(dy, normal), others), tf.sum(dy, others)];
    };
    return { value: tf.add(tf.mul(normal, weight!), bias!), gradFunc };
  });
  return normalize(x, scale, offset) as T;
}
