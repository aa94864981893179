import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import { signFlipTest, wilsonInterval } from '../../src/report/significance.js';

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
    [new Array(12).fill(0.1), 2 ** -12],
  ])('of %j is %d', (differences, p) => {
    expect(signFlipTest(differences, createRandom(1))).toBeCloseTo(p, 12);
  });

  // 14 pairs, 11 up and 3 down: P(at least 11 heads of 14) = (364 + 91 + 14 + 1) / 2¹⁴
  const upAndDown = [...new Array(11).fill(1), ...new Array(3).fill(-1)];

  it('of many pairs that differ by one amount is the sign test', () => {
    expect(signFlipTest(upAndDown, createRandom(2))).toBeCloseTo(470 / 2 ** 14, 12);
    const manyUp = [...new Array(700).fill(2), ...new Array(300).fill(-2)];
    expect(signFlipTest(manyUp, createRandom(2))).toBeLessThan(1e-30);
  });

  it('of many pairs that differ by several amounts is drawn at random, near the same', () => {
    const differences = upAndDown.map((d, i) => d * (1 + i * 1e-6));
    expect(signFlipTest(differences, createRandom(2))).toBeCloseTo(470 / 2 ** 14, 2);
  });

  it('rejects what is only chance no more often than it says', () => {
    const rng = createRandom(7);
    const trials = 400;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const differences = Array.from({ length: 10 }, () => rng.uniform() - 0.5);
      if (signFlipTest(differences, rng) <= 0.05) rejected++;
    }
    expect(rejected / trials).toBeLessThan(0.09);
    expect(rejected / trials).toBeGreaterThan(0.02);
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
