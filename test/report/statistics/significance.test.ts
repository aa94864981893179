import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import {
  holm,
  pairsNeeded,
  signFlipTest,
  smallestP,
  wilsonInterval,
} from '../../../src/report/statistics/significance.js';

const twenty = [
  ...[0.3, -1.2, 2.2, 0.7, -0.1, 1.9, -0.8, 1.1, 0.4, -2.5],
  ...[3.3, 0.9, 1.7, -0.6, 0.2, 2.8, -1.4, 0.6, 1.3, -0.9],
];

/** Share of all assignments of signs whose sum is as extreme as the one seen, one after the other. */
function enumerated(differences: readonly number[], alternative: 'greater' | 'two-sided'): number {
  const seen = differences.reduce((sum, d) => sum + d, 0);
  const rounding = 1e-9 * differences.reduce((sum, d) => sum + Math.abs(d), 0);
  let extreme = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, d, i) => total + ((signs >> i) & 1 ? d : -d), 0);
    const asExtreme = alternative === 'greater' ? sum >= seen - rounding : Math.abs(sum) >= Math.abs(seen) - rounding;
    if (asExtreme) extreme++;
  }
  return extreme / 2 ** differences.length;
}

const both = ['greater', 'two-sided'] as const;

describe('sign-flip test', () => {
  it.each([
    [[1, 1, 1], 1 / 8],
    [[3], 1 / 2],
    [[0, 0, 2, 0], 1 / 2],
    [[-1, -2], 1],
    [[0, 0], 1],
    [[], 1],
    // of the eight sums of ±1 ±2 ±3 three are at least 2: 6, 4 and 2
    [[-2, 1, 3], 3 / 8],
    [[-3, 1], 3 / 4],
    [new Array(12).fill(0.1), 2 ** -12],
  ])('one-sided of %j is %d', (differences, p) => {
    expect(signFlipTest(differences, createRandom(1), { alternative: 'greater' })).toBeCloseTo(p, 12);
  });

  it.each<[readonly number[], number]>([
    [[3.2], 1],
    [[], 1],
    [[0, 0, 0], 1],
    [[1, -1], 1],
    [new Array(6).fill(-2), 2 ** -5],
    [[1, 2, 3, 4, 5, 6], 2 ** -5],
    [new Array(10).fill(0.1), 2 ** -9],
    // scipy.stats.permutation_test(permutation_type='samples'), scipy 1.17.1
    [[1, 2], 0.5],
    [[1.5, -0.5, 2.25, 0.75, -0.25, 3.0], 0.15625],
    [[2, -1, 3, 0, 4, -2, 5, 1, 0, 6], 0.0859375],
    [[12, 4, 0, 10, 6, 8, 14, -2, 12, 16], 0.0078125],
    [[0.3, -1.2, 2.2, 0.7, -0.1, 1.9, -0.8, 1.1, 0.4, -2.5, 3.3, 0.9], 0.2890625],
    [twenty, 0.1547527313232422],
  ])('two-sided of %j is %d', (differences, p) => {
    expect(signFlipTest(differences, createRandom(1))).toBeCloseTo(p, 12);
    expect(
      signFlipTest(
        differences.map((d) => -d),
        createRandom(1),
      ),
    ).toBeCloseTo(p, 12);
  });

  it('is that of all assignments, one by one', () => {
    const difference = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -5, max: 5, noNaN: true }));
    fc.assert(
      fc.property(fc.array(difference, { maxLength: 9 }), fc.constantFrom(...both), (differences, alternative) => {
        const p = signFlipTest(differences, createRandom(1), { alternative });
        expect(p).toBeCloseTo(enumerated(differences, alternative), 9);
      }),
    );
  });

  it('is never below the smallest p of so many pairs, which they reach when all point one way', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(signFlipTest(sizes, createRandom(1))).toBeCloseTo(smallestP(sizes.length), 12);
        const mixed = sizes.map((size, i) => (i % 2 ? -size : size));
        expect(signFlipTest(mixed, createRandom(1))).toBeGreaterThanOrEqual(smallestP(sizes.length) - 1e-12);
      }),
    );
  });

  // 14 pairs, 11 up and 3 down: P(at least 11 heads of 14) = (364 + 91 + 14 + 1) / 2¹⁴
  const upAndDown = [...new Array(11).fill(1), ...new Array(3).fill(-1)];

  it('of many pairs that differ by one amount is the sign test', () => {
    expect(signFlipTest(upAndDown, createRandom(2), { alternative: 'greater' })).toBeCloseTo(470 / 2 ** 14, 12);
    expect(signFlipTest(upAndDown, createRandom(2))).toBeCloseTo(940 / 2 ** 14, 12);
    const manyUp = [...new Array(700).fill(2), ...new Array(300).fill(-2)];
    expect(signFlipTest(manyUp, createRandom(2))).toBeLessThan(1e-30);
  });

  it.each(both)('of more than 20 pairs is drawn at random, near the exact value: %s', (alternative) => {
    // one more pair, too small to change the rank of a sum
    const p = signFlipTest([...twenty, 1e-12], createRandom(3), { alternative });
    expect(Math.abs(p - signFlipTest(twenty, createRandom(3), { alternative }))).toBeLessThan(0.004);
    expect(signFlipTest([...twenty, 1e-12], createRandom(3), { alternative })).toBe(p);
  });

  it('of many pairs that all point one way is as small as so many random assignments can tell', () => {
    const up = Array.from({ length: 40 }, (_, i) => 1 + i / 40);
    expect(signFlipTest(up, createRandom(1))).toBeCloseTo(1 / 100_001, 12);
    expect(signFlipTest(up, createRandom(1), { threshold: 1e-5 })).toBeLessThan(1e-5);
  });

  it.each(both)('rejects what is only chance no more often than it says: %s', (alternative) => {
    const rng = createRandom(7);
    const trials = 400;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const differences = Array.from({ length: 10 }, () => rng.uniform() - 0.5);
      if (signFlipTest(differences, rng, { alternative }) <= 0.05) rejected++;
    }
    expect(rejected / trials).toBeLessThan(0.09);
    expect(rejected / trials).toBeGreaterThan(0.02);
  });
});

