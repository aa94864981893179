/** The files of a sweep's table: equal evaluations give equal bytes. */
import { type Format, formatText } from '../../files/format.js';
import { csv, csvColumns } from '../../report/table.js';
import type { Collected } from './collected.js';
import { type TableLine, tableLines } from './lines.js';

const tableFormat: Format = { name: 'sweep table', version: 1, remedy: 'collect the sweep anew' };

/** The reports as they are, with the jobs that are missing. */
export const tableJson = ({ plan, evaluations, missing }: Collected): object => ({
  format: formatText(tableFormat),
  sweep: plan.spec.name,
  package: `sap-atari ${plan.version}`,
  engine: `ONNX Runtime ${plan.engine}`,
  complete: missing.length === 0,
  missing: missing.map(({ id, kind, name }) => ({ id, kind, name })),
  evaluations: evaluations.map(({ name, report }) => ({ name, ...report })),
});

const columns = csvColumns<TableLine>({
  evaluation: (line) => line.evaluation,
  kind: (line) => line.kind,
  game: (line) => line.game,
  run: (line) => line.run,
  attack: (line) => line.attacks.join(' '),
  gradient_samples: (line) => line.gradientSamples,
  lambda: (line) => line.lambda,
  agent: (line) => line.agent,
  episodes: (line) => line.row?.episodes,
  mean: (line) => line.mean,
  interval_low: (line) => line.interval?.[0],
  interval_high: (line) => line.interval?.[1],
  human_normalized: (line) => line.row?.humanNormalized,
  flip_rate: (line) => line.row?.flipRate,
  pairs: (line) => line.comparison?.pairs,
  difference: (line) => line.comparison?.difference,
  difference_low: (line) => line.comparison?.differenceInterval?.[0],
  difference_high: (line) => line.comparison?.differenceInterval?.[1],
  p: (line) => line.comparison?.p,
  p_holm: (line) => line.comparison?.pHolm,
});

/** One line each, unrounded; an unknown value is empty. */
export const tableCsv = ({ evaluations }: Pick<Collected, 'evaluations'>): string =>
  csv(columns, tableLines(evaluations));
