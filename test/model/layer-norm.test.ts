import '../../src/compute/engine.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { layerNorm } from '../../src/model/layer-norm.js';
import { withGradients } from '../helpers/layer-norm.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const [rows, channels] = [6, 5];
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * step) * 3 + 1);
const inputs = [wave(rows * channels, 0.7), wave(channels, 1.3), wave(channels, 2.1), wave(rows * channels, 0.3)];
const shapes = [[1, 2, 3, channels], [channels], [channels], [1, 2, 3, channels]];

/** By single operations, whose gradients TensorFlow.js composes. */
function reference(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-6))), scale), offset);
}

describe('layerNorm', () => {
  it('gives rows of mean 0 and variance 1 before scale and offset', () => {
    const x = tf.tensor2d(inputs[0]!, [rows, channels]);
    const y = layerNorm(x, tf.ones([channels]), tf.zeros([channels]));
    const { mean, variance } = tf.moments(y, -1);
    for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 5);
    for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 4);
  });

  it.each(['tfjs', 'onnx'] as const)('has the value and the gradients of the formula: %s', async (engine) => {
    const signature = { inputs: shapes.map((shape) => ({ shape })) };
    const [ours, theirs] = await Promise.all([
      compile(withGradients(layerNorm), signature, { engine }),
      compile(withGradients(reference), signature, { engine: 'tfjs' }),
    ]);
    const [got, expected] = [await ours.run(inputs), await theirs.run(inputs)];
    for (const [i, values] of expected.entries()) {
      for (const [j, value] of values.entries()) expect(got[i]![j]).toBeCloseTo(value, 4);
    }
    await Promise.all([ours.dispose(), theirs.dispose()]);
  });
});
