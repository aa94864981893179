/** Networks of layers: what each kind computes, and that compiled graphs, gradients and exports agree with TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Layer } from '../../src/agent/layers.js';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { compileQ } from '../../src/agent/q-function.js';
import { createRandom } from '../../src/common/random.js';
import { sizeOf } from '../../src/common/shape.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import type { CompileOptions } from '../../src/compute/signature.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { largestDifference } from '../../src/interop/onnx/check-export.js';
import { encodeOnnx } from '../../src/interop/onnx/export-onnx.js';
import { activationHook } from '../../src/model/activation-hook.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, Model } from '../../src/model/model.js';
import { type LayeredNetwork, publishedHeads, randomLayers } from '../helpers/random-layers.js';
import { sampleSize } from '../helpers/sample.js';
import { smallPixels, smallShape } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const keyOf = (): Key => tf.tensor1d([1, 2, 3], 'int32');
const pixels = Float32Array.from(smallPixels(2, 5));
const pixelShape = [2, ...smallShape] as const;
const modelOf = ({ layers, arrays }: LayeredNetwork): Model =>
  createModel(
    layersNetwork(layers),
    arrays.map(({ shape, values }) => tf.tensor(values, [...shape])),
  );

describe('layers', () => {
  it.each<[Layer, readonly number[][], number[], number[]]>([
    [{ kind: 'scale', factor: 2, offset: 1 }, [], [-1, 2, 3], [-1, 5, 7]],
    [
      { kind: 'affine', scale: true, offset: true },
      [
        [2, 3, 4],
        [1, 0, -1],
      ],
      [-1, 2, 3],
      [-1, 6, 11],
    ],
    [{ kind: 'affine', scale: false, offset: true }, [[1, 0, -1]], [-1, 2, 3], [0, 2, 2]],
    [{ kind: 'slice', axis: 1, start: 1, end: 3 }, [], [4, 5, 6], [5, 6]],
    [{ kind: 'gather', axis: 1, indices: [2, 0, 2] }, [], [4, 5, 6], [6, 4, 6]],
    [
      { kind: 'layerNorm', epsilon: 1e-9, axes: 'all' },
      [
        [1, 1, 2],
        [0, 1, 0],
      ],
      [-3, 0, 3],
      [-1.224745, 1, 2.44949],
    ],
    [{ kind: 'sum', axes: [1] }, [], [4, 5, 6], [15]],
    [{ kind: 'mean', axes: [1] }, [], [4, 5, 6], [5]],
    [{ kind: 'softmax' }, [], [0, Math.log(2), Math.log(5)], [1 / 8, 2 / 8, 5 / 8]],
    [{ kind: 'add', from: [0, 0] }, [], [4, 5, 6], [8, 10, 12]],
    [{ kind: 'subtract', from: [0, 0] }, [], [4, 5, 6], [0, 0, 0]],
    [{ kind: 'multiply', from: [0, 0] }, [], [4, 5, 6], [16, 25, 36]],
    [{ kind: 'relu' }, [], [-1, 0, 2], [0, 0, 2]],
    [{ kind: 'elu', alpha: 1 }, [], [-1, 0, 2], [Math.exp(-1) - 1, 0, 2]],
    [{ kind: 'elu', alpha: 0.5 }, [], [-1, 0, 2], [(Math.exp(-1) - 1) / 2, 0, 2]],
    [{ kind: 'leakyRelu', alpha: 0.1 }, [], [-1, 0, 2], [-0.1, 0, 2]],
    [{ kind: 'tanh' }, [], [-1, 0, 2], [-1, 0, 2].map(Math.tanh)],
    [{ kind: 'sigmoid' }, [], [-1, 0, 2], [-1, 0, 2].map((x) => 1 / (1 + Math.exp(-x)))],
    [{ kind: 'silu' }, [], [-1, 0, 2], [-1, 0, 2].map((x) => x / (1 + Math.exp(-x)))],
  ])('%j', (layer, arrays, input, expected) => {
    const parameters = arrays.map((values) => tf.tensor1d(values));
    const output = layersNetwork([layer])(parameters, tf.tensor(input, [1, 3]) as unknown as tf.Tensor4D);
    expect([...output.dataSync()]).toEqual(expected.map((value) => expect.closeTo(value, 4)));
  });

  it('take any result before them, and the input', () => {
    const layers: Layer[] = [
      { kind: 'scale', factor: 10, offset: 0 },
      { kind: 'scale', factor: 100, offset: 0, from: [0] },
      { kind: 'subtract', from: [2, 1] },
      { kind: 'add', from: [0, 3] },
    ];
    const output = layersNetwork(layers)([], tf.tensor([1, 2], [1, 2]) as unknown as tf.Tensor4D);
    expect([...output.dataSync()]).toEqual([91, 182]);
  });

  it('lengths of 1 are broadcast', () => {
    const layers: Layer[] = [
      { kind: 'mean', axes: [1] },
      { kind: 'mean', axes: [2], from: [0] },
      { kind: 'multiply', from: [1, 2] },
      { kind: 'reshape', shape: [4] },
    ];
    const output = layersNetwork(layers)([], tf.tensor([1, 2, 3, 4], [1, 2, 2]) as unknown as tf.Tensor4D);
    expect([...output.dataSync()]).toEqual([3, 4.5, 7, 10.5]);
  });

  it('every activation is hooked under its kind and number', () => {
    const kinds = ['relu', 'tanh', 'relu', 'sigmoid', 'silu', 'tanh'] as const;
    const layers: Layer[] = [...kinds.map((kind): Layer => ({ kind })), { kind: 'elu', alpha: 1 }, { kind: 'softmax' }];
    const seen: string[] = [];
    layersNetwork(layers)([], tf.tensor([1], [1, 1]) as unknown as tf.Tensor4D, (activation, name) => {
      seen.push(name);
      return activation;
    });
    expect(seen).toEqual('relu1 tanh1 relu2 sigmoid1 silu1 tanh2 elu1'.split(' '));
  });

  it('a result before a stochastic hook meets every sample of the results behind it', () => {
    // 2 examples of 1 unit; the hook makes 3 samples of each, plus 0, 1 and 2.
    const plusSample = activationHook((h, { samples }) =>
      tf.add(tf.tile(h, [1, samples, 1]), tf.reshape(tf.range(0, samples), [1, samples, 1])),
    );
    const of = (layers: Layer[]) => createModel(layersNetwork(layers), []).withHook('plus', plusSample);
    const outputs = (layers: Layer[]) => [
      ...of(layers)
        .forward(tf.tensor([10, 20], [2, 1]) as unknown as tf.Tensor4D, keyOf(), 3)
        .dataSync(),
    ];
    const hidden: Layer[] = [{ kind: 'relu' }, { kind: 'scale', factor: 100, offset: 0, from: [0] }];
    expect(outputs([...hidden, { kind: 'subtract', from: [2, 1] }])).toEqual([990, 989, 988, 1980, 1979, 1978]);
    expect(outputs([...hidden, { kind: 'subtract', from: [1, 2] }])).toEqual([-990, -989, -988, -1980, -1979, -1978]);
  });
});

it('Q-values are as many as the outputs, whatever the last array is', async () => {
  const layers: Layer[] = [
    { kind: 'slice', axis: 2, start: 83, end: 84 },
    { kind: 'slice', axis: 3, start: 81, end: 84 },
    { kind: 'gather', axis: 1, indices: [3, 0] },
    { kind: 'reshape', shape: [2, 3] },
    { kind: 'transpose', order: [0, 2, 1] },
    { kind: 'affine', scale: true, offset: false },
    { kind: 'sum', axes: [2] },
    { kind: 'reshape', shape: [3] },
  ];
  const specs = [{ name: 'z', shape: [2], fanIn: 1 }];
  const views = [Float32Array.of(1, -10)];
  const { q, dispose } = await compileQ({ network: layersNetwork(layers), specs, views, batch: 1, frozen: true });
  const observation = new Uint8Array(4 * 84 * 84);
  observation.set([1, 2, 3], 84 * 84 - 3);
  observation.set([4, 5, 6], 4 * 84 * 84 - 3);
  expect([...(await q(observation))]).toEqual([4 - 10, 5 - 20, 6 - 30]);
  await dispose();
});

/** Outputs, and the gradient of their weighted sum at the pixels. */
async function outputsAndGradient(network: LayeredNetwork, options: CompileOptions) {
  const { layers, arrays } = network;
  const apply = layersNetwork(layers);
  const runner = await compile(
    (...inputs) => {
      const parameters = inputs.slice(0, -1);
      const x = inputs.at(-1) as tf.Tensor4D;
      const weighted = (at: tf.Tensor) => tf.sum(tf.mul(apply(parameters, at as tf.Tensor4D), [1, -2, 3]));
      return [apply(parameters, x), tf.grad(weighted)(x)];
    },
    { inputs: [...arrays.map(({ shape, values }) => ({ shape, frozen: values })), { shape: pixelShape }] },
    options,
  );
  const results = (await runner.run([pixels])) as Float32Array[];
  await runner.dispose();
  return results;
}

