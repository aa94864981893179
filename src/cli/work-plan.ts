/** `--plan` of evaluations, grids, reports and vision: what they will take here, for people or as JSON. */
import type { Command } from 'commander';
import { bytesText } from '../experiments/memory.js';
import type { PlanRow, WorkPlan } from '../experiments/work-plan.js';
import { type Column, textTable } from '../report/table.js';
import { interruptible } from './interruptible.js';
import { duration } from './progress.js';

export interface PlanFlags {
  readonly plan: boolean;
}

export const addPlanOption = (command: Command): Command =>
  command.option(
    '--plan',
    'print what this will take in time and memory, measured here, and stop: nothing is written',
    false,
  );

/** What a plan is made with. */
export interface Sampling {
  readonly signal: AbortSignal;
  readonly onSample: (done: number, total: number) => void;
}

/** Measures with a progress bar, then prints. */
export async function printWorkPlan(json: boolean, make: (sampling: Sampling) => Promise<WorkPlan>): Promise<void> {
  const isComplete = (made: WorkPlan | undefined) => made !== undefined;
  const plan = await interruptible<WorkPlan | undefined>({ isComplete, quiet: json }, async ({ signal, show }) => {
    const onSample = (done: number, total: number) => show({ name: `${total}`, unit: 'kinds measured' }, done, total);
    try {
      return await make({ signal, onSample });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
  if (plan) console.log(json ? JSON.stringify(plan, null, 2) : workPlanText(plan));
}

const milliseconds = (seconds: number): string =>
  seconds < 0.1 ? (seconds * 1000).toPrecision(3) : Math.round(seconds * 1000).toLocaleString('en-US');

export function workPlanText({ rows, workers, seconds, memoryBytes, assumptions }: WorkPlan): string {
  const several = new Set(rows.map((row) => row.of)).size > 1;
  const columns: readonly Column<PlanRow>[] = [
    ...(several ? [{ title: 'of', align: 'left', cell: (row: PlanRow) => row.of } as const] : []),
    { title: 'agent', align: 'left', cell: ({ agent }) => agent },
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? '–' },
    { title: 'samples', cell: ({ gradientDraws }) => String(gradientDraws ?? '–') },
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'left', cell: ({ units, unit }) => `${Math.round(units).toLocaleString('en-US')} ${unit}` },
    { title: 'ms each', cell: ({ secondsEach }) => milliseconds(secondsEach) },
    { title: 'time', cell: ({ units, secondsEach }) => duration(units * secondsEach) },
  ];
  const parts = [
    `${duration(seconds.work)} on ${workers} worker${workers === 1 ? '' : 's'}`,
    `${duration(seconds.start)} compiling`,
    ...(seconds.recording > 0 ? [`${duration(seconds.recording)} recording states`] : []),
  ];
  return [
    rows.length > 0 ? textTable(columns, rows) : 'nothing is left to do',
    `time    ${duration(seconds.total)}: ${parts.join(', ')}`,
    `memory  ${bytesText(memoryBytes.total)}; ${bytesText(memoryBytes.free)} are free`,
    ...assumptions.map((line) => `assumed: ${line}`),
    ...(memoryBytes.total > memoryBytes.free ? ['warning: more memory than is free: this would be refused'] : []),
  ].join('\n');
}
