/** The Bernoulli sampler: independent coin flips with the marginals of the exact sampler. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { bernoulli } from '../../../src/defense/sampling/bernoulli.js';
import { multinomial } from '../../../src/defense/sampling/multinomial.js';
import type { Sampler } from '../../../src/defense/sampling/sampler.js';
import { chiSquareTail } from '../../helpers/chi-square.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const scalesOf = (sampler: Sampler, h: readonly number[], draws: number, samples: number, seed = 1) =>
  tf.tidy(() => {
    const key = tf.tensor1d([seed, 2, 3], 'int32');
    return sampler(tf.tensor3d([...h], [1, 1, h.length]), key, { draws, samples, site: 4 }).dataSync();
  }) as Float32Array;

const keepOf = (h: readonly number[], draws: number): number[] => {
  const total = h.reduce((sum, value) => sum + Math.abs(value), 0);
  return h.map((value) => -Math.expm1(draws * Math.log1p(-Math.abs(value) / total)));
};

const rng = createRandom(3);
const skewed = Array.from({ length: 203 }, () =>
  rng.uniform() < 0.4 ? 0 : rng.uniform() ** 3 * (rng.uniform() - 0.4),
);

describe.each([
  ['skewed', skewed, 203],
  ['few draws', skewed, 20],
  ['one large unit', [...skewed, 40], 204],
  ['three units', [1, 2, -3], 3],
] as const)('bernoulli, %s', (_, h, draws) => {
  const samples = 20_000;
  const scales = scalesOf(bernoulli, h, draws, samples);
  const keep = keepOf(h, draws);

  it('keeps each unit with the probability that draws hit it, and no zeros', () => {
    let [statistic, freedom] = [0, 0];
    for (const [i, probability] of keep.entries()) {
      let kept = 0;
      for (let s = 0; s < samples; s++) if (scales[s * h.length + i]! > 0) kept++;
      const variance = samples * probability * (1 - probability);
      if (h[i] === 0) expect(kept).toBe(0);
      else if (variance < 5) expect(Math.abs(kept - samples * probability)).toBeLessThan(30);
      else {
        statistic += (kept - samples * probability) ** 2 / variance;
        freedom++;
      }
    }
    expect(freedom).toBeGreaterThan(2);
    expect(chiSquareTail(statistic, freedom)).toBeGreaterThan(1e-4);
  });

  it('divides by the probability of being kept', () => {
    for (const [k, scale] of scales.subarray(0, 10 * h.length).entries()) {
      if (scale > 0) expect(scale * keep[k % h.length]!).toBeCloseTo(1, 5);
    }
  });

  it('keeps a number of units with the variance of independent coin flips', () => {
    const counts = Array.from({ length: samples }, (_, s) =>
      scales.subarray(s * h.length, (s + 1) * h.length).reduce((sum, scale) => sum + (scale > 0 ? 1 : 0), 0),
    );
    const mean = counts.reduce((a, b) => a + b, 0) / samples;
    const spread = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / (samples - 1);
    const expected = keep.reduce((sum, p) => sum + p * (1 - p), 0);
    expect(Math.abs(spread / expected - 1)).toBeLessThan(0.06);
    // exact draws are negatively correlated, so that the number of kept units varies less
    const exact = scalesOf(multinomial, h, draws, 2000);
    const hits = Array.from({ length: 2000 }, (_, s) =>
      exact.subarray(s * h.length, (s + 1) * h.length).reduce((sum, scale) => sum + (scale > 0 ? 1 : 0), 0),
    );
    const exactMean = hits.reduce((a, b) => a + b, 0) / 2000;
    expect(hits.reduce((a, b) => a + (b - exactMean) ** 2, 0) / 1999).toBeLessThan(0.9 * expected);
  });
});

it('keeps zeros of a layer of zeros, and NaN', () => {
  expect(scalesOf(bernoulli, [0, 0, 0], 3, 2)).toEqual(new Float32Array(6));
  expect([...scalesOf(bernoulli, [1, Number.NaN], 3, 1)].every(Number.isNaN)).toBe(true);
});
