import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { type Pair, pairedDifference, relativeChangeOf } from '../../../src/report/statistics/paired.js';
import { meanCoverage } from '../../../src/report/statistics/statistics.js';
import { normal } from '../../helpers/normal.js';

const pairs = (baselines: readonly number[], others: readonly number[]): Pair[] =>
  baselines.map((baseline, i) => [baseline, others[i]!]);

describe('paired difference', () => {
  it.each<[string, readonly number[], readonly number[], number, readonly [number, number] | null, number]>([
    ['1 pair', [3], [5], 2, null, 1],
    ['2 pairs', [3, 4], [5, 5], 1.5, [1, 2], 0.5],
    ['6 pairs, all one way', [1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7], 1, [1, 1], 1 / 32],
    ['10 pairs, all one way', new Array(10).fill(0), new Array(10).fill(2), 2, [2, 2], 1 / 512],
    ['no variance, far apart baselines', [0, 100, -50], [1, 101, -49], 1, [1, 1], 1 / 4],
    ['ties alone', [4, 5, 6], [4, 5, 6], 0, [0, 0], 1],
    ['negative scores', [-20, -10], [-25, -12], -3.5, [-5, -2], 0.5],
  ])('of %s', (_, baselines, others, difference, interval, p) => {
    const found = pairedDifference(pairs(baselines, others), createRandom(1));
    expect(found.pairs).toBe(baselines.length);
    expect(found.difference).toBeCloseTo(difference, 12);
    expect(found.p).toBeCloseTo(p, 12);
    if (interval === null) expect(found.differenceInterval).toBeNull();
    else for (const end of [0, 1]) expect(found.differenceInterval![end]).toBeCloseTo(interval[end]!, 12);
  });

  it('is the same for the same seed, whatever order the generator is asked in', () => {
    const some = pairs([1, 5, 2, 8], [3, 4, 9, 9]);
    const rng = createRandom(4);
    const first = pairedDifference(some, rng);
    expect(pairedDifference(some, rng)).toEqual(first);
  });

  it('is more certain than the scores are where they share their starts', () => {
    // starts differ by 100 points, agents by 2
    const found = pairedDifference(pairs([0, 100, 200, 300, 400, 500], [2, 101, 203, 302, 402, 502]), createRandom(1));
    expect(found.differenceInterval![0]).toBeGreaterThan(1);
    expect(found.p).toBe(1 / 32);
  });

  it.each([6, 10, 20])('has an interval over %d pairs that covers as often as is said', (count) => {
    const rng = createRandom(5);
    const draw = normal(rng);
    const trials = 400;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const baselines = Array.from({ length: count }, () => 10 * draw());
      const others = baselines.map((baseline) => baseline + 3 + draw());
      const all = pairs(baselines, others);
      const [low, high] = pairedDifference(all, rng.split(`${trial}`), { resamples: 300 }).differenceInterval!;
      if (low <= 3 && 3 <= high) held++;
    }
    expect(Math.abs(held / trials - meanCoverage(count))).toBeLessThan(0.06);
  });
});

describe('relative change', () => {
  it.each<[string, readonly number[], readonly number[], number | null, string]>([
    ['1 pair', [10], [12], 20, 'positive'],
    ['a loss', [10, 10], [5, 5], -50, 'positive'],
    ['a negative baseline, better', [-10, -10], [-5, -5], 50, 'negative'],
    ['a negative baseline, worse', [-10, -10], [-20, -20], -100, 'negative'],
    ['no change', [4, 4], [4, 4], 0, 'positive'],
    ['a baseline of 0', [0, 0], [7, 7], null, 'near zero'],
    ['a baseline whose mean is 0', [-3, 3], [7, 7], null, 'near zero'],
    ['a baseline near 0', [-6, 8, -4, 6], [3, 3, 3, 3], 200, 'near zero'],
    ['1 pair at 0', [0], [1], null, 'near zero'],
  ])('of %s', (_, baselines, others, percent, baseline) => {
    const found = relativeChangeOf(pairs(baselines, others), createRandom(1));
    if (percent === null) expect(found.relativeChangePercent).toBeNull();
    else expect(found.relativeChangePercent).toBeCloseTo(percent, 9);
    expect(found.baseline).toBe(baseline);
    expect(found.relativeChangeInterval === null).toBe(percent === null || baselines.length === 1);
  });

  it('has an interval of finite ends although some resamples have a baseline of 0', () => {
    const { relativeChangeInterval } = relativeChangeOf(pairs([-1, 1, 1], [2, 2, 2]), createRandom(1));
    expect(relativeChangeInterval!.every(Number.isFinite)).toBe(true);
  });

  it('has an interval that keeps the pairs together', () => {
    // every pair doubles, though the scores are far apart
    const { relativeChangeInterval } = relativeChangeOf(pairs([1, 10, 100], [2, 20, 200]), createRandom(1));
    for (const end of relativeChangeInterval!) expect(end).toBeCloseTo(100, 9);
  });
});
