import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import {
  interquartileMean,
  interquartileMeanOf,
  probabilityOfImprovement,
  type Strata,
  stratifiedBootstrap,
} from '../../src/report/aggregates.js';
import { bootstrapInterval } from '../../src/report/statistics.js';

describe('interquartile mean', () => {
  it.each([
    [[5], 5],
    [[1, 2, 3], 2],
    [[0, 1, 2, 100], 1.5],
    [[-100, 4, 1, 2, 3, 0, 5, 100], 2.5],
    // ⌊5/4⌋ = 1 goes from either end, as SciPy's trim_mean has it
    [[1, 2, 3, 4, 100], 3],
  ])('of %j is %d', (values, expected) => {
    expect(interquartileMean(values)).toBeCloseTo(expected, 12);
  });

  it('does not ask for order, nor which game a score is of', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2 }), (values) => {
        const half = values.length >> 1;
        const games = [values.slice(half), values.slice(0, half)].filter((scores) => scores.length > 0);
        expect(interquartileMeanOf(games)).toBeCloseTo(interquartileMean(values), 9);
      }),
    );
  });
});

describe('probability of improvement', () => {
  it.each<[Strata, Strata, number]>([
    [[[2, 3]], [[0, 1]], 1],
    [[[0, 1]], [[2, 3]], 0],
    [[[1]], [[1]], 0.5],
    [[[1, 3]], [[2]], 0.5],
    [[[1, 2, 3]], [[2, 2]], 0.5],
    [[[5], [0, 0]], [[1], [0, 1]], (1 + 0.25) / 2],
  ])('of %j over %j is %d', (x, y, expected) => {
    expect(probabilityOfImprovement(x, y)).toBeCloseTo(expected, 12);
  });

  it('of X over Y and of Y over X add up to 1', () => {
    const game = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(game, game), { minLength: 1, maxLength: 4 }), (pairs) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        expect(probabilityOfImprovement(x, y) + probabilityOfImprovement(y, x)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('stratified bootstrap', () => {
  const centre = ([games]: readonly [Strata]) => interquartileMeanOf(games);

  it('is the same for the same seed', () => {
    const games = [
      [1, 2, 3, 9],
      [4, 4, 8],
    ];
    const interval = () => stratifiedBootstrap([games] as const, centre, createRandom(3));
    expect(interval()).toEqual(interval());
  });

  it('of one game is the ordinary bootstrap', () => {
    const scores = [1, 4, 5, 7, 30, 41];
    const options = { resamples: 20_000 };
    const stratified = stratifiedBootstrap([[scores]] as const, centre, createRandom(1), options)!;
    const ordinary = bootstrapInterval(scores, createRandom(2), { statistic: interquartileMean, ...options })!;
    for (const end of [0, 1]) expect(Math.abs(stratified[end]! - ordinary[end]!)).toBeLessThan(1);
  });

  it('resamples within each game: games far apart add nothing to the spread', () => {
    const games = [
      [0, 0, 0],
      [1000, 1000, 1000],
    ];
    expect(stratifiedBootstrap([games] as const, centre, createRandom(1))).toEqual([500, 500]);
  });

  it('needs a game with two scores', () => {
    expect(stratifiedBootstrap([[[1], [2]]] as const, centre, createRandom(1))).toBeUndefined();
  });

  it('resamples both agents of a comparison', () => {
    const better: Strata = [[2, 3, 4, 5]];
    const worse: Strata = [[1, 2, 3, 4]];
    const [low, high] = stratifiedBootstrap(
      [better, worse] as const,
      ([x, y]) => probabilityOfImprovement(x, y),
      createRandom(5),
    )!;
    expect(low).toBeLessThan(probabilityOfImprovement(better, worse));
    expect(low).toBeGreaterThan(0.1);
    expect(high).toBe(1);
  });
});
