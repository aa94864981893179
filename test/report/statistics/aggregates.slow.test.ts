import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import {
  improvementInterval,
  interquartileMean,
  interquartileMeanOf,
  iqmCoverage,
  probabilityOfImprovement,
  type ScorePair,
  type Strata,
  stratifiedBootstrap,
} from '../../../src/report/statistics/aggregates.js';
import { bootstrapInterval, mean } from '../../../src/report/statistics/statistics.js';
import { normal } from '../../helpers/normal.js';
import { sampleSize } from '../../helpers/sample.js';

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

/** Pairs by game. */
type Pairs = Strata<ScorePair>;

const pairsOf = (x: Strata, y: Strata): Pairs =>
  x.map((scores, game) => scores.map((score, i): ScorePair => [score, y[game]![i]!]));

describe('probability of improvement', () => {
  it.each<[Strata, Strata, number]>([
    [[[2, 3]], [[0, 1]], 1],
    [[[0, 1]], [[2, 3]], 0],
    [[[1]], [[1]], 0.5],
    [[[1, 3]], [[2, 2]], 0.5],
    // pair by pair, not everyone against everyone
    [[[1, 5, 9]], [[0, 4, 8]], 1],
    [[[5], [0, 0]], [[1], [0, 1]], (1 + 0.25) / 2],
  ])('of %j over %j is %d', (x, y, expected) => {
    expect(probabilityOfImprovement(pairsOf(x, y))).toBeCloseTo(expected, 12);
  });

  it('of X over Y and of Y over X add up to 1', () => {
    const score = fc.integer({ min: 0, max: 5 });
    const game = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(game, { minLength: 1, maxLength: 4 }), (pairs) => {
        const turned = pairs.map((ofGame) => ofGame.map(([x, y]): ScorePair => [y, x]));
        expect(probabilityOfImprovement(pairs) + probabilityOfImprovement(turned)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('interval of the probability of improvement', () => {
  const bound = (trials: number) => 0.025 ** (1 / trials);
  const won = (count: number): ScorePair[] => Array.from({ length: count }, (_, i) => [i + 1, i]);
  const lost = (count: number): ScorePair[] => won(count).map(([x, y]) => [y, x]);
  const tied = (count: number): ScorePair[] => won(count).map(([x]) => [x, x]);

  it.each<[string, Pairs, readonly [number, number]]>([
    ['3 pairs won', [won(3)], [bound(3), 1]],
    ['3 pairs lost', [lost(3)], [0, 1 - bound(3)]],
    ['10 pairs won', [won(10)], [bound(10), 1]],
    ['ties alone', [tied(3)], [bound(3) / 2, 1 - bound(3) / 2]],
    ['two games won', [won(2), won(3)], [bound(4), 1]],
    ['one won and one lost', [won(2), lost(2)], [bound(2) / 2, 1 - bound(2) / 2]],
  ])('of %s stays open', (_, pairs, expected) => {
    const interval = improvementInterval(pairs, createRandom(1))!;
    for (const end of [0, 1]) expect(interval[end]).toBeCloseTo(expected[end]!, 12);
  });

  it('goes with the confidence asked for', () => {
    const [low] = improvementInterval([won(2)], createRandom(1), { confidence: 0.9 })!;
    expect(low).toBeCloseTo(Math.sqrt(0.05), 12);
  });

  it('is the bootstrap where the pairs of each game differ, and else wider, about P, within 0 and 1', () => {
    const score = fc.integer({ min: 0, max: 5 });
    const game = fc.array(fc.tuple(score, score), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(game, { minLength: 1, maxLength: 3 }), (pairs) => {
        const options = { resamples: 50 };
        const [low, high] = improvementInterval(pairs, createRandom(1), options)!;
        const bootstrap = stratifiedBootstrap(pairs, probabilityOfImprovement, createRandom(1), options)!;
        const differ = pairs.every((ofGame) => new Set(ofGame.map(([x, y]) => Math.sign(x - y))).size > 1);
        if (differ) expect([low, high]).toEqual(bootstrap);
        else expect(high - low).toBeGreaterThan(bootstrap[1] - bootstrap[0]);
        expect(low).toBeLessThanOrEqual(bootstrap[0]);
        expect(high).toBeGreaterThanOrEqual(bootstrap[1]);
        expect(Math.min(low, 1 - high)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('holds what it should where the bootstrap is worst: nearly every pair comes out alike', () => {
    const rng = createRandom(7);
    const p = 0.8;
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const pairs = Array.from({ length: 3 }, (): ScorePair => [0, rng.uniform() < p ? -1 : 1]);
      const [low, high] = improvementInterval([pairs], rng, { resamples: 200 })!;
      if (low <= p && p <= high) held++;
    }
    expect(held / 200).toBeGreaterThan(0.95);
  });

  it('needs a game with two pairs', () => {
    expect(improvementInterval([won(1)], createRandom(1))).toBeUndefined();
  });
});

describe('stratified bootstrap', () => {
  it('is the same for the same seed', () => {
    const games = [
      [1, 2, 3, 9],
      [4, 4, 8],
    ];
    const interval = () => stratifiedBootstrap(games, interquartileMeanOf, createRandom(3));
    expect(interval()).toEqual(interval());
  });

  it('of one game is the ordinary bootstrap', () => {
    const scores = [1, 4, 5, 7, 30, 41];
    const options = { resamples: 20_000 };
    const stratified = stratifiedBootstrap([scores], interquartileMeanOf, createRandom(1), options)!;
    const ordinary = bootstrapInterval(scores, createRandom(2), { statistic: interquartileMean, ...options })!;
    for (const end of [0, 1]) expect(Math.abs(stratified[end]! - ordinary[end]!)).toBeLessThan(1);
  });

  it('resamples within each game: games far apart add nothing to the spread', () => {
    const games = [
      [0, 0, 0],
      [1000, 1000, 1000],
    ];
    expect(stratifiedBootstrap(games, interquartileMeanOf, createRandom(1))).toEqual([500, 500]);
  });

  it('needs a game with two scores', () => {
    expect(stratifiedBootstrap([[1], [2]], interquartileMeanOf, createRandom(1))).toBeUndefined();
  });

  it('keeps the two scores of a pair together', () => {
    const pairs: Pairs = [[2, 30, 400].map((x): ScorePair => [x, x - 1])];
    const difference = (games: Pairs) => mean(games.flat().map(([x, y]) => x - y));
    expect(stratifiedBootstrap(pairs, difference, createRandom(5))).toEqual([1, 1]);
  });
});

describe('coverage of an interval of an interquartile mean', () => {
  it.each([
    [2, 1],
    [3, 1],
    [3, 3],
    [4, 1],
    [5, 6],
  ])('over %d training runs of %d games is as measured', (runs, games) => {
    const rng = createRandom(runs * 10 + games);
    const draw = normal(rng);
    const trials = sampleSize(400, 3000);
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const scores = Array.from({ length: games }, () => Array.from({ length: runs }, draw));
      const [low, high] = stratifiedBootstrap(scores, interquartileMeanOf, rng, { resamples: 300 })!;
      if (low <= 0 && 0 <= high) held++;
    }
    expect(Math.abs(held / trials - iqmCoverage(runs, games)!)).toBeLessThan(sampleSize(0.06, 0.03));
  });

  it.each([
    [1, 1, null],
    [2, 4, 0.76],
    [3, 50, 0.88],
    [6, 1, null],
  ])('over %d runs of %d games is %j', (runs, games, coverage) => {
    expect(iqmCoverage(runs, games)).toBe(coverage);
  });
});
