/** Returns against λ. */
import { gamesChart } from '../report/chart.js';
import { reportCsv } from '../report/report-csv.js';
import type { Evaluations } from './evaluations.js';
import type { Figure } from './figure.js';

export const returnsFigure = async (evaluations: Pick<Evaluations, 'rows'>): Promise<Figure> => ({
  name: 'returns',
  title: 'Mean return against λ',
  caption:
    'Bands are 95 % percentile bootstrap intervals of each mean over its episodes: they cover the chance in starts and random actions, not in training. Agents share their starts, so that overlapping bands say little about their difference: see the figure of differences.',
  svg: await gamesChart(evaluations),
  csv: reportCsv(evaluations),
});
