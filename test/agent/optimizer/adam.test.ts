import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AdamOptions, adam } from '../../../src/agent/optimizer/adam.js';
import { clipFactor, flatOptimizer } from '../../../src/agent/optimizer/flat-optimizer.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { createKernels } from '../../../src/compute/kernels.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const options: AdamOptions = { decay: 0.9, squareDecay: 0.999, epsilon: 1e-5, rectified: false };
const start = [0.5, -1, 2];
const gradientOf = (t: number) => [0.3 * (-1) ** t + 0.1 * t, 1 / t, -0.02 * t * t];

/** After these updates: torch.optim.Adam and torch.optim.RAdam of PyTorch 2.13, learning rate 0.01, ε 1e-5. */
const pytorch = {
  adam: [
    [1, 0.51, -1.01, 2.009995],
    [2, 0.505578, -1.019322, 2.018837],
    [5, 0.489435, -1.044014, 2.044926],
    [6, 0.481836, -1.051344, 2.053821],
    [12, 0.428598, -1.08824, 2.110661],
  ],
  radam: [
    [1, 0.502, -1.01, 2.0002],
    [2, 0.500316, -1.017368, 2.000716],
    [5, 0.493867, -1.032334, 2.005793],
    [6, 0.493671, -1.032523, 2.006022],
    [12, 0.491194, -1.034193, 2.00865],
  ],
} as const;

describe.each(['adam', 'radam'] as const)('%s', (name) => {
  const rule = adam({ ...options, rectified: name === 'radam' });
  const updates = Array.from({ length: 12 }, (_, i) => i + 1);

  it('gives the parameters of PyTorch', () => {
    const kernels = createKernels(4096);
    const [parameters, gradient] = [kernels.float32(3), kernels.float32(3)];
    const optimizer = flatOptimizer(3, kernels, rule);
    parameters.set(start);
    for (const update of updates) {
      gradient.set(gradientOf(update));
      optimizer.step(parameters, [gradient], { update, learningRate: 0.01 });
      const row = pytorch[name].find(([at]) => at === update);
      row?.slice(1).forEach((expected, i) => {
        expect(parameters[i]).toBeCloseTo(expected, 5);
      });
    }
  });

  it('gives the same bytes over tensors', () => {
    const length = 101;
    const kernels = createKernels(8192);
    const [parameters, gradient] = [kernels.float32(length), kernels.float32(length)];
    const { mean, meanSquare, step } = flatOptimizer(length, kernels, rule);
    let [p, m, n] = [0, 1, 2].map(() => tf.zeros([length])) as [tf.Tensor, tf.Tensor, tf.Tensor];
    for (const update of updates) {
      for (let i = 0; i < length; i++) gradient[i] = Math.sin(i * update);
      step(parameters, [gradient], { update, learningRate: 0.01 });
      const factors = rule.factors(update, 0.01).map((factor) => tf.scalar(factor));
      [p, m, n] = rule.tensorStep(p, tf.tensor1d(gradient.slice()), m, n, factors);
    }
    expect(p.dataSync()).toEqual(parameters.slice());
    expect(m.dataSync()).toEqual(mean.slice());
    expect(n.dataSync()).toEqual(meanSquare.slice());
  });
});

describe('a limit of the gradient', () => {
  const rows = fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 23, maxLength: 23 }), {
    minLength: 1,
    maxLength: 3,
  });

  it('squared norms of ranges add up to that of the mean gradient', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 5 }), (gradients, quarter) => {
        const kernels = createKernels(8192);
        const blocks = gradients.map((values) => {
          const block = kernels.float32(23);
          block.set(values);
          return block;
        });
        const { squaredNorm } = flatOptimizer(23, kernels, adam(options));
        const edge = 4 * quarter;
        const parts = [
          { start: 0, end: edge },
          { start: edge, end: 23 },
        ].map((range) => squaredNorm(blocks, range));
        const mean = Array.from({ length: 23 }, (_, i) => blocks.reduce((sum, b) => sum + b[i]!, 0) / blocks.length);
        expect(parts[0]! + parts[1]!).toBeCloseTo(
          mean.reduce((sum, g) => sum + g * g, 0),
          4,
        );
      }),
    );
  });

  it.each([
    { norm: 5, limit: 10, factor: 1 },
    { norm: 10, limit: 10, factor: 1 },
    { norm: 20, limit: 10, factor: 0.5 },
    { norm: 20, limit: 0, factor: 1 },
    { norm: 0, limit: 10, factor: 1 },
  ])('a norm of $norm with the limit $limit: factor $factor', ({ norm, limit, factor }) => {
    expect(clipFactor(norm * norm, limit)).toBe(factor);
  });

  it('scales the gradient of an update', () => {
    const moved = (scale: number, size: number) => {
      const kernels = createKernels(4096);
      const [parameters, gradient] = [kernels.float32(5), kernels.float32(5)];
      gradient.fill(size);
      const optimizer = flatOptimizer(5, kernels, adam(options));
      optimizer.step(parameters, [gradient], { update: 1, learningRate: 0.01, scale });
      return { parameters, mean: optimizer.mean, meanSquare: optimizer.meanSquare };
    };
    expect(moved(0.25, 1)).toEqual(moved(1, 0.25));
  });
});
