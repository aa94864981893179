import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { type SgdOptions, sgdInPlace, sgdStep } from '../../src/vision/sgd.js';

beforeAll(async () => {
  await loadEagerBackend();
});

/** Parameter and velocity after one step for each gradient. */
type Run = (start: number, gradients: readonly number[], learningRate: number, options: SgdOptions) => [number, number];

const overTensors: Run = (start, gradients, learningRate, options) =>
  tf.tidy(() => {
    let [parameter, velocity] = [tf.scalar(start), tf.scalar(0)] as [tf.Tensor, tf.Tensor];
    for (const g of gradients) {
      [parameter, velocity] = sgdStep(parameter, tf.scalar(g), velocity, tf.scalar(learningRate), options);
    }
    return [parameter.dataSync()[0]!, velocity.dataSync()[0]!];
  });

const overArrays: Run = (start, gradients, learningRate, options) => {
  const [parameter, velocity] = [Float32Array.of(start), new Float32Array(1)];
  for (const g of gradients) sgdInPlace(parameter, Float32Array.of(g), velocity, learningRate, options);
  return [parameter[0]!, velocity[0]!];
};

describe.each([
  ['tensors', overTensors],
  ['arrays', overArrays],
])('SGD over %s', (_, run) => {
  it('has the velocity g·(1 − μⁿ)/(1 − μ) under a constant gradient, and subtracts the sum of velocities', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (g, momentum, n) => {
          const [parameter, velocity] = run(1, new Array(n).fill(g), 0.1, { momentum, weightDecay: 0 });
          const sums = Array.from({ length: n }, (_, i) => (g * (1 - momentum ** (i + 1))) / (1 - momentum));
          expect(velocity).toBeCloseTo(sums.at(-1)!, 3);
          expect(parameter).toBeCloseTo(1 - 0.1 * sums.reduce((a, b) => a + b), 3);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('without gradient and momentum shrinks a parameter by 1 − ηλ at each step', () => {
    const [parameter] = run(3, new Array(10).fill(0), 0.5, { momentum: 0, weightDecay: 0.1 });
    expect(parameter).toBeCloseTo(3 * (1 - 0.05) ** 10, 5);
  });

  it('follows a sequence computed by hand', () => {
    // μ ½, λ 1, η ½. w 2, g 1: v = 3, w = 2 − 1.5 = 0.5. g −1: v = 1.5 − 1 + 0.5 = 1, w = 0.
    expect(run(2, [1, -1], 0.5, { momentum: 0.5, weightDecay: 1 })).toEqual([0, 1]);
  });
});