const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs));

async function expectSame(network: LayeredNetwork) {
  const eager = await outputsAndGradient(network, { engine: 'tfjs' });
  const compiled = await outputsAndGradient(network, {});
  for (const [i, values] of compiled.entries()) {
    const bound = 1e-3 * Math.max(1e-2, largest(eager[i]!));
    expect(largest(values.map((value, at) => value - eager[i]![at]!))).toBeLessThan(bound);
  }
  return eager;
}

describe.each(Object.entries(publishedHeads(createRandom(3))))('%s', (_, network) => {
  it('compiled, it gives the outputs and gradients of TensorFlow.js', async () => {
    const [outputs, gradient] = await expectSame(network);
    expect(outputs!.length).toBe(6);
    expect(largest(gradient!)).toBeGreaterThan(0);
  });

  it('its gradient is the slope of its outputs', async () => {
    const [, gradient] = await outputsAndGradient(network, {});
    const model = modelOf(network);
    const rng = createRandom(4);
    const direction = pixels.map(() => rng.uniform() - 0.5);
    const at = (step: number) => {
      const moved = tf.tensor4d(
        pixels.map((value, i) => value + step * direction[i]!),
        [...pixelShape],
      );
      return tf.sum(tf.mul(model.forward(moved, keyOf()), [1, -2, 3])).dataSync()[0]!;
    };
    const slope = (at(1) - at(-1)) / 2;
    const expected = gradient!.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    expect(Math.abs(slope - expected)).toBeLessThan(0.03 * Math.abs(expected) + 1e-5);
  });

  it('exported to ONNX, it gives the same for any batch', async () => {
    const { layers, arrays } = network;
    const exported = { network: layersNetwork(layers), specs: arrays, views: arrays.map(({ values }) => values) };
    const whole = { ...exported, inputShape: smallShape };
    expect(await largestDifference(await encodeOnnx(whole), whole, createRandom(1))).toBeLessThan(1e-5);
  });

  it('can be defended: 4 samples of each example, which differ', () => {
    const outputs = parseDefense('sap100')(modelOf(network)).forward(tf.tensor4d(pixels, [...pixelShape]), keyOf(), 4);
    expect(outputs.shape).toEqual([8, 3]);
    expect(new Set(outputs.dataSync()).size).toBeGreaterThan(6);
  });
});

it('random networks are compiled to what TensorFlow.js computes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 12 }), async (seed, count) => {
      const network = randomLayers(createRandom(seed), smallShape, count);
      expect(network.arrays.every(({ shape, values }) => sizeOf(shape) === values.length)).toBe(true);
      await expectSame(network);
    }),
    { numRuns: sampleSize(20, 1000) },
  );
});
