/** Aggregate scores, their intervals and performance profiles, compared with those of rliable (test/fixtures/aggregates_rliable.py). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import {
  interquartileMeanOf,
  meanOf,
  medianOf,
  optimalityGapOf,
  performanceProfile,
  type Strata,
  stratifiedBands,
  stratifiedBootstrap,
} from '../../../src/report/statistics/aggregates.js';

const statistics = {
  interquartileMean: interquartileMeanOf,
  median: medianOf,
  mean: meanOf,
  optimalityGap: (games: Strata) => optimalityGapOf(games),
} as const;

interface Case {
  readonly name: string;
  readonly games: number[][];
  readonly statistics: Readonly<Record<keyof typeof statistics, { value: number; interval: [number, number] }>>;
  readonly profile: number[];
  readonly bands: [number, number][];
}

const path = fileURLToPath(new URL('../../fixtures/rliable.json', import.meta.url));
const { thresholds, cases } = JSON.parse(readFileSync(path, 'utf8')) as { thresholds: number[]; cases: Case[] };

/** Largest deviation of a bootstrap quantile from another one, as a share of the interval's width: both are random. */
const quantileTolerance = 0.12;

describe.each(cases)('rliable, $name', ({ games, statistics: expected, profile, bands }) => {
  it.each(Object.keys(statistics) as (keyof typeof statistics)[])('%s and its interval', (name) => {
    const { value, interval } = expected[name];
    expect(statistics[name](games)).toBeCloseTo(value, 5);
    const found = stratifiedBootstrap(games, statistics[name], createRandom(3))!;
    const width = interval[1] - interval[0];
    expect(width).toBeGreaterThan(0);
    for (const end of [0, 1]) expect(Math.abs(found[end]! - interval[end]!)).toBeLessThan(quantileTolerance * width);
  });

  it('performance profile and its bands', () => {
    const found = performanceProfile(games, thresholds);
    found.forEach((share, i) => {
      expect(share).toBeCloseTo(profile[i]!, 9);
    });
    const near = stratifiedBands(games, (each) => performanceProfile(each, thresholds), createRandom(3))!;
    // Quantiles of shares jump from one possible share to the next.
    const oneScore = 1 / games.flat().length;
    near.forEach((band, i) => {
      for (const end of [0, 1]) expect(Math.abs(band[end]! - bands[i]![end]!)).toBeLessThanOrEqual(oneScore + 1e-9);
    });
  });
});

describe('by hand', () => {
  const games = [[0, 2], [1, 1], [10]];

  it.each([
    ['median of the means 1, 1, 10', medianOf(games), 1],
    ['median of an even number of games', medianOf([[1], [2]]), 1.5],
    ['mean', meanOf(games), 4],
    ['optimality gap: (1 + 0) / 2, 0, 0', optimalityGapOf(games), 0.5 / 3],
    ['optimality gap to 2', optimalityGapOf(games, 2), (1 + 1 + 0) / 3],
  ])('%s', (_, found, expected) => {
    expect(found).toBeCloseTo(expected, 12);
  });

  it('profile: a score equal to the threshold is not above it, and games weigh the same', () => {
    expect(performanceProfile(games, [-1, 0, 1, 10])).toEqual([1, (0.5 + 1 + 1) / 3, (0.5 + 0 + 1) / 3, 0]);
  });
});

describe('properties', () => {
  const score = fc.double({ min: -5, max: 5, noNaN: true });
  const strata = fc.array(fc.array(score, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

  it('a profile falls from 1 to 0, and its integral above the lowest score is the mean above it', () => {
    fc.assert(
      fc.property(strata, (games) => {
        const steps = 1200;
        const grid = Array.from({ length: steps + 1 }, (_, i) => -6 + (12 * i) / steps);
        const profile = performanceProfile(games, grid);
        expect(profile[0]).toBeCloseTo(1, 9);
        expect(profile.at(-1)).toBe(0);
        expect(profile).toEqual(profile.toSorted((a, b) => b - a));
        const integral = (profile.reduce((sum, share) => sum + share, 0) * 12) / steps;
        expect(integral - 6).toBeCloseTo(meanOf(games), 1);
      }),
      { numRuns: 30 },
    );
  });

  it('the optimality gap is that of 1 − score where no score is above 1, and never below 0', () => {
    fc.assert(
      fc.property(strata, (games) => {
        const gap = optimalityGapOf(games);
        expect(gap).toBeGreaterThanOrEqual(0);
        const capped = games.map((scores) => scores.map((each) => Math.min(1, each)));
        expect(gap).toBeCloseTo(1 - meanOf(capped), 9);
      }),
    );
  });

  it('bands of several statistics are those of each by itself', () => {
    const games = [
      [1, 2, 5],
      [0, 4],
    ];
    const both = stratifiedBands(games, (each) => [meanOf(each), medianOf(each)], createRandom(1));
    const each = [meanOf, medianOf].map((statistic) => stratifiedBootstrap(games, statistic, createRandom(1)));
    expect(both).toEqual(each);
    expect(stratifiedBands([[1], [2]], (one) => [meanOf(one)], createRandom(1))).toBeUndefined();
  });
});
