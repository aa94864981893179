/** Defended minus plain returns on the same starts. */
import { type IntervalColumn, intervals } from '../../../report/intervals.js';
import { csv, csvColumns } from '../../../report/table.js';
import { plainAgent } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import { agentNames, endsOf, type Figure, nameCondition, settingColumns } from './figure.js';

const columns = csvColumns<Comparison>({
  ...settingColumns,
  pairs: (row) => row.pairs,
  unpaired: (row) => row.unpaired,
  difference: (row) => row.difference,
  difference_low: (row) => row.differenceInterval?.[0],
  difference_high: (row) => row.differenceInterval?.[1],
  p: (row) => row.p,
  p_holm: (row) => row.pHolm,
  detectable_difference: (row) => row.detectableDifference,
  relative_change_percent: (row) => row.relativeChangePercent,
  relative_change_low: (row) => row.relativeChangeInterval?.[0],
  relative_change_high: (row) => row.relativeChangeInterval?.[1],
  baseline: (row) => row.baseline,
  anchored_change_percent: (row) => row.anchoredChangePercent,
  anchored_change_low: (row) => row.anchoredChangeInterval?.[0],
  anchored_change_high: (row) => row.anchoredChangeInterval?.[1],
});

/** One line a comparison, unrounded; an unknown value is empty. */
export const comparisonsCsv = (comparisons: readonly Comparison[]): string => csv(columns, comparisons);

/** @param comparisons of one game, at least one; a column for each run */
export async function differencesFigure(comparisons: readonly Comparison[]): Promise<Figure> {
  const runs = [...new Set(comparisons.map(({ run }) => run))];
  const all = runs.map(
    (run): IntervalColumn => ({
      x: runs.length > 1 ? `${run}: difference (points)` : 'difference of the returns (points)',
      reference: 0,
      points: comparisons
        .filter((each) => each.run === run)
        .map((each) => ({
          ...{ row: nameCondition(each, comparisons), series: each.agent, value: each.difference },
          ...endsOf(each.difference, each.differenceInterval),
        })),
    }),
  );
  const { game } = comparisons[0]!;
  return {
    name: 'differences',
    title: 'Defended minus plain agent on the same starts',
    caption:
      'Lines are 95 % percentile bootstrap intervals of the mean paired difference over the starts: they cover the chance in starts, actions and noise, not in training. They are of one comparison each; p_holm of the table is corrected over all comparisons of the report.',
    svg: await intervals(all, {
      title: `${game}: return of the defended agent minus the plain one’s, paired by start, 95 % intervals`,
      series: [plainAgent, ...agentNames(comparisons)],
      sameAxis: true,
    }),
    csv: comparisonsCsv(comparisons),
  };
}
