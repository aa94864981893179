import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import {
  followStatistic,
  type Norm,
  normalizeByBatch,
  normalizeByRunning,
  runningStatistic,
  varianceEpsilon,
} from '../../src/vision/batch-norm.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const shape = [3, 2, 4, 2] as const;
const channels = shape[3];
const rng = createRandom(1);
const numbers = (length: number, low: number, high: number) =>
  Array.from({ length }, () => low + (high - low) * rng.uniform());
const values = numbers(3 * 2 * 4 * 2, -2, 3);
const images = () => tf.tensor4d(values, [...shape]);
const norm = (): Norm => ({
  gamma: tf.tensor1d([1.5, -0.5]),
  beta: tf.tensor1d([0.25, 2]),
  mean: tf.tensor1d([0.1, -0.3]),
  variance: tf.tensor1d([0.8, 2.5]),
});

/** Elements of one channel. */
const ofChannel = (all: ArrayLike<number>, channel: number) =>
  Array.from(all).filter((_, i) => i % channels === channel);
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b) / list.length;
const variance = (list: readonly number[]) => mean(list.map((x) => (x - mean(list)) ** 2));
const close = (got: ArrayLike<number>, expected: readonly number[], digits = 5) => {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, digits);
};

describe('batch norm by the batch’s statistics', () => {
  it('gives each channel the mean β and the standard deviation |γ|, and returns the batch statistics', () => {
    const { y, mean: means, variance: variances } = normalizeByBatch(images(), norm());
    close(
      means.dataSync(),
      [0, 1].map((c) => mean(ofChannel(values, c))),
    );
    close(
      variances.dataSync(),
      [0, 1].map((c) => variance(ofChannel(values, c))),
    );
    const found = y.dataSync();
    close(
      [0, 1].map((c) => mean(ofChannel(found, c))),
      [0.25, 2],
    );
    [1.5, 0.5].forEach((gain, c) => {
      const spread = variance(ofChannel(values, c));
      expect(variance(ofChannel(found, c))).toBeCloseTo((gain ** 2 * spread) / (spread + varianceEpsilon), 4);
    });
  });

  it('has the gradients that TensorFlow.js derives from the formula', () => {
    const weights = tf.tensor(numbers(values.length, -1, 1), [...shape]);
    const plain = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
      const { mean: m, variance: v } = tf.moments(x, [0, 1, 2]);
      return tf.sum(
        tf.mul(weights, tf.add(tf.mul(gamma, tf.div(tf.sub(x, m), tf.sqrt(tf.add(v, varianceEpsilon)))), beta)),
      );
    };
    const ours = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
      tf.sum(
        tf.mul(
          weights,
          normalizeByBatch(x as tf.Tensor4D, { gamma: gamma as tf.Tensor1D, beta: beta as tf.Tensor1D }).y,
        ),
      );
    const at = [images(), norm().gamma, norm().beta];
    const expected = tf.grads(plain)(at);
    for (const [i, gradient] of tf.grads(ours)(at).entries())
      close(gradient.dataSync(), [...expected[i]!.dataSync()], 4);
  });
});

describe('batch norm by running statistics', () => {
  it('is γ·(x − μ)/√(σ² + ε) + β, and its gradient γ/√(σ² + ε)', () => {
    const parts = norm();
    const [gamma, beta, mu, sigma2] = [parts.gamma, parts.beta, parts.mean, parts.variance].map((t) => [
      ...t.dataSync(),
    ]) as [number[], number[], number[], number[]];
    const gain = gamma.map((g, c) => g / Math.sqrt(sigma2[c]! + varianceEpsilon));
    close(
      normalizeByRunning(images(), parts).dataSync(),
      values.map((x, i) => gain[i % channels]! * (x - mu[i % channels]!) + beta[i % channels]!),
    );
    const gradient = tf.grad((x) => tf.sum(normalizeByRunning(x as tf.Tensor4D, parts)))(images());
    close(
      gradient.dataSync(),
      values.map((_, i) => gain[i % channels]!),
    );
  });

  it('updates running statistics by 0.1 of the difference at each batch', () => {
    let running: tf.Tensor = tf.tensor1d([0, 10]);
    const array = Float32Array.of(0, 10);
    for (let step = 1; step <= 5; step++) {
      running = runningStatistic(running, tf.tensor1d([1, 4]));
      followStatistic(array, Float32Array.of(1, 4));
      for (const moved of [running.dataSync(), array]) close(moved, [1 - 0.9 ** step, 4 + 6 * 0.9 ** step]);
    }
  });

  it('leaks no tensors', () => {
    const [x, parts] = [images(), norm()];
    const before = tf.memory().numTensors;
    tf.dispose(normalizeByRunning(x, parts));
    tf.dispose(normalizeByBatch(x, parts) as unknown as tf.TensorContainer);
    tf.dispose(
      tf.grads((a, b) => tf.sum(normalizeByBatch(a as tf.Tensor4D, { ...parts, gamma: b as tf.Tensor1D }).y))([
        x,
        parts.gamma,
      ]),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
