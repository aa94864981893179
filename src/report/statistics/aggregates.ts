/**
 * Aggregate scores over several games, as in Agarwal et al., "Deep reinforcement learning at the edge of the statistical
 * precipice", NeurIPS 2021 (rliable). Each game is a stratum: its scores are resampled separately, since games are fixed, not
 * random.
 */

import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';
import { mean, quantile } from './statistics.js';

/** Values of each game, at least one per game: scores, or pairs of scores. */
export type Strata<T = number> = readonly (readonly T[])[];

/** Scores of two agents in the same episode, or from the same training run. */
export type ScorePair = readonly [defended: number, plain: number];

/** Mean of the middle half: ⌊n/4⌋ values are cut from either end. Outliers affect it less than the mean. */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(values.length / 4);
  return mean([...sorted.subarray(cut, values.length - cut)]);
}

/** Interquartile mean over all scores of all games. */
export const interquartileMeanOf = (games: Strata): number => interquartileMean(games.flat());

/** Median over the games of each game's mean score. Half of the games have no effect on it. */
export function medianOf(games: Strata): number {
  const means = Float64Array.from(games, mean).sort();
  return quantile(means, 0.5);
}

/** Mean over the games of each game's mean score. One game with very high scores may decide it. */
export const meanOf = (games: Strata): number => mean(games.map(mean));

/** By how much scores fall short of `target`; scores above it count as if they were equal to it. Mean over the games. */
export const optimalityGapOf = (games: Strata, target = 1): number =>
  mean(games.map((scores) => mean(scores.map((score) => Math.max(0, target - score)))));

/** The share of scores above each threshold: the run-score distribution of rliable. Mean over the games. */
export function performanceProfile(games: Strata, thresholds: readonly number[]): number[] {
  const sorted = games.map((scores) => Float64Array.from(scores).sort());
  return thresholds.map((threshold) => mean(sorted.map((scores) => 1 - countUpTo(scores, threshold) / scores.length)));
}

/** How many of the sorted values are at most `limit`. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * P(X > Y) + ½ P(X = Y) for the scores X and Y of a random pair; mean over the games. ½ where neither is better. In rliable X
 * and Y come from unrelated runs; here they share a training run and the starts of their episodes.
 */
export const probabilityOfImprovement = (games: Strata<ScorePair>): number =>
  mean(games.map((pairs) => mean(pairs.map(outcome))));

/** 1: the defended agent is better, ½: a tie. */
const outcome = ([x, y]: ScorePair): number => (x > y ? 1 : x === y ? 0.5 : 0);

export interface StratifiedOptions {
  readonly confidence?: number;
  readonly resamples?: number;
}

/**
 * Percentile bootstrap interval of a statistic; each game is resampled separately. Undefined where no game has two values. Over
 * few training runs it is too narrow: see `iqmCoverage`.
 * @example stratifiedBootstrap(scores, interquartileMeanOf, rng)
 */
export function stratifiedBootstrap<T>(
  games: Strata<T>,
  statistic: (games: Strata<T>) => number,
  rng: Random,
  options: StratifiedOptions = {},
): Interval | undefined {
  return stratifiedBands(games, (resampled) => [statistic(resampled)], rng, options)?.[0];
}

/**
 * As `stratifiedBootstrap`, for several statistics of the same resamples: an interval of each by itself, so that the band of a
 * performance profile covers it point by point, not as a whole.
 */
export function stratifiedBands<T>(
  games: Strata<T>,
  statistics: (games: Strata<T>) => readonly number[],
  rng: Random,
  { confidence = 0.95, resamples = 2000 }: StratifiedOptions = {},
): Interval[] | undefined {
  if (!games.some((values) => values.length > 1)) return undefined;
  const resample = (values: readonly T[]) => values.map(() => values[rng.integer(values.length)]!);
  const found = Array.from({ length: resamples }, () => statistics(games.map(resample)));
  const tail = (1 - confidence) / 2;
  return found[0]!.map((_, i): Interval => {
    const sorted = Float64Array.from(found, (each) => each[i]!).sort();
    return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  });
}

/**
 * How often a nominal 95 % interval of `stratifiedBootstrap` contains the true interquartile mean, for so many training runs
 * per game; null for six runs or more. Measured by simulation with normal scores of equal spread, for 1, 2, 3 and 6 games
 * (test/report/statistics/aggregates.slow.test.ts); other numbers of games use the next smaller one.
 */
export function iqmCoverage(runs: number, games: number): number | null {
  const ofRuns = measuredIqmCoverage[runs];
  if (!ofRuns) return null;
  return ofRuns[measuredGames.findLastIndex((measured) => measured <= games)]!;
}

const measuredGames = [1, 2, 3, 6];
const measuredIqmCoverage: Readonly<Record<number, readonly number[]>> = {
  2: [0.5, 0.66, 0.76, 0.79],
  3: [0.75, 0.84, 0.86, 0.88],
  4: [0.88, 0.9, 0.89, 0.91],
  5: [0.89, 0.91, 0.91, 0.91],
};

/**
 * Interval of `probabilityOfImprovement`: that of the stratified bootstrap, widened where all pairs of a game have the same
 * outcome (all won, all lost, or all tied), since resampling such a game gives that outcome again. Its probability p, on average
 * over the g games with that outcome, has an exact bound: all k pairs of all g games have it with probability at most p^(gk),
 * which is below 2.5 % for p < 0.025^(1/gk) (Clopper & Pearson 1934, for gk successes in gk trials). The ends are moved as if
 * p were that low. Pairs are assumed independent, as in the bootstrap. The interval is wide: [0.29, 1] for 3 pairs won,
 * [0.69, 1] for 10. Undefined where the bootstrap's is.
 */
export function improvementInterval(
  games: Strata<ScorePair>,
  rng: Random,
  options: StratifiedOptions = {},
): Interval | undefined {
  const interval = stratifiedBootstrap(games, probabilityOfImprovement, rng, options);
  if (!interval) return undefined;
  const tail = (1 - (options.confidence ?? 0.95)) / 2;
  /** Share of all games that may have another outcome, of those whose pairs all had this one. */
  const unseen = (seen: number): number => {
    const alike = games.filter((pairs) => pairs.every((pair) => outcome(pair) === seen));
    if (alike.length === 0) return 0;
    const fewest = Math.min(...alike.map((pairs) => pairs.length));
    return (alike.length / games.length) * (1 - tail ** (1 / (alike.length * fewest)));
  };
  // A tie counts half, so it is half a pair away from a win and from a loss.
  const untied = unseen(0.5) / 2;
  return [interval[0] - unseen(1) - untied, interval[1] + unseen(0) + untied];
}
