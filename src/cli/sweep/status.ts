/** `sweep status`: how far a sweep is, as text. */
import { fixed, plural } from '../../common/format.js';
import { type Column, textTable } from '../../report/table.js';
import type { QueueCounts } from '../../sweep/queue/queues.js';
import type { KindStatus, SweepStatus } from '../../sweep/status.js';
import { duration } from '../terminal/duration.js';

const columns: readonly Column<KindStatus>[] = [
  { title: 'kind', align: 'left', cell: ({ kind }) => kind },
  { title: 'jobs', cell: ({ jobs }) => String(jobs) },
  { title: 'done', cell: ({ done }) => String(done) },
  { title: 'running', cell: ({ running }) => String(running) },
  {
    title: 'waiting',
    cell: ({ jobs, done, failed, running, blocked }) => String(jobs - done - failed - running - blocked),
  },
  { title: 'for others', cell: ({ blocked }) => String(blocked) },
  { title: 'failed', cell: ({ failed }) => String(failed) },
  { title: 'time each', cell: ({ secondsEach }) => (secondsEach === null ? '–' : duration(secondsEach)) },
];

/** @param queue what the queues hold, where a server was asked */
export function statusText(status: SweepStatus, folder: string, queue?: QueueCounts): string {
  const { kinds, failures, coreSeconds, secondsLeft, processors, complete } = status;
  const running = kinds.reduce((sum, kind) => sum + kind.running, 0);
  const left =
    complete || secondsLeft === null
      ? []
      : [
          running > 1
            ? `left      ${duration(secondsLeft / running)} with ${running} jobs at a time, as now`
            : `left      ${duration(secondsLeft)}, one job after the other`,
        ];
  return [
    textTable(columns, kinds),
    `so far    ${fixed(coreSeconds / 3600, 2)} core hours${processors.length > 0 ? ` on ${processors.join(', ')}` : ''}`,
    ...left,
    ...(queue ? [`queue     ${plural(queue.active, 'job')} with workers, ${queue.waiting} waiting`] : []),
    ...failures.flatMap(({ name, id, attempts, reason, lastLines, host }) => [
      `failed    ${name} on ${host}, ${plural(attempts, 'attempt')}: ${reason}; ${folder}/logs/${id}.log ends:`,
      ...lastLines.slice(-3).map((line) => `          ${line}`),
    ]),
    ...(failures.length > 0 ? [`run them again with: sap-atari sweep retry ${folder}`] : []),
  ].join('\n');
}
