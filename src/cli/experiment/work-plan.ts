/** `--plan` of experiments: the time and memory they will take here, as text or as JSON. */
import { availableParallelism, loadavg } from 'node:os';
import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { bytesText } from '../../jobs/memory.js';
import type { PlanRow, WorkPlan } from '../../jobs/work-plan.js';
import { type Column, textTable } from '../../report/table.js';
import { duration } from '../terminal/duration.js';
import { interruptible } from '../terminal/interruptible.js';

/** How a plan is measured. */
export interface Sampling {
  readonly signal: AbortSignal;
  readonly onSample: (done: number, total: number) => void;
}

/** Measures with a progress bar, then prints the plan. */
export async function printWorkPlan(json: boolean, make: (sampling: Sampling) => Promise<WorkPlan>): Promise<void> {
  const isComplete = (made: WorkPlan | undefined) => made !== undefined;
  const stopping = 'stopping: a plan writes nothing';
  const plan = await interruptible<WorkPlan | undefined>(
    { isComplete, quiet: json, stopping },
    async ({ signal, show }) => {
      const onSample = (done: number, total: number) =>
        show({ name: `${total}`, unit: 'kinds of work measured' }, done, total);
      try {
        return await make({ signal, onSample });
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
  if (plan)
    console.log(
      json ? JSON.stringify(plan, null, 2) : `${workPlanText(plan)}${busyText(loadavg()[0]!, availableParallelism())}`,
    );
}

const milliseconds = (seconds: number): string =>
  seconds < 0.1 ? (seconds * 1000).toPrecision(3) : Math.round(seconds * 1000).toLocaleString('en-US');

/** Returns a line where other programs run, else nothing. @param load of the last minute; 0 on Windows, which does not know it */
export const busyText = (load: number, cores: number): string =>
  load > 1.5 * cores
    ? `\nthis machine is busy: a load of ${load.toFixed(1)} on ${plural(cores, 'core')}; when it is idle, all of this takes less`
    : '';

/** Longer tables are summed over attacks and λ; `--json` has every row. */
const mostRows = 60;

export function workPlanText(plan: WorkPlan): string {
  const { rows, workers, seconds, memoryBytes, kinds, assumptions, remedy, budget } = plan;
  const parts = [
    `${duration(seconds.work)} on ${workers} worker${workers === 1 ? '' : 's'}`,
    `${duration(seconds.start)} compiling`,
    ...(seconds.recording > 0 ? [`${duration(seconds.recording)} recording states`] : []),
  ];
  return [
    rows.length === 0 ? 'nothing is left to do' : rows.length > mostRows ? sumTable(rows) : rowTable(rows),
    `time    ${duration(seconds.total)}: ${parts.join(', ')}`,
    ...(seconds.most > seconds.total * 1.01
      ? [`        ${duration(seconds.most)} at most: if every episode lasts to the limit of frames or steps`]
      : []),
    ...(budget ? [budgetText(budget, seconds.total)] : []),
    `memory  ${bytesText(memoryBytes.total)}; ${bytesText(memoryBytes.free)} are free`,
    ...(kinds.measured < kinds.total
      ? [
          `assumed: ${kinds.measured} of ${kinds.total} kinds of work were measured; the time of the others is that of the most similar measured kind, scaled by its number of network evaluations: a rough estimate`,
        ]
      : []),
    ...assumptions.map((line) => `assumed: ${line}`),
    ...(remedy !== undefined && !budget && seconds.total >= longSeconds ? [`this is long: ${remedy}`] : []),
    ...(memoryBytes.total > memoryBytes.free
      ? ['warning: more memory than is free: the command would be refused']
      : []),
  ].join('\n');
}

/** Work of so many seconds has its remedy printed. */
const longSeconds = 2 * 3600;

const budgetText = ({ seconds, rounds }: NonNullable<WorkPlan['budget']>, one: number): string =>
  `budget  ${duration(seconds)}: ${
    rounds === 0
      ? `less than one episode of every setting, which takes ${duration(one)} and is played all the same`
      : `about ${plural(rounds, 'episode')} of every setting; the table is one of each`
  }`;

const left = (units: number, unit: PlanRow['unit']): string => `${Math.round(units).toLocaleString('en-US')} ${unit}`;

function rowTable(rows: readonly PlanRow[]): string {
  const several = new Set(rows.map((row) => row.of)).size > 1;
  const columns: readonly Column<PlanRow>[] = [
    ...(several ? [{ title: 'of', align: 'left', cell: (row: PlanRow) => row.of } as const] : []),
    { title: 'agent', align: 'left', cell: ({ agent }) => agent },
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? '–' },
    { title: 'samples', cell: ({ gradientSamples }) => String(gradientSamples ?? '–') },
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'left', cell: ({ units, unit }) => left(units, unit) },
    { title: 'ms each', cell: ({ secondsEach }) => milliseconds(secondsEach) },
    { title: 'time', cell: ({ units, secondsEach }) => duration(units * secondsEach) },
  ];
  return textTable(columns, rows);
}

/** A row for each agent of each part. */
function sumTable(rows: readonly PlanRow[]): string {
  const groups = [...groupBy(rows, ({ of, agent }) => JSON.stringify([of, agent])).values()];
  const columns: readonly Column<readonly PlanRow[]>[] = [
    { title: 'of', align: 'left', cell: ([row]) => row!.of },
    { title: 'agent', align: 'left', cell: ([row]) => row!.agent },
    { title: 'settings', cell: (group) => String(group.length) },
    {
      title: 'left',
      cell: (group) =>
        left(
          group.reduce((sum, { units }) => sum + units, 0),
          group[0]!.unit,
        ),
    },
    {
      title: 'time',
      cell: (group) => duration(group.reduce((sum, { units, secondsEach }) => sum + units * secondsEach, 0)),
    },
  ];
  return textTable(columns, groups);
}
