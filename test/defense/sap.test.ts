import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { multinomial } from '../../src/defense/sampling/multinomial.js';
import { type Backward, type SapOptions, sap } from '../../src/defense/sap.js';
import { createModel } from '../../src/model/create-model.js';
import { siteNumber } from '../../src/model/keys.js';
import { type Key, type Model, meanOutput } from '../../src/model/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const keyOf = (counter: number): Key => tf.tensor1d([7, counter, 0], 'int32');

/** A network of one hook only: pixels [N, 1, 1, units] → the changed activations, [N, units]. */
const bare = createModel(
  (_, pixels, hook) => hook!(tf.reshape(pixels, [pixels.shape[0], -1]) as tf.Tensor2D, 'only'),
  [],
);
const pixelsOf = (h: readonly number[]) => tf.tensor4d([...h], [1, 1, 1, h.length]);
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

describe('sap', () => {
  it.each([
    [100, 10, 10],
    [50, 10, 5],
    [25, 10, 2],
    [29, 100, 29],
    [110, 10, 11],
    [150, 3, 4],
  ])('%d %% of %d units are %d draws', (percent, units, draws) => {
    const hits = values(sap({ percent })(bare).forward(pixelsOf(Array(units).fill(1)), keyOf(0))).filter((y) => y > 0);
    expect(hits.length).toBeLessThanOrEqual(draws);
    for (const y of hits) expect(y).toBeCloseTo(1 / (1 - (1 - 1 / units) ** draws), 4);
  });

  it.each<[string, SapOptions, RegExp]>([
    ['percent 0', { percent: 0 }, /^sap, percentage of draws: expected a number above 0, at most 10000 .*, got 0$/],
    ['percent NaN', { percent: Number.NaN }, /got NaN/],
    [
      'an unknown sampler',
      { percent: 1, sampler: 'dice' as 'multinomial' },
      /^sampler: expected one of multinomial, bernoulli, got "dice"$/,
    ],
    [
      'an unknown backward mode',
      { percent: 1, backward: 'toString' as Backward },
      /^backward mode: expected one of detached, identity, through-scale, got "toString"$/,
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => sap(options)).toThrow(message);
  });

  it('refuses a layer that is too small to draw from', () => {
    const model = sap({ percent: 10 })(bare);
    expect(() => model.forward(pixelsOf([1, 2, 3]), keyOf(0))).toThrow(
      /sap10 makes no draw from the 3 activations of only/,
    );
  });

  it.each([
    [{ percent: 100 }, 'sap100'],
    [{ percent: 12.5, backward: 'identity' as const }, 'sap12.5-identity'],
    [{ percent: 100, sampler: 'bernoulli' as const }, 'sap100-bernoulli'],
    [{ percent: 100, sampler: 'bernoulli' as const, backward: 'identity' as const }, 'sap100-bernoulli-identity'],
  ])('has its options in its label', (options, label) => {
    expect(sap(options).label).toBe(label);
    expect(sap(options)(bare).label).toBe(label);
    expect(sap(options)(bare).stochastic).toBe(true);
  });

  it('keeps signs, and zeros of a layer of zeros', () => {
    const y = values(sap({ percent: 2000 })(bare).forward(pixelsOf([-3, 3, 0]), keyOf(1)));
    expect(y).toEqual([expect.closeTo(-3, 4), expect.closeTo(3, 4), 0]);
    expect(values(sap({ percent: 100 })(bare).forward(pixelsOf([0, 0, 0]), keyOf(1)))).toEqual([0, 0, 0]);
  });

  it('returns the samples of each example one after the other, and computes the layers before the first hook once', () => {
    let seen: number[] = [];
    const model = sap({ percent: 100 })(
      createModel((_, pixels, hook) => {
        const h = tf.reshape(pixels, [pixels.shape[0], -1]);
        seen = h.shape;
        return hook!(hook!(h, 'first'), 'second') as tf.Tensor2D;
      }, []),
    );
    const y = model.forward(tf.tensor4d([1, 1, 1, 1, -1, -1, -1, -1], [2, 1, 1, 4]), keyOf(0), 5);
    expect(seen).toEqual([2, 4]);
    expect(y.shape).toEqual([10, 4]);
    expect(values(tf.min(tf.slice(y, 0, 5)))[0]).toBe(0);
    expect(values(tf.max(tf.slice(y, 5, 5)))[0]).toBeLessThanOrEqual(0);
    expect(new Set(tf.unstack(y).map((row) => values(row).join())).size).toBeGreaterThan(4);
  });

  it('is independent of a second SAP on the same layer', () => {
    const h = pixelsOf(Array(200).fill(1));
    const once = values(sap({ percent: 100 })(bare).forward(h, keyOf(0)));
    const twice = values(sap({ percent: 100 })(sap({ percent: 100 })(bare)).forward(h, keyOf(0)));
    const kept = (y: number[]) => y.filter((value) => value > 0).length;
    expect(kept(twice)).toBeLessThan(0.9 * kept(once));
  });

  it('has the plain network as its mean', () => {
    const { tensors } = smallParameters(1);
    const plain = createModel(smallNetwork, tensors());
    const pixels = tf.tensor4d(smallPixels(1, 2), [1, 2, 6, 6], 'float32');
    const expected = values(plain.forward(pixels, keyOf(0)));
    const draws = 4000;
    const outputs = sap({ percent: 100 })(plain).forward(pixels, keyOf(3), draws);
    const { mean, variance } = tf.moments(outputs, 0);
    for (const [i, value] of values(mean).entries()) {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(5 * Math.sqrt(values(variance)[i]! / draws));
    }
    expect(values(meanOutput(sap({ percent: 100 })(plain), outputs, 1))).toEqual(
      values(mean).map((value) => expect.closeTo(value, 4)),
    );
  });
});

