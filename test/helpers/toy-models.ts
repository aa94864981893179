import * as tf from '@tensorflow/tfjs-core';
import { createRandom } from '../../src/common/random.js';
import { type HostOperation, hostCall } from '../../src/compute/host-call.js';
import { createModel } from '../../src/model/create-model.js';
import { identityHook, type Model, type ModelOptions } from '../../src/model/model.js';

/** outputs = xW, weights by pixel and output. */
export const linearModel = (weights: readonly (readonly number[])[], options?: ModelOptions): Model =>
  createModel(
    ([w], images, hook = identityHook) =>
      tf.matMul(
        hook(tf.reshape(images, [images.shape[0], -1]), 'pixels') as tf.Tensor2D,
        w as tf.Tensor2D,
      ) as tf.Tensor2D,
    [tf.tensor2d(weights.map((row) => [...row]))],
    options,
  );

/** Two outputs, 0 and −Σ s(x − c)²: the margin over label 0 is largest at c. */
export const quadraticModel = (center: readonly number[], scale: readonly number[], options?: ModelOptions): Model =>
  createModel(
    ([c, s], images) =>
      tf.tidy(() => {
        const x = tf.reshape(images, [images.shape[0], -1]);
        const distance = tf.sum(tf.mul(tf.square(tf.sub(x, c!)), s!), -1, true);
        return tf.concat([tf.zerosLike(distance), tf.neg(distance)], 1) as tf.Tensor2D;
      }),
    [tf.tensor1d([...center]), tf.tensor1d([...scale])],
    options,
  );

/** Multiplies each pixel by 1 + spread·u in every draw, u uniform in [−1, 1): the mean output is the plain one. Under the batch's key. */
export const withNoise = (model: Model, spread: number): Model =>
  model.withHook(`noise${spread}`, ({ key, rows }) => (activation) => {
    const [examples, units] = activation.shape as [number, number];
    const operation: HostOperation = {
      name: 'noise',
      outputs: () => [{ shape: [rows, units], dtype: 'float32' }],
      run([words], [factors]) {
        const rng = createRandom(0).split((words as Int32Array).subarray(0, 3).join());
        for (let i = 0; i < factors!.length; i++) factors![i] = 1 + spread * (2 * rng.uniform() - 1);
      },
    };
    const factors = hostCall(operation, [key])[0]!;
    const copies = tf.tile(tf.reshape(activation, [examples, 1, units]), [1, rows / examples, 1]);
    return tf.mul(tf.reshape(copies, [rows, units]), factors) as typeof activation;
  });