describe('fewest pairs', () => {
  it.each([
    [1, 6],
    [4, 8],
    [21, 10],
    [504, 15],
  ])('for %d comparisons are %d', (comparisons, pairs) => {
    expect(pairsNeeded(comparisons, 0.05)).toBe(pairs);
    expect(smallestP(pairs) * comparisons).toBeLessThanOrEqual(0.05);
    expect(smallestP(pairs - 1) * comparisons).toBeGreaterThan(0.05);
  });
});

describe('Holm’s correction', () => {
  it.each<[readonly number[], readonly number[]]>([
    [[], []],
    [[0.03], [0.03]],
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [
      [0.5, 0.6],
      [1, 1],
    ],
    [
      [0.02, 0.02, 0.02],
      [0.06, 0.06, 0.06],
    ],
    [
      [0.001, 0.01, 0.02, 0.03, 1],
      [0.005, 0.04, 0.06, 0.06, 1],
    ],
  ])('of %j is %j', (ps, adjusted) => {
    const found = holm(ps);
    expect(found.length).toBe(adjusted.length);
    for (const [i, p] of found.entries()) expect(p).toBeCloseTo(adjusted[i]!, 12);
  });

  it('keeps the order, makes nothing smaller, and goes up to 1; no worse than Bonferroni', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(ps, (raw) => {
        const adjusted = holm(raw);
        for (const [i, p] of adjusted.entries()) {
          expect(p).toBeGreaterThanOrEqual(raw[i]!);
          expect(p).toBeLessThanOrEqual(Math.min(1, raw[i]! * raw.length) + 1e-12);
          for (const [j, q] of adjusted.entries()) if (raw[i]! <= raw[j]!) expect(p).toBeLessThanOrEqual(q);
        }
      }),
    );
  });
});

describe('Wilson interval', () => {
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [0, 0, 0, 1],
  ])('of %d in %d', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it('holds the share that was seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
        const successes = Math.round(share * trials);
        const [low, high] = wilsonInterval(successes, trials);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
      }),
    );
  });
});
