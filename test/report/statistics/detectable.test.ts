/** The minimum detectable effect, against published tables. */
import { describe, expect, it } from 'vitest';
import { detectableDifference, studentQuantile } from '../../../src/report/statistics/detectable.js';

describe('the detectable difference', () => {
  // R: power.t.test(n, power = 0.8, sd = 1, type = "paired")$delta, from the noncentral t distribution.
  it.each([
    [6, 1.4345],
    [10, 0.996],
    [20, 0.6604],
    [30, 0.5292],
  ])('of %i pairs is that of power.t.test within 1 %%', (pairs, expected) => {
    const sd = Math.sqrt(pairs / (pairs - 1)); // of ±1 in equal numbers
    const differences = Array.from({ length: pairs }, (_, i) => 3 + (i % 2 === 0 ? 1 : -1) / sd);
    expect(detectableDifference(differences)! / expected).toBeCloseTo(1, 1.7);
  });

  it('grows with the spread, whatever the mean', () => {
    const differences = [1, 2, 4, 8, 16, 32, 64];
    const twice = differences.map((each) => 2 * each + 100);
    expect(detectableDifference(twice)).toBeCloseTo(2 * detectableDifference(differences)!, 9);
    expect(detectableDifference(Array.from({ length: 8 }, () => 5))).toBe(0);
  });

  it.each([0, 1, 2, 5])('is unknown for %i pairs, of which no sign-flip test is significant', (pairs) => {
    expect(detectableDifference(Array.from({ length: pairs }, (_, i) => i))).toBeNull();
  });

  // t(0.975) and t(0.8), from statistical tables
  it.each([
    [5, 2.5706, 0.9195],
    [9, 2.2622, 0.8834],
    [29, 2.0452, 0.8542],
    [120, 1.9799, 0.8446],
  ])('uses quantiles of Student’s distribution with %i degrees of freedom', (degrees, level, power) => {
    expect(studentQuantile(1.959964, degrees)).toBeCloseTo(level, 2);
    expect(studentQuantile(0.841621, degrees)).toBeCloseTo(power, 3);
  });
});
