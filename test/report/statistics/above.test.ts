import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { isAbove } from '../../../src/report/statistics/above.js';
import { normal } from '../../helpers/normal.js';

/** Ten values with mean `t` and a standard error of 1, so that `t` is Student's against 0. */
const ten = (t: number) => Array.from({ length: 10 }, (_, i) => t + (i % 2 === 0 ? 3 : -3));

describe('isAbove', () => {
  // One-sided 5 % quantile with 9 degrees of freedom: 1.833; of ±3, ten times, the standard error is 1.
  it.each([
    ['a known mean, just beyond the quantile', ten(1.85), 0, true],
    ['a known mean, just within it', ten(1.81), 0, false],
    ['a known mean that is far above', ten(0), 20, false],
    // 18 degrees of freedom: 1.734 · √2 = 2.452
    ['another sample, just beyond the quantile', ten(2.47), ten(0), true],
    ['another sample, just within it', ten(2.43), ten(0), false],
    ['equal values, above', [2, 2, 2], [1, 1], true],
    ['equal values, the same', [1, 1, 1], 1, false],
    ['equal values, below', [0, 0], [1, 1], false],
  ])('compares with %s', (_, values, baseline, expected) => {
    expect(isAbove(values, baseline)).toBe(expected);
  });

  it.each([
    { shift: 0, from: 0.03, to: 0.07 },
    { shift: 3, from: 0.95, to: 1 },
  ])('says so in $from to $to of experiments with samples of unequal size and spread, $shift apart', (row) => {
    const draw = normal(createRandom(7));
    const sample = (count: number, center: number, spread: number) =>
      Array.from({ length: count }, () => center + spread * draw());
    const experiments = 2000;
    const found = Array.from({ length: experiments }, () => isAbove(sample(60, row.shift, 1), sample(12, 0, 2)));
    const share = found.filter(Boolean).length / experiments;
    expect(share).toBeGreaterThan(row.from);
    expect(share).toBeLessThanOrEqual(row.to);
  });
});
