/** The table of the runs of several seeds: the last return and the best evaluation of each. */
import { basename, join } from 'node:path';
import { type Column, textTable } from '../../../report/table.js';
import { readRows } from '../../../storage/row-file.js';
import { evaluationsName, metricsName } from '../../../storage/runs/names.js';
import type { EvaluationRow, MetricsRow } from '../../../training/agent/agent-run.js';
import { stepsMade } from '../../../training/agent/seeds.js';

const columns: readonly Column<string>[] = [
  { title: 'run', align: 'left', cell: (run) => basename(run) },
  { title: 'steps', cell: (run) => String(stepsMade(run)) },
  {
    title: 'last return',
    cell: (run) => lastOf<MetricsRow>(run, metricsName, (row) => row.return !== null)?.return?.toFixed(2) ?? '–',
  },
  {
    title: 'best evaluation',
    cell(run) {
      const best = lastOf<EvaluationRow>(run, evaluationsName, (row) => row.best);
      return best ? `${best.return.toFixed(2)} at ${best.step}` : '–';
    },
  },
];

export const seedTable = (runs: readonly string[]): string => textTable(columns, runs);

const lastOf = <Row>(run: string, name: string, wanted: (row: Row) => boolean): Row | undefined =>
  readRows<Row>(join(run, name)).findLast(wanted);
