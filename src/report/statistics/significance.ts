/** Significance tests, corrections for multiple comparisons, and intervals of shares. */

import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';

/** The test is exact up to this number of nonzero differences. */
const exactUpToPairs = 20;
/** Random sign assignments for more differences. */
const defaultFlips = 100_000;

export interface SignFlipOptions {
  /** `greater`: the mean difference is above 0. `two-sided`: it is not 0. */
  readonly alternative?: 'greater' | 'two-sided';
  /** Random sign assignments, where there are too many pairs to try all. */
  readonly flips?: number;
  /** p will be compared with this; enough random assignments are made for p to fall below it. */
  readonly threshold?: number;
}

/**
 * p of paired differences under the hypothesis that each is as likely to be negative as positive (Fisher's randomization
 * test): the share of all sign assignments whose sum is at least as extreme as the observed one. Exact for up to 20 nonzero
 * differences, and for any number of differences of one size (the sign test; McNemar's test for flips); else the share among
 * 100,000 random assignments and the observed one. The two-sided p of n differences is at least 2^−(n−1).
 * @param differences in any unit; zeros have no effect
 */
export function signFlipTest(
  differences: readonly number[],
  rng: Random,
  { alternative = 'two-sided', flips: fewest = defaultFlips, threshold = 1 }: SignFlipOptions = {},
): number {
  const twoSided = alternative === 'two-sided';
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const seen = differences.reduce((sum, d) => sum + d, 0);
  // Sums of the same numbers in another order may differ by rounding errors.
  const rounding = 1e-9 * sizes.reduce((sum, size) => sum + size, 0);
  const atLeast = (twoSided ? Math.abs(seen) : seen) - rounding;
  if (twoSided && atLeast <= 0) return 1;
  // Assignments come in pairs of opposite sums, so both tails have the same share.
  const ofTail = (tail: number) => Math.min(1, twoSided ? 2 * tail : tail);

  if (sizes.length <= exactUpToPairs) return ofTail(shareOfSumsFrom(sizes, atLeast));
  if (sizes.every((size) => size === sizes[0])) {
    return ofTail(binomialTail(sizes.length, Math.ceil((sizes.length + atLeast / sizes[0]!) / 2)));
  }
  const flips = Math.max(fewest, Math.ceil(2 / threshold));
  let extreme = 1;
  for (let i = 0; i < flips; i++) {
    const sum = randomSum(sizes, rng);
    if ((twoSided ? Math.abs(sum) : sum) >= atLeast) extreme++;
  }
  return extreme / (flips + 1);
}

/** Share of the 2ⁿ sums ±a ±b … that are at least `least`. The sums of both halves are sorted and merged. */
function shareOfSumsFrom(sizes: readonly number[], least: number): number {
  const half = sizes.length >> 1;
  const [left, right] = [signedSums(sizes.slice(0, half)), signedSums(sizes.slice(half))];
  let count = 0;
  let from = right.length;
  for (const sum of left) {
    while (from > 0 && sum + right[from - 1]! >= least) from--;
    count += right.length - from;
  }
  return count / (left.length * right.length);
}

/** All sums ±a ±b …, ascending. */
function signedSums(sizes: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** sizes.length);
  for (let signs = 0; signs < sums.length; signs++) {
    sums[signs] = sizes.reduce((total, size, i) => total + ((signs >> i) & 1 ? size : -size), 0);
  }
  return sums.sort();
}

function randomSum(sizes: readonly number[], rng: Random): number {
  let sum = 0;
  let bits = 0;
  for (let i = 0; i < sizes.length; i++) {
    if (i % 32 === 0) bits = rng.uint32();
    sum += bits & 1 ? sizes[i]! : -sizes[i]!;
    bits >>>= 1;
  }
  return sum;
}

/** P(at least `least` heads in `tosses` of a fair coin). */
function binomialTail(tosses: number, least: number): number {
  let logTerm = -tosses * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= tosses; heads++) {
    if (heads >= least) tail += Math.exp(logTerm);
    logTerm += Math.log((tosses - heads) / (heads + 1));
  }
  return Math.min(1, tail);
}

/** The smallest two-sided p of so many pairs: all of them differ in one direction. */
export const smallestP = (pairs: number): number => Math.min(1, 2 ** (1 - pairs));

/** Fewest pairs whose smallest two-sided p stays within `significance` after a correction over so many comparisons. */
export const pairsNeeded = (comparisons: number, significance: number): number =>
  Math.ceil(1 + Math.log2(comparisons / significance));

/**
 * Adjusted p of Holm's step-down correction (Holm 1979), in the given order. Rejecting hypotheses with adjusted p ≤ α makes at
 * least one false rejection with probability at most α, however the tests depend on each other.
 */
export function holm(ps: readonly number[]): number[] {
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [rank, index] of ps
    .map((_, i) => i)
    .toSorted((a, b) => ps[a]! - ps[b]!)
    .entries()) {
    largest = Math.max(largest, Math.min(1, ps[index]! * (ps.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}

/** Normal quantile of a two-sided 95 % interval. */
const z = 1.959964;

/** 95 % interval of a share, from `successes` in `trials` (Wilson 1927); [0, 1] without trials. */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const center = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // At shares 0 and 1 the end equals the share, except for rounding errors.
  return [successes === 0 ? 0 : center - half, successes === trials ? 1 : center + half];
}
