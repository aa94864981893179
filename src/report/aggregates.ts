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
  for (const a of x) for (const b of y) won += outcome(a, b);
  return won / (x.length * y.length);
}

const outcome = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);

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

/**
 * Interval of `probabilityOfImprovement`: the stratified bootstrap's, held open where all pairs of a game came out alike
 * (all won, all lost, or all tied), since resampling such a game only repeats it, as if nothing else could happen.
 * How likely that outcome is, p on average over the g games that share it, is bounded exactly: of m scores against n,
 * k = min(m, n) pairs have no score in common, so all g games come out alike with probability at most p^(gk), which is
 * below 2.5 % for p < 0.025^(1/gk) (Clopper & Pearson 1934, for gk successes in gk trials). The ends are moved as if p
 * were that low. Scores are taken as independent, as the bootstrap takes them; of their distributions nothing is asked.
 * The bound is reached where one agent always scores the same, and is wide: [0.29, 1] for 3 scores that beat 3,
 * [0.69, 1] for 10. Undefined where the bootstrap is.
 */
export function improvementInterval(
  x: Strata,
  y: Strata,
  rng: Random,
  options: StratifiedOptions = {},
): Interval | undefined {
  const interval = stratifiedBootstrap([x, y] as const, ([a, b]) => probabilityOfImprovement(a, b), rng, options);
  if (!interval) return undefined;
  const tail = (1 - (options.confidence ?? 0.95)) / 2;
  const outcomes = x.map((ofGame, game) => commonOutcome(ofGame, y[game]!));
  /** Share of all games that may come out otherwise, of those of which all pairs came out like this. */
  const unseen = (seen: number): number => {
    const pairs = x.flatMap((ofGame, game) =>
      outcomes[game] === seen ? [Math.min(ofGame.length, y[game]!.length)] : [],
    );
    if (pairs.length === 0) return 0;
    return (pairs.length / x.length) * (1 - tail ** (1 / (pairs.length * Math.min(...pairs))));
  };
  // A tie is half a pair away from either other outcome.
  const untied = unseen(0.5) / 2;
  return [interval[0] - unseen(1) - untied, interval[1] + unseen(0) + untied];
}

/** Of all pairs of a game; undefined where they differ. */
function commonOutcome(x: readonly number[], y: readonly number[]): number | undefined {
  const first = outcome(x[0]!, y[0]!);
  return x.every((a) => y.every((b) => outcome(a, b) === first)) ? first : undefined;
}
