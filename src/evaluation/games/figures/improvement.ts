/** How often a defended agent scores more than the plain one. */
import { intervals } from '../../../report/intervals.js';
import { csv, csvColumns } from '../../../report/table.js';
import { plainAgent } from '../../settings.js';
import type { Aggregate } from '../report/aggregate.js';
import { agentNames, conditionColumns, endsOf, type Figure, nameCondition } from './figure.js';

const columns = csvColumns<Aggregate>({
  ...conditionColumns,
  unit: (row) => row.unit,
  games: (row) => row.games,
  scores: (row) => row.scores,
  probability: (row) => row.improvement!.probability,
  interval_low: (row) => row.improvement!.interval?.[0],
  interval_high: (row) => row.improvement!.interval?.[1],
});

/** One line each, unrounded; an unknown value is empty. */
export const improvementCsv = (aggregates: readonly Aggregate[]): string => csv(columns, aggregates);

/** @param aggregates at least one, all with an improvement */
export async function improvementFigure(aggregates: readonly Aggregate[]): Promise<Figure> {
  const points = aggregates.map(({ improvement, ...setting }) => ({
    ...{ row: nameCondition(setting, aggregates), series: setting.agent, value: improvement!.probability },
    ...endsOf(improvement!.probability, improvement!.interval),
  }));
  return {
    name: 'improvement',
    title: 'Probability of improvement',
    caption:
      'The probability that the defended agent scores more than the plain one of the same run and start; a tie counts half, ½ means that neither is better. Mean over the games. It says how often, not by how much. Lines are 95 % stratified bootstrap intervals, widened where all pairs of a game come out alike.',
    svg: await intervals([{ x: 'P(defended > plain)', reference: 0.5, range: [0, 1], points }], {
      title: 'How often the defended agent scores more than the plain one, 95 % intervals',
      series: [plainAgent, ...agentNames(aggregates)],
    }),
    csv: improvementCsv(aggregates),
  };
}
