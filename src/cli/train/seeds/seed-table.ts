/** The table of the runs of several seeds: the last return and the best evaluation of each. */
import { basename, join } from 'node:path';
import { fixed } from '../../../common/format.js';
import { type Column, textTable } from '../../../report/table.js';
import { readRows } from '../../../storage/row-file.js';
import { evaluationsName, metricsName } from '../../../storage/runs/names.js';
import type { EvaluationRow, MetricsRow } from '../../../training/agent/agent-run.js';
import { stepsMade } from '../../../training/agent/seeds.js';

const columns: readonly Column<string>[] = [
  { title: 'run', align: 'left', cell: (run) => basename(run) },
  { title: 'steps', cell: (run) => String(stepsMade(run)) },
  {
    title: 'last 100 episodes',
    cell(run) {
      const last = lastOf<MetricsRow>(run, metricsName, (row) => row.recentReturn !== null);
      return last ? fixed(last.recentReturn!) : '–';
    },
  },
  {
    title: 'best evaluation',
    cell(run) {
      const best = lastOf<EvaluationRow>(run, evaluationsName, (row) => row.best);
      return best ? `${fixed(best.return)} at ${best.step}` : '–';
    },
  },
];

export const seedTable = (runs: readonly string[]): string => textTable(columns, runs);

const lastOf = <Row>(run: string, name: string, wanted: (row: Row) => boolean): Row | undefined =>
  readRows<Row>(join(run, name)).findLast(wanted);
