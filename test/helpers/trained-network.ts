import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../../src/common/random.js';
import { createModel } from '../../src/model/create-model.js';
import type { Model, ModelOptions } from '../../src/model/model.js';
import { smallNetwork, smallParameters } from './small-network.js';

const pixels = 72;
const classes = 3;

/** Three faint patterns under noise: pixels [N, 2, 6, 6] and their classes, 0, 1, 2, 0, … */
export function patterns(examples: number, seed: number): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const shapes = createRandom(77);
  const faint = Array.from({ length: classes }, () =>
    Float32Array.from({ length: pixels }, () => 128 + 40 * (shapes.uniform() - 0.5)),
  );
  const rng = createRandom(seed);
  const noise = () => 40 * (rng.uniform() + rng.uniform() + rng.uniform() - 1.5);
  const images = Array.from({ length: examples }, (_, n) =>
    Array.from(faint[n % classes]!, (pixel) => Math.min(255, Math.max(0, Math.round(pixel + noise())))),
  );
  return {
    images: tf.tensor4d(images.flat(), [examples, 2, 6, 6], 'float32'),
    labels: tf.tensor1d(
      images.map((_, n) => n % classes),
      'int32',
    ),
  };
}

/** The small network, trained to tell the patterns apart: the same weights at every call. Needs a backend. */
export function trainedNetwork(options?: ModelOptions): Model {
  const { images, labels } = patterns(60, 1);
  const variables = smallParameters(4)
    .tensors()
    .map((tensor) => tf.variable(tensor));
  const wanted = tf.oneHot(labels, classes, 1, 0, 'float32');
  const optimizer = tf.train.adam(0.03);
  for (let step = 0; step < 40; step++) {
    optimizer.minimize(() => {
      const chances = tf.logSoftmax(smallNetwork(variables, images));
      return tf.neg(tf.mean(tf.sum(tf.mul(wanted, chances), -1))) as tf.Scalar;
    }, false);
  }
  optimizer.dispose();
  tf.dispose([images, labels, wanted]);
  return createModel(smallNetwork, variables, options);
}
