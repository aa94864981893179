/** Imported networks, described by a list of layers. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { paddedConvolution } from '../compute/convolution.js';
import { layerNorm } from '../model/layer-norm.js';
import { identityHook, type Network } from '../model/model.js';

const whole = z.int().min(0);
const pair = z.tuple([whole, whole]);

/**
 * A layer. Images have the channels last. Layers use the parameters of the network in order: a convolution or dense layer its
 * weights [height, width, in, out] or [in, out], then a bias [out], if any; a normalization its scale [in] and offset [in].
 */
export const layerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scale'),
    /** Every value x becomes x·factor + offset. */
    factor: z.number(),
    /** See `factor`. */
    offset: z.number(),
  }),
  z.strictObject({
    kind: z.literal('transpose'),
    /** Axes in their new order. The batch, axis 0, stays. */
    order: z.array(whole),
  }),
  z.strictObject({
    kind: z.literal('reshape'),
    /** The new shape, without the batch. */
    shape: z.array(whole),
  }),
  z.strictObject({
    kind: z.literal('convolution'),
    /** Whether each output channel has a bias. */
    bias: z.boolean(),
    /** Of the rows, and of the columns. */
    strides: pair,
    /** Zeros before and after the rows, and the columns. */
    pads: z.tuple([pair, pair]),
  }),
  z.strictObject({
    kind: z.literal('dense'),
    /** Whether each output has a bias. */
    bias: z.boolean(),
  }),
  z.strictObject({
    /** Layer normalization over the last axis: the channels of each pixel, or the units. */
    kind: z.literal('layerNorm'),
    /** Added to the variance, under the root. */
    epsilon: z.number(),
  }),
  /** Its result is passed to the activation hook. */
  z.strictObject({ kind: z.literal('relu') }),
]);

export type Layer = z.infer<typeof layerSchema>;

/** Creates the network: pixels [N, …] → [N, outputs]. Names of its hooks: relu1, relu2, … */
export function layersNetwork(layers: readonly Layer[]): Network {
  return (parameters, pixels, hook = identityHook) =>
    tf.tidy(() => {
      const next = parameters[Symbol.iterator]();
      const take = <T extends tf.Tensor>() => next.next().value as T;
      let activations = 0;
      const apply = (x: tf.Tensor, layer: Layer): tf.Tensor => {
        switch (layer.kind) {
          case 'scale':
            return tf.add(tf.mul(x, layer.factor), layer.offset);
          case 'transpose':
            return tf.transpose(x, layer.order);
          case 'reshape':
            return tf.reshape(x, [x.shape[0]!, ...layer.shape]);
          case 'convolution': {
            const { strides, pads, bias } = layer;
            const y = paddedConvolution(x as tf.Tensor4D, take<tf.Tensor4D>(), strides, [[0, 0], ...pads, [0, 0]]);
            return bias ? tf.add(y, take()) : y;
          }
          case 'dense': {
            const y = tf.matMul(x as tf.Tensor2D, take<tf.Tensor2D>());
            return layer.bias ? tf.add(y, take()) : y;
          }
          case 'layerNorm':
            return layerNorm(x, take<tf.Tensor1D>(), take<tf.Tensor1D>(), layer.epsilon);
          case 'relu':
            return hook(tf.relu(x), `relu${++activations}`);
        }
      };
      return layers.reduce<tf.Tensor>(apply, pixels) as tf.Tensor2D;
    });
}
