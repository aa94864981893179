/** Every defense against its closed form, and compiled against eager. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, Model } from '../../src/model/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const keyOf = (counter: number): Key => tf.tensor1d([7, counter, 0], 'int32');
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const rng = createRandom(4);

/** A network of one hook only: pixels [N, 1, 1, units] → the changed activations, [N, units]. */
const bare = createModel((_, x, hook) => hook!(tf.reshape(x, [x.shape[0], -1]) as tf.Tensor2D, 'only'), []);
const h = [0, 3, -1, 0.5, 2, 0.1, 0, 4];

/** Pixels [N, 1, 1, inputs] → x·W + b. */
const [inputs, outputs] = [6, 2];
const weights = Array.from({ length: inputs * outputs }, () => 2 * rng.uniform() - 1);
const bias = [10, -20];
const x = Array.from({ length: inputs }, (_, i) => i - 2);
const linear = () =>
  createModel(
    ([w, b], pixels) =>
      tf.add(tf.matMul(tf.reshape(pixels, [pixels.shape[0], -1]), w as tf.Tensor2D), b!) as tf.Tensor2D,
    [tf.tensor2d(weights, [inputs, outputs]), tf.tensor1d(bias)],
  );
const column = (j: number, f: (w: number, i: number) => number) =>
  sum(Array.from({ length: inputs }, (_, i) => f(weights[i * outputs + j]!, i)));
const plainOutput = [0, 1].map((j) => bias[j]! + column(j, (w, i) => w * x[i]!));

const keepOf = (size: number, total: number, draws: number) => -Math.expm1(draws * Math.log1p(-size / total));

interface Moments {
  readonly name: string;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

const activationRows: readonly Moments[] = [
  { name: 'dropout0.3', mean: h, variance: h.map((v) => (v ** 2 * 0.3) / 0.7) },
  { name: 'rna0.2', mean: h, variance: h.map(() => 0.04) },
  { name: 'rsa0.5', mean: h, variance: h.map((v) => (v / 2) ** 2) },
  ...['sap50', 'sap50-bernoulli'].map((name) => ({
    name,
    mean: h,
    variance: h.map((v) => (v === 0 ? 0 : v ** 2 / keepOf(Math.abs(v), sum(h.map(Math.abs)), 4) - v ** 2)),
  })),
  // dropout of noisy activations: E y² = (h² + s²) / keep
  { name: 'rna0.2+dropout0.5', mean: h, variance: h.map((v) => (v ** 2 + 0.04) / 0.5 - v ** 2) },
  { name: 'dropout0.5+rna0.2', mean: h, variance: h.map((v) => v ** 2 / 0.5 - v ** 2 + 0.04) },
];

const total = sum(weights.map(Math.abs));
const weightRows: readonly Moments[] = [
  { name: 'rnw0.1', mean: plainOutput, variance: [0, 1].map(() => 0.01 * sum(x.map((v) => v ** 2))) },
  { name: 'rsw0.2', mean: plainOutput, variance: [0, 1].map((j) => 0.04 * column(j, (w, i) => (w * x[i]!) ** 2)) },
  {
    name: 'swp200-bernoulli',
    mean: plainOutput,
    variance: [0, 1].map((j) => column(j, (w, i) => (w * x[i]!) ** 2 * (1 / keepOf(Math.abs(w), total, 24) - 1))),
  },
  {
    name: 'swp200',
    mean: plainOutput,
    // hits are not independent: Cov(1[i], 1[k]) = P(both) − P(i)·P(k), P(both) = P(i) + P(k) − P(i or k)
    variance: [0, 1].map((j) => {
      const keep = (size: number) => keepOf(size, total, 24);
      const size = (i: number) => Math.abs(weights[i * outputs + j]!);
      const term = (i: number) => (weights[i * outputs + j]! * x[i]!) / keep(size(i));
      return sum(
        x.flatMap((_, i) =>
          x.map((_, k) => {
            const both = i === k ? keep(size(i)) : keep(size(i)) + keep(size(k)) - keep(size(i) + size(k));
            return term(i) * term(k) * (both - keep(size(i)) * keep(size(k)));
          }),
        ),
      );
    }),
  },
  {
    name: 'rnw0.1+rsw0.2',
    mean: plainOutput,
    variance: [0, 1].map((j) => column(j, (w, i) => x[i]! ** 2 * ((w ** 2 + 0.01) * 1.04 - w ** 2))),
  },
];

function expectMoments(outputs: tf.Tensor2D, { mean, variance }: Moments) {
  const draws = outputs.shape[0];
  const moments = tf.moments(outputs, 0);
  const found = values(moments.variance);
  for (const [i, value] of values(moments.mean).entries()) {
    expect(Math.abs(value - mean[i]!)).toBeLessThan(4.5 * Math.sqrt(variance[i]! / draws) + 1e-5);
    expect(Math.abs(found[i]! - variance[i]!)).toBeLessThan(0.12 * variance[i]! + 1e-5);
  }
}

describe('the mean is unchanged, and the variance is that of the definition', () => {
  it.each(activationRows)('$name', (row) => {
    const model = parseDefense(row.name)(bare);
    expect(model.stochastic).toBe(true);
    expectMoments(model.forward(tf.tensor4d(h, [1, 1, 1, h.length]), keyOf(1), 20_000), row);
  });

  it.each(weightRows)('$name', (row) => {
    const model = parseDefense(row.name)(linear());
    expect(model.stochastic).toBe(true);
    expectMoments(model.forward(tf.tensor4d(x, [1, 1, 1, inputs]), keyOf(1), 6000), row);
  });
});

describe('dwp', () => {
  it('keeps the largest weights by magnitude, the first ones among equals, and the biases', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true })), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (array, percent) => {
          const count = Math.trunc((percent * array.length) / 100);
          fc.pre(count > 0);
          const order = [...array.keys()].sort((a, b) => Math.abs(array[b]!) - Math.abs(array[a]!) || a - b);
          const kept = new Set(order.slice(0, count));
          let seen: readonly number[][] = [];
          const model = createModel(
            (parameters, pixels) => {
              seen = parameters.map(values);
              return tf.reshape(pixels, [1, -1]);
            },
            [tf.tensor2d(array, [1, array.length]), tf.tensor1d([1, 2])],
          );
          parseDefense(`dwp${percent}`)(model).forward(tf.zeros([1, 1, 1, 1]), keyOf(0));
          expect(seen[0]).toEqual([...Float32Array.from(array, (value, i) => (kept.has(i) ? value : 0))]);
          expect(seen[1]).toEqual([1, 2]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is deterministic', () => {
    const model = parseDefense('dwp50')(linear());
    expect(model.stochastic).toBe(false);
    expect(model.forward(tf.tensor4d(x, [1, 1, 1, inputs]), keyOf(0), 7).shape).toEqual([1, outputs]);
  });

