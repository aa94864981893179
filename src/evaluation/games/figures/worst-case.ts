/** Returns under the worst of the attacks for each episode. */
import { groupBy } from '../../../common/group-by.js';
import { type PanelPoint, panels } from '../../../report/panels.js';
import { csv, csvColumns } from '../../../report/table.js';
import type { Row } from '../report/summary.js';
import type { WorstCase } from '../report/worst-case.js';
import { agentNames, endsOf, type Figure } from './figure.js';

const columns = csvColumns<WorstCase>({
  game: (row) => row.game,
  run: (row) => row.run,
  lambda: (row) => row.lambda,
  agent: (row) => row.agent,
  attacks: (row) => row.attacks.join(' '),
  mean: (row) => row.mean,
  interval_low: (row) => row.interval?.[0],
  interval_high: (row) => row.interval?.[1],
  lead_kept_percent: (row) => row.leadKeptPercent,
  lead_kept_low: (row) => row.leadKeptInterval?.[0],
  lead_kept_high: (row) => row.leadKeptInterval?.[1],
  difference: (row) => row.comparison?.difference,
  difference_low: (row) => row.comparison?.differenceInterval?.[0],
  difference_high: (row) => row.comparison?.differenceInterval?.[1],
  p: (row) => row.comparison?.p,
  p_holm: (row) => row.comparison?.pHolm,
});

/** One line each, unrounded; an unknown value is empty. */
export const worstCasesCsv = (cases: readonly WorstCase[]): string => csv(columns, cases);

/** @param cases of one game, at least one @param rows of the same game, for the returns without an attack */
export async function worstCaseFigure(cases: readonly WorstCase[], rows: readonly Row[]): Promise<Figure> {
  const series = agentNames(cases);
  const point = (each: Pick<WorstCase, 'agent' | 'lambda' | 'mean' | 'interval'>): PanelPoint => ({
    ...{ x: String(each.lambda), y: each.mean, series: each.agent },
    ...endsOf(each.mean, each.interval),
  });
  const clean = rows.filter(({ attack, agent }) => attack === null && series.includes(agent));
  const runs = groupBy(cases, ({ run }) => run);
  const all = [...runs].map(([run, ofRun]) => ({
    title: runs.size > 1 ? run : '',
    lines: [...clean.filter((row) => row.run === run), ...ofRun].map(point),
    compared: series,
  }));
  const lambdas = [...clean, ...cases].map(({ lambda }) => lambda);
  return {
    name: 'worst-case',
    title: 'Mean return under the worst of the attacks',
    caption:
      'For each start the adversary picks the attack with the lowest return; λ 0 is without an attack. The lowest of several random returns lies below the mean under any one attack. Bands are 95 % percentile bootstrap intervals over the starts, as in the figure of returns.',
    svg: await panels(all, {
      title: `${cases[0]!.game}: mean return under the worst attack of each start; bands: 95 % intervals of each mean`,
      ...{ x: 'λ (gray levels)', y: 'return (points)', series },
      order: [...new Set(lambdas)].sort((a, b) => a - b).map(String),
    }),
    csv: worstCasesCsv(cases),
  };
}
