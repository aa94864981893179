import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import {
  bootstrapInterval,
  mean,
  meanCoverage,
  quantile,
  standardDeviation,
} from '../../../src/report/statistics/statistics.js';
import { normal } from '../../helpers/normal.js';
import { sampleSize } from '../../helpers/sample.js';

describe('mean and standard deviation', () => {
  it.each([
    [[5], 5, undefined],
    [[1, 3], 2, Math.SQRT2],
    [[2, 4, 4, 4, 5, 5, 7, 9], 5, Math.sqrt(32 / 7)],
    [[-1, -1, -1], -1, 0],
  ])('of %j', (values, expectedMean, expectedDeviation) => {
    expect(mean(values)).toBeCloseTo(expectedMean, 12);
    if (expectedDeviation === undefined) expect(standardDeviation(values)).toBeUndefined();
    else expect(standardDeviation(values)).toBeCloseTo(expectedDeviation, 12);
  });

  it('of nothing is refused', () => {
    expect(() => mean([])).toThrow(/at least one value/);
  });
});

describe('quantile', () => {
  it.each([
    [[1, 2, 3, 4, 5], 0, 1],
    [[1, 2, 3, 4, 5], 0.5, 3],
    [[1, 2, 3, 4, 5], 1, 5],
    [[0, 10], 0.25, 2.5],
    [[7], 0.9, 7],
  ])('of %j at %d', (sorted, share, expected) => {
    expect(quantile(sorted, share)).toBeCloseTo(expected, 12);
  });
});

describe('bootstrap interval', () => {
  it('is the same for the same seed', () => {
    const values = [1, 2, 3, 4, 10];
    expect(bootstrapInterval(values, createRandom(3))).toEqual(bootstrapInterval(values, createRandom(3)));
  });

  it('needs two values', () => {
    expect(bootstrapInterval([4], createRandom(1))).toBeUndefined();
  });

  it('of equal values is a point', () => {
    expect(bootstrapInterval([2, 2, 2], createRandom(1))).toEqual([2, 2]);
  });

  it('of a sample of two is its range', () => {
    // a quarter of the resamples are (0, 0), a quarter (1, 1): both tails reach the ends
    expect(bootstrapInterval([0, 1], createRandom(1))).toEqual([0, 1]);
  });

  it('leaves out resamples of which the statistic is not defined', () => {
    const ratio = (values: readonly number[]) => (mean(values) === 0 ? Number.NaN : 1 / mean(values));
    expect(bootstrapInterval([0, 1], createRandom(1), { statistic: ratio })).toEqual([1, 2]);
    expect(bootstrapInterval([0, 0], createRandom(1), { statistic: ratio })).toBeUndefined();
  });

  it('takes another statistic', () => {
    const [low, high] = bootstrapInterval([1, 2, 3, 4], createRandom(1), {
      statistic: (values) => Math.max(...values),
    })!;
    expect(low).toBeGreaterThanOrEqual(2);
    expect(high).toBe(4);
  });

  it('covers the true mean about as often as it says', () => {
    const rng = createRandom(11);
    let covered = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: 30 }, () => rng.uniform() + rng.uniform());
      const [low, high] = bootstrapInterval(values, rng.split(`${trial}`), { resamples: 300 })!;
      if (low <= 1 && 1 <= high) covered++;
    }
    // for n = 30 the percentile bootstrap covers a little less than 95 %
    expect(covered / trials).toBeGreaterThan(0.89);
    expect(covered / trials).toBeLessThan(0.98);
  });
});

describe('coverage of an interval of a mean', () => {
  it.each([2, 3, 4, 6, 10, 20])('over %d values is as measured', (count) => {
    const rng = createRandom(count);
    const draw = normal(rng);
    const trials = sampleSize(500, 4000);
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: count }, draw);
      const [low, high] = bootstrapInterval(values, rng, { resamples: 400 })!;
      if (low <= 0 && 0 <= high) held++;
    }
    expect(Math.abs(held / trials - meanCoverage(count))).toBeLessThan(sampleSize(0.06, 0.025));
  });

  it('comes near what it is called only over many', () => {
    expect(meanCoverage(2)).toBe(0.5);
    expect(meanCoverage(50)).toBe(0.95);
  });
});
