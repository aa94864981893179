/** Commands that talk to the server of the queues. */
import { type Command, Option } from 'commander';
import { UsageError } from '../../common/errors.js';
import { endedJobs } from '../../sweep/folder.js';
import { readPlan } from '../../sweep/plan/plan-file.js';
import { openQueues, type QueueCounts, type SweepQueues } from '../../sweep/queue/queues.js';
import { connectQueue, shownServer } from '../../sweep/queue/server.js';
import { readSubmission, type Submission, submit } from '../../sweep/queue/submission.js';
import { createReadyJobs } from '../../sweep/ready.js';
import { forgetFailure } from '../../sweep/record.js';
import type { SweepStore } from '../../sweep/store/store.js';
import type { Planned } from './plan.js';

export interface QueueFlags {
  readonly queue?: string;
}

/** A password belongs into the variable: other users of a machine can read command lines. */
export const withQueueOption = (command: Command): Command =>
  command.addOption(
    new Option(
      '--queue <server>',
      'server of the queues: redis://, rediss:// (TLS) or postgres://, with user and password where it asks for them',
    ).env('SAP_ATARI_QUEUE'),
  );

/** @throws UsageError for none, or one that is no address */
export function expectQueue({ queue }: QueueFlags): string {
  if (queue !== undefined) {
    shownServer(queue);
    return queue;
  }
  throw new UsageError('expected --queue redis://HOST:PORT, or the variable SAP_ATARI_QUEUE, got none');
}

const warn = (line: string) => console.error(`warning: ${line}`);

async function withQueues<T>(
  url: string,
  submission: Submission,
  work: (queues: SweepQueues) => Promise<T>,
): Promise<T> {
  const server = await connectQueue(url, warn);
  const queues = openQueues(server, submission);
  try {
    return await work(queues);
  } finally {
    await queues.close();
    await server.close();
  }
}

/** Adds the jobs that can start. @returns how many */
export async function submitSweep(
  { plan, folder }: Planned,
  url: string,
  attempts: number,
  store: SweepStore,
): Promise<number> {
  const submission = submit(folder, attempts);
  await store.publishPlan(folder);
  const jobs = createReadyJobs(folder, plan.jobs).all();
  await withQueues(url, submission, (queues) => queues.add(jobs));
  return jobs.length;
}

/** Lets the jobs that failed be run again. @returns how many */
export async function retrySweep(folder: string, url: string | undefined, store: SweepStore): Promise<number> {
  const { jobs } = readPlan(folder);
  const { failed } = endedJobs(folder);
  const again = jobs.filter(({ id }) => failed.has(id));
  await store.deleting(folder, () => {
    for (const id of failed) forgetFailure(folder, id);
  });
  const submission = readSubmission(folder);
  if (url !== undefined && submission && again.length > 0) {
    await withQueues(url, submission, async (queues) => {
      await queues.remove(again);
      await queues.add(again);
    });
  }
  return again.length;
}

/** What the queues of a sweep hold. */
export async function countQueues(folder: string, url: string): Promise<QueueCounts | undefined> {
  const submission = readSubmission(folder);
  return submission && withQueues(url, submission, (queues) => queues.count(readPlan(folder).jobs));
}
