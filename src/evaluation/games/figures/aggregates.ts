/** Aggregate scores over games and training runs, as in rliable. */
import type { Interval } from '../../../common/interval.js';
import { type IntervalColumn, intervals } from '../../../report/intervals.js';
import {
  interquartileMeanOf,
  meanOf,
  medianOf,
  optimalityGapOf,
  type Strata,
  stratifiedBootstrap,
} from '../../../report/statistics/aggregates.js';
import { csv, csvColumns } from '../../../report/table.js';
import { aggregateRandom } from '../report/aggregate.js';
import type { Scale, ScoresByGame, SettingOverGames } from '../report/strata.js';
import { agentNames, conditionColumns, endsOf, type Figure, nameCondition } from './figure.js';

const statistics = {
  'interquartile mean': interquartileMeanOf,
  median: medianOf,
  mean: meanOf,
  'optimality gap': (games: Strata) => optimalityGapOf(games),
} as const;

type Statistic = keyof typeof statistics;

/** One aggregate score of one attack, λ and agent. */
export interface AggregateScore extends SettingOverGames {
  readonly scale: Scale;
  readonly unit: ScoresByGame['unit'];
  readonly games: number;
  readonly scores: number;
  readonly statistic: Statistic;
  readonly value: number;
  /** 95 % stratified bootstrap; null where no game has two scores. */
  readonly interval: Interval | null;
}

/** Empty where the games have no common scale. Scores in points have no optimality gap: no number of points is the goal. */
export function aggregateScores({ scale, unit, games, settings }: ScoresByGame, seed: number): AggregateScore[] {
  if (!scale) return [];
  const wanted = Object.entries(statistics).filter(([name]) => scale !== 'points' || name !== 'optimality gap');
  return settings.flatMap((found) =>
    wanted.map(([name, statistic]): AggregateScore => {
      const scores = found.scores!;
      const interval = stratifiedBootstrap(scores, statistic, aggregateRandom(seed, found)) ?? null;
      return {
        ...found.setting,
        ...{ scale, unit, games: games.length, scores: found.units, statistic: name as Statistic },
        ...{ value: statistic(scores), interval },
      };
    }),
  );
}

const columns = csvColumns<AggregateScore>({
  ...conditionColumns,
  scale: (row) => row.scale,
  unit: (row) => row.unit,
  games: (row) => row.games,
  scores: (row) => row.scores,
  statistic: (row) => row.statistic,
  value: (row) => row.value,
  interval_low: (row) => row.interval?.[0],
  interval_high: (row) => row.interval?.[1],
});

/** One line each, unrounded; an unknown value is empty. */
export const aggregatesCsv = (scores: readonly AggregateScore[]): string => csv(columns, scores);

/** @param scores at least one */
export async function aggregatesFigure(scores: readonly AggregateScore[]): Promise<Figure> {
  const { scale, games } = scores[0]!;
  const shown = [...new Set(scores.map(({ statistic }) => statistic))];
  const all = shown.map(
    (statistic): IntervalColumn => ({
      x: `${statistic} (${scale})`,
      points: scores
        .filter((each) => each.statistic === statistic)
        .map((each) => ({
          ...{ row: nameCondition(each, scores), series: each.agent, value: each.value },
          ...endsOf(each.value, each.interval),
        })),
    }),
  );
  return {
    name: 'aggregates',
    title: 'Aggregate scores',
    caption:
      'As in rliable (Agarwal et al. 2021). Lines are 95 % stratified bootstrap intervals: scores are resampled within each game, so that they cover no other choice of games. The interquartile mean is over the middle half of all scores, the median over the means of the games. The optimality gap is how far scores fall short of 1: less is better.',
    svg: await intervals(all, {
      title: `Scores over ${games === 1 ? 'one game' : `${games} games`}, 95 % stratified bootstrap intervals`,
      series: agentNames(scores),
    }),
    csv: aggregatesCsv(scores),
  };
}