  it('is applied before or after noise, in the order of the name', () => {
    const zeros = (name: string) => {
      let count = 0;
      const model = createModel(
        ([w], pixels) => {
          count = values(w!).filter((value) => value === 0).length;
          return tf.reshape(pixels, [1, -1]);
        },
        [tf.tensor2d(weights, [inputs, outputs])],
      );
      parseDefense(name)(model).forward(tf.zeros([1, 1, 1, 1]), keyOf(0));
      return count;
    };
    expect(zeros('dwp50+rnw0.1')).toBe(0);
    expect(zeros('rnw0.1+dwp50')).toBe(6);
    expect(zeros('dwp50+rsw0.1')).toBe(6);
  });
});

it.each([
  ['dwp1', /dwp1 keeps none of the 12 weights of \[6,2\]/],
  ['swp1', /swp1 makes no draw from the 12 weights of \[6,2\]/],
])('%s refuses a tensor that is too small', (name, message) => {
  expect(() => parseDefense(name)(linear()).forward(tf.tensor4d(x, [1, 1, 1, inputs]), keyOf(0))).toThrow(message);
});

const all = [
  'sap100',
  'sap100-bernoulli',
  'sap50-through-scale',
  'dropout0.2',
  'rna0.1',
  'rsa0.3',
  'rnw0.05',
  'rsw0.1',
  'dwp40',
  'swp500',
  'swp500-bernoulli',
  'dwp60+rnw0.05+sap100',
  'rna0.1+rsw0.1',
  'swp300+dropout0.1',
];

describe.each(all)('%s', (name) => {
  const { specs, views, tensors } = smallParameters(3);
  const signature = [
    ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
    { shape: [2, 2, 6, 6], storage: 'uint8' as const },
    { shape: [3], dtype: 'int32' as const },
  ];
  type Use = (model: Model, x: tf.Tensor4D, key: Key) => tf.Tensor;
  const run = async (engine: 'onnx' | 'tfjs', use: Use) => {
    const runner = await compile(
      (...tensors) => {
        const [x, key] = tensors.slice(specs.length) as [tf.Tensor4D, Key];
        return [use(parseDefense(name)(createModel(smallNetwork, tensors.slice(0, specs.length))), x, key)];
      },
      { inputs: signature },
      { engine },
    );
    const before = tf.memory().numTensors;
    const [result] = await runner.run([smallPixels(2, 4), Int32Array.of(1, 2, 3)]);
    expect(tf.memory().numTensors).toBe(before);
    await runner.dispose();
    return [...result!];
  };

  it.each<[string, Use]>([
    ['forward, 1 sample', (model, x, key) => model.forward(x, key)],
    ['forward, 5 samples', (model, x, key) => model.forward(x, key, 5)],
    [
      'gradient, 1 sample',
      (model, x, key) => tf.grad((at) => tf.sum(tf.square(model.forward(at as tf.Tensor4D, key))))(x),
    ],
    [
      'gradient, 5 samples',
      (model, x, key) => tf.grad((at) => tf.sum(tf.square(model.forward(at as tf.Tensor4D, key, 5))))(x),
    ],
  ])('%s, compiled equals eager', async (_, use) => {
    const [onnx, eager] = [await run('onnx', use), await run('tfjs', use)];
    const largest = Math.max(...eager.map(Math.abs));
    expect(onnx.map((value) => value / largest)).toEqual(eager.map((value) => expect.closeTo(value / largest, 5)));
  });

  it('gives equal samples for equal keys only', () => {
    const model = parseDefense(name)(createModel(smallNetwork, tensors()));
    const pixels = tf.tensor4d(smallPixels(2, 4), [2, 2, 6, 6], 'float32');
    const outputs = [1, 1, 2].map((counter) => values(model.forward(pixels, keyOf(counter), 3)).join());
    expect(outputs[0]).toBe(outputs[1]);
    expect(outputs[0] === outputs[2]).toBe(!model.stochastic);
  });
});
