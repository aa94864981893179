/** `sweep plan`: what the jobs of a sweep cost on this machine, as text or as JSON. */
import { availableParallelism, loadavg } from 'node:os';
import { basename } from 'node:path';
import { plural, significant } from '../../common/format.js';
import { availableMemory, bytesText } from '../../jobs/memory.js';
import { type Column, textTable } from '../../report/table.js';
import { type KindCost, type SweepCost, sweepCost } from '../../sweep/cost/costs.js';
import { agentKinds, kindsOf } from '../../sweep/cost/kinds.js';
import { type MeasuredCosts, type MeasureOptions, measureKinds } from '../../sweep/cost/measure.js';
import { jobKinds } from '../../sweep/plan/jobs.js';
import { readArguments } from '../commands/evaluate.js';
import { busyText } from '../experiment/work-plan.js';
import { duration } from '../terminal/duration.js';
import { interruptible } from '../terminal/interruptible.js';
import type { Planned } from './plan.js';

export interface CostFlags {
  readonly measure: boolean;
  readonly json?: boolean;
}

/** Measures a job of each kind, unless told not to, and prints the costs. @param startSeconds time to the start of a command */
export async function printCost(
  planned: Planned,
  { measure, json = false }: CostFlags,
  startSeconds: number,
): Promise<void> {
  const { plan, folder } = planned;
  const { jobs } = plan;
  const kinds = kindsOf(jobs, agentKinds(folder, jobs));
  const options = { plan, folder, kinds, startSeconds, choicesOf: readArguments };
  const measured = measure ? await measuredCosts(options, json) : undefined;
  if (measure && !measured) return;
  const machine = { cores: availableParallelism(), memoryBytes: availableMemory() };
  const cost = sweepCost(kinds, jobs, measured?.costs, machine);
  const assumptions = measured?.assumptions ?? [];
  console.log(json ? JSON.stringify({ folder, ...cost, assumptions }, null, 2) : costText(planned, cost, assumptions));
}

/** Returns undefined where it was stopped. */
function measuredCosts(
  options: Omit<MeasureOptions, 'signal' | 'onKind'>,
  quiet: boolean,
): Promise<MeasuredCosts | undefined> {
  return interruptible<MeasuredCosts | undefined>(
    {
      isComplete: (made) => made !== undefined,
      quiet,
      stopping: 'stopping: the jobs are planned, their times are not known',
    },
    async ({ signal, show }) => {
      const onKind: MeasureOptions['onKind'] = (done, total, { kind, of }) =>
        show({ name: 'measuring', unit: 'kinds of jobs measured' }, done, total, { job: `${kind} ${of}` });
      try {
        return await measureKinds({ ...options, signal, onKind });
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

type Range = readonly [least: number, most: number];

/** `1h10m`, or `1h10m to 2h`. */
const range = (values: Range, text: (value: number) => string): string => [...new Set(values.map(text))].join(' to ');
const hours = (value: number): string =>
  value < 0.01 ? '< 0.01' : value < 10 ? significant(value, 2) : Math.round(value).toLocaleString('en-US');
const disk = (bytes: number): string => (bytes < 1e6 ? '< 1 MB' : bytesText(bytes));
const orDash = <T>(value: T | null, text: (value: T) => string): string => (value === null ? '–' : text(value));

const columns: readonly Column<KindCost>[] = [
  { title: 'kind', align: 'left', cell: ({ kind }) => kind },
  { title: 'of', align: 'left', cell: ({ of }) => of },
  { title: 'jobs', cell: ({ jobs }) => String(jobs) },
  { title: 'cores each', cell: ({ cores }) => String(cores) },
  { title: 'time each', cell: ({ seconds }) => orDash(seconds, (each) => range(each, duration)) },
  { title: 'memory each', cell: ({ memoryBytes }) => bytesText(memoryBytes) },
  { title: 'disk each', cell: ({ diskBytes }) => orDash(diskBytes, disk) },
  { title: 'core hours', cell: ({ coreHours }) => orDash(coreHours, (each) => range(each, hours)) },
];

const notMeasured = new Set(['time each', 'disk each', 'core hours']);

export function costText({ folder }: Pick<Planned, 'folder'>, cost: SweepCost, assumptions: readonly string[]): string {
  const { kinds, total, criticalPath, machines, machine } = cost;
  const tree = jobKinds.flatMap((kind) => {
    const count = kinds.reduce((sum, each) => sum + (each.kind === kind ? each.jobs : 0), 0);
    return count > 0 ? [`${count} × ${kind}`] : [];
  });
  const lines = [
    `${basename(folder)}: ${plural(total.jobs, 'job')} in ${folder}: ${tree.join(' → ')}`,
    textTable(machines ? columns : columns.filter(({ title }) => !notMeasured.has(title)), kinds),
  ];
  if (!machines || !criticalPath) return lines.join('\n');
  return (
    [
      ...lines,
      `total          ${range(total.coreHours!, hours)} core hours, ${disk(total.diskBytes!)} of disk`,
      `longest chain  ${range(criticalPath.seconds, duration)}: ${criticalPath.jobs.join(' → ')}`,
      `with machines of ${plural(machine.cores, 'core')} and ${bytesText(machine.memoryBytes)} of free memory, as this one:`,
      ...machines.map((each) => `  ${String(each.machines).padStart(4)}  ${range(each.seconds, duration)}`),
      ...assumptions.slice(0, mostAssumptions).map((line) => `assumed: ${line}`),
      ...(assumptions.length > mostAssumptions
        ? [`and ${assumptions.length - mostAssumptions} more assumptions, which --json lists`]
        : []),
    ].join('\n') + busyText(loadavg()[0]!, availableParallelism())
  );
}

const mostAssumptions = 8;