describe('backward modes', () => {
  const rng = createRandom(5);
  const h = Array.from({ length: 24 }, (_, i) => (i % 5 === 0 ? 0 : 3 * rng.uniform() - 1));
  const weights = h.map(() => rng.uniform() - 0.5);
  const draws = 24;
  const scale = () =>
    values(multinomial(tf.tensor3d([[h]]), keyOf(0), { draws, samples: 1, site: siteNumber('0:only') }));
  const gradientOf = (backward: Backward) => {
    const model = sap({ percent: 100, backward })(bare);
    return values(
      tf.grad((x) => tf.sum(tf.mul(model.forward(x as tf.Tensor4D, keyOf(0)), tf.tensor1d(weights))))(pixelsOf(h)),
    );
  };
  const near = (numbers: readonly number[]) => numbers.map((value) => expect.closeTo(value, 4));

  it('detached treats mask and scale as constants', () => {
    expect(gradientOf('detached')).toEqual(near(scale().map((s, i) => s * weights[i]!)));
  });

  it('identity skips the pruning', () => {
    expect(gradientOf('identity')).toEqual(near(weights));
  });

  it('through-scale is the derivative for a constant mask', () => {
    const mask = scale().map((s) => (s > 0 ? 1 : 0));
    const loss = (at: readonly number[]) => {
      const total = at.reduce((sum, value) => sum + Math.abs(value), 0);
      return at.reduce((sum, value, i) => {
        const p = Math.abs(value) / total;
        return mask[i] ? sum + (weights[i]! * value) / -Math.expm1(draws * Math.log1p(-p)) : sum;
      }, 0);
    };
    const step = 1e-6;
    const nudged = (i: number, by: number) => h.map((value, j) => (i === j ? value + by : value));
    // at 0 the function has a kink, where the gradient is the mean of both sides
    const expected = h.map((_, i) => (loss(nudged(i, step)) - loss(nudged(i, -step))) / (2 * step));
    expect(gradientOf('through-scale')).toEqual(near(expected));
  });

  describe('over many samples of a linear loss', () => {
    const many = 20_000;
    const total = h.reduce((sum, value) => sum + Math.abs(value), 0);
    const keep = h.map((value) => -Math.expm1(draws * Math.log1p(-Math.abs(value) / total)));
    const step = 1e-5;
    const difference = (loss: (at: readonly number[]) => number, i: number) =>
      (loss(h.map((value, j) => (i === j ? value + step : value))) -
        loss(h.map((value, j) => (i === j ? value - step : value)))) /
      (2 * step);
    /** Expected loss: pruning does not change the mean of an activation. */
    const expectation = (at: readonly number[]) => at.reduce((sum, value, j) => sum + weights[j]! * value, 0);
    /** The same for a constant distribution of the mask, of which `through-scale` is the derivative. */
    const maskHeld = (at: readonly number[]) => {
      const sumNow = at.reduce((sum, value) => sum + Math.abs(value), 0);
      return at.reduce((sum, value, j) => {
        const now = -Math.expm1(draws * Math.log1p(-Math.abs(value) / sumNow));
        return sum + (keep[j]! === 0 ? 0 : (weights[j]! * value * keep[j]!) / now);
      }, 0);
    };

    it.each<[Backward, (at: readonly number[]) => number]>([
      ['detached', expectation],
      ['identity', expectation],
      ['through-scale', maskHeld],
    ])('%s has the expected mean', (backward, loss) => {
      const model = sap({ percent: 100, backward })(bare);
      const gradient = values(
        tf.grad((x) => tf.sum(tf.mul(model.forward(x as tf.Tensor4D, keyOf(0), many), tf.tensor1d(weights))))(
          pixelsOf(h),
        ),
      );
      for (const [i, each] of gradient.entries()) {
        if (h[i] === 0) continue; // a kink, never drawn
        const deviation = Math.abs(weights[i]!) * Math.sqrt((1 - keep[i]!) / keep[i]! / many);
        expect(Math.abs(each / many - difference(loss, i))).toBeLessThan(5 * deviation + 3e-3);
      }
    });
  });

  it.each<Backward>(['detached', 'identity', 'through-scale'])(
    '%s is finite in layers of zeros and with one unit that is not zero',
    (backward) => {
      const model = sap({ percent: 100, backward })(bare);
      for (const input of [
        [0, 0, 0, 0],
        [0, 2, 0, 0],
        [1e-30, 1, 0, 0],
        [1e-38, 1e-38, 0, 0],
      ]) {
        const gradient = values(tf.grad((x) => tf.sum(model.forward(x as tf.Tensor4D, keyOf(2))))(pixelsOf(input)));
        expect(gradient.every(Number.isFinite), `${input} → ${gradient}`).toBe(true);
      }
    },
  );
});

