/**
 * Aggregate figures over several games, as in Agarwal et al., "Deep reinforcement learning at the edge of the statistical
 * precipice", NeurIPS 2021 (rliable). Scores come by game: each game is a stratum, and its scores are resampled among
 * themselves, since games differ in difficulty and not by chance.
 */
import type { Random } from '../random.js';
import { mean, quantile } from './statistics.js';

/** Scores by game, every game with at least one. */
export type Strata = readonly (readonly number[])[];

export type Interval = readonly [low: number, high: number];

/** Mean of the middle half: ⌊n/4⌋ values are cut from either end. Less thrown by outliers than the mean. */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(values.length / 4);
  return mean([...sorted.subarray(cut, values.length - cut)]);
}

/** Interquartile mean over all scores of all games. */
export const interquartileMeanOf = (games: Strata): number => interquartileMean(games.flat());

/**
 * P(X > Y) + ½ P(X = Y) for a score X of one agent and Y of another, drawn at random from the same game; mean over the
 * games. ½ where neither is better. (Mann–Whitney's U over the number of pairs.)
 */
export function probabilityOfImprovement(x: Strata, y: Strata): number {
  return mean(x.map((ofGame, game) => shareWon(ofGame, y[game]!)));
}

function shareWon(x: readonly number[], y: readonly number[]): number {
  let won = 0;
  for (const a of x) for (const b of y) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / (x.length * y.length);
}

export interface StratifiedOptions {
  readonly confidence?: number;
  readonly resamples?: number;
}

/**
 * Percentile bootstrap interval of a statistic of one or several agents' scores, every game of every agent resampled by
 * itself. Undefined where no game has two scores, which say nothing about spread.
 * @example stratifiedBootstrap([defended, plain], ([x, y]) => probabilityOfImprovement(x, y), rng)
 */
export function stratifiedBootstrap<A extends readonly Strata[]>(
  agents: A,
  statistic: (agents: A) => number,
  rng: Random,
  { confidence = 0.95, resamples = 2000 }: StratifiedOptions = {},
): Interval | undefined {
  if (!agents.some((games) => games.some((scores) => scores.length > 1))) return undefined;
  const resample = (scores: readonly number[]) => scores.map(() => scores[rng.integer(scores.length)]!);
  const found = Float64Array.from({ length: resamples }, () =>
    statistic(agents.map((games) => games.map(resample)) as Strata[] as unknown as A),
  ).sort();
  const tail = (1 - confidence) / 2;
  return [quantile(found, tail), quantile(found, 1 - tail)];
}
