import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../../src/common/random.js';
import { identityHook, type Network } from '../../src/model/model.js';

/** Pixels of one example of `smallNetwork`. */
export const smallShape = [2, 6, 6] as const;
export const smallOutputs = 3;

const shapes = [[3, 3, 2, 4], [4], [64, smallOutputs]] as const;

/** A convolution, a ReLU and a layer of outputs: pixels [N, 2, 6, 6] → [N, 3]. Hooks: conv. */
export const smallNetwork: Network = (parameters, pixels, hook = identityHook) =>
  tf.tidy(() => {
    const [weights, bias, output] = parameters as [tf.Tensor4D, tf.Tensor1D, tf.Tensor2D];
    const maps = tf.transpose(tf.div(pixels, 255), [0, 2, 3, 1]) as tf.Tensor4D;
    const hidden = hook(tf.relu(tf.add(tf.conv2d(maps, weights, 1, 'valid'), bias)), 'conv');
    return tf.matMul(tf.reshape(hidden, [hidden.shape[0]!, -1]), output) as tf.Tensor2D;
  });

/** Specs and values of its parameters, drawn from the seed. */
export function smallParameters(seed: number) {
  const rng = createRandom(seed);
  const specs = shapes.map((shape) => ({ shape }));
  const views = shapes.map((shape) => {
    const size = shape.reduce((a: number, b: number) => a * b, 1);
    return Float32Array.from({ length: size }, () => rng.uniform() - 0.4);
  });
  return { specs, views, tensors: () => shapes.map((shape, i) => tf.tensor(views[i]!, [...shape])) };
}

/** Pixels 0…255 of `examples` examples, drawn from the seed. */
export function smallPixels(examples: number, seed: number): Uint8Array {
  const rng = createRandom(seed);
  return Uint8Array.from({ length: examples * 72 }, () => rng.integer(256));
}