describe('compiled', () => {
  const { specs, views } = smallParameters(3);
  const inputs = [
    ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
    { shape: [2, 2, 6, 6], storage: 'uint8' as const },
    { shape: [3], dtype: 'int32' as const },
  ];
  const run = async (
    engine: 'onnx' | 'tfjs',
    fn: (model: Model, x: tf.Tensor4D, key: Key) => tf.Tensor,
    options: SapOptions,
  ) => {
    const runner = await compile(
      (...tensors) => {
        const [x, key] = tensors.slice(specs.length) as [tf.Tensor4D, Key];
        return [fn(sap(options)(createModel(smallNetwork, tensors.slice(0, specs.length))), x, key)];
      },
      { inputs },
      { engine },
    );
    const before = tf.memory().numTensors;
    const [result] = await runner.run([smallPixels(2, 4), Int32Array.of(1, 2, 3)]);
    expect(tf.memory().numTensors).toBe(before);
    await runner.dispose();
    return result!;
  };

  it.each([1, 6])('forward with %d samples equals eager to 1e-4', async (draws) => {
    const forward = (model: Model, x: tf.Tensor4D, key: Key) => model.forward(x, key, draws);
    const [onnx, eager] = [await run('onnx', forward, { percent: 100 }), await run('tfjs', forward, { percent: 100 })];
    expect(onnx.length).toBe(2 * draws * 3);
    expect([...onnx]).toEqual([...eager].map((value) => expect.closeTo(value, 4)));
  });

  it.each<Backward>(['detached', 'identity', 'through-scale'])(
    'gradient, %s, equals eager to 1e-5',
    async (backward) => {
      const gradient = (model: Model, x: tf.Tensor4D, key: Key) =>
        tf.grad((pixels) => tf.sum(tf.square(model.forward(pixels as tf.Tensor4D, key, 6))))(x);
      const options: SapOptions = { percent: 100, backward };
      const [onnx, eager] = [await run('onnx', gradient, options), await run('tfjs', gradient, options)];
      const largest = Math.max(...eager.map(Math.abs));
      expect([...onnx].map((g) => g / largest)).toEqual([...eager].map((g) => expect.closeTo(g / largest, 5)));
    },
  );
});

it('leaks no tensors', () => {
  const { tensors } = smallParameters(1);
  const parameters = tensors();
  const pixels = tf.tensor4d(smallPixels(1, 2), [1, 2, 6, 6], 'float32');
  const key = keyOf(0);
  const model = sap({ percent: 100, backward: 'through-scale' })(createModel(smallNetwork, parameters));
  const before = tf.memory().numTensors;
  model.forward(pixels, key, 3).dispose();
  tf.grad((x) => tf.sum(model.forward(x as tf.Tensor4D, key, 3)))(pixels).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
