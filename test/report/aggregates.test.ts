import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/random.js';
import {
  improvementInterval,
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

describe('interval of the probability of improvement', () => {
  const bound = (trials: number) => 0.025 ** (1 / trials);

  it.each<[string, Strata, Strata, readonly [number, number]]>([
    ['3 games that beat 3', [[4, 5, 6]], [[1, 2, 3]], [bound(3), 1]],
    ['3 games beaten by 3', [[1, 2, 3]], [[4, 5, 6]], [0, 1 - bound(3)]],
    ['5 games that beat 2', [[4, 5, 6, 7, 8]], [[1, 2]], [bound(2), 1]],
    ['ties alone', [[0, 0, 0]], [[0, 0, 0]], [bound(3) / 2, 1 - bound(3) / 2]],
    [
      'two games won',
      [
        [4, 5],
        [9, 9, 9],
      ],
      [
        [1, 2],
        [0, 1, 2],
      ],
      [bound(4), 1],
    ],
    [
      'one won and one lost',
      [
        [4, 5],
        [0, 1],
      ],
      [
        [1, 2],
        [9, 9],
      ],
      [bound(2) / 2, 1 - bound(2) / 2],
    ],
  ])('of %s stays open', (_, x, y, expected) => {
    const interval = improvementInterval(x, y, createRandom(1))!;
    for (const end of [0, 1]) expect(interval[end]).toBeCloseTo(expected[end]!, 12);
  });

  it('goes with the confidence asked for', () => {
    const [low] = improvementInterval([[4, 5]], [[1, 2]], createRandom(1), { confidence: 0.9 })!;
    expect(low).toBeCloseTo(Math.sqrt(0.05), 12);
  });

  it('is the bootstrap where the pairs of each game differ, and else wider, about P, within 0 and 1', () => {
    const game = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(game, game), { minLength: 1, maxLength: 3 }), (pairs) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        const options = { resamples: 50 };
        const [low, high] = improvementInterval(x, y, createRandom(1), options)!;
        const bootstrap = stratifiedBootstrap(
          [x, y] as const,
          ([a, b]) => probabilityOfImprovement(a, b),
          createRandom(1),
          options,
        )!;
        const differ = pairs.every(([a, b]) => {
          const signs = a.flatMap((score) => b.map((other) => Math.sign(score - other)));
          return new Set(signs).size > 1;
        });
        if (differ) expect([low, high]).toEqual(bootstrap);
        else expect(high - low).toBeGreaterThan(bootstrap[1] - bootstrap[0]);
        expect(low).toBeLessThanOrEqual(bootstrap[0]);
        expect(high).toBeGreaterThanOrEqual(bootstrap[1]);
        expect(Math.min(low, 1 - high)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('holds what it should where one agent always scores the same, the case that parts samples most often', () => {
    const rng = createRandom(7);
    const p = 0.8;
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const y = Array.from({ length: 3 }, () => (rng.uniform() < p ? -1 : 1));
      const [low, high] = improvementInterval([[0, 0, 0]], [y], rng, { resamples: 200 })!;
      if (low <= p && p <= high) held++;
    }
    expect(held / 200).toBeGreaterThan(0.95);
  });

  it('needs a game with two scores', () => {
    expect(improvementInterval([[1]], [[2]], createRandom(1))).toBeUndefined();
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
