/** A job that a queue delivered to this worker: runs it, and tells the server how it ended. */
import type { SweepJob } from '../plan/jobs.js';
import { attemptJob } from '../run/attempt.js';
import type { JobEnd } from '../run/execute.js';
import type { SweepStore } from '../store/store.js';
import { jobDataSchema, queuedName } from './queues.js';
import type { QueueJob, QueueWorker, Served } from './served.js';
import { unlessStopped } from './unless-stopped.js';

/** A job, and the token by which this worker holds its lock. */
export interface Delivery {
  readonly job: QueueJob;
  readonly token: string;
  readonly worker: QueueWorker;
}

export interface DeliverOptions {
  /** Path of the command line's entry. */
  readonly program: string;
  readonly signal: AbortSignal;
  readonly store: SweepStore;
  readonly onStart?: (job: SweepJob) => void;
  readonly onEnd?: (job: SweepJob, end: JobEnd, attempt: number) => void;
  /** Runs a job; for benches. */
  readonly attempt?: typeof attemptJob;
}

/** Until a job is tried again whose folder another process writes to. */
const busyMs = 5000;

/**
 * Runs the job, and adds those that can start after it.
 * @throws what the server reports: then the job is delivered again, and found done if it is
 */
export async function deliver(sweep: Served, { job: queued, token }: Delivery, options: DeliverOptions): Promise<void> {
  const job = plannedJob(sweep, queued);
  if (!job) {
    await queued.moveToFailed(new Error('not a job of the plan of this sweep'), token, false);
    return;
  }
  options.onStart?.(job);
  const attempt = queued.attemptsMade + 1;
  const isLast = attempt >= sweep.submission.attempts;
  const { program, signal, store, attempt: run = attemptJob } = options;
  const end = await run(job, { plan: sweep.plan(), folder: sweep.folder, program, signal, store }, { attempt, isLast });
  options.onEnd?.(job, end, attempt);
  await unlessStopped(report(end, queued, token), signal, mostWaitMs);
  if (end.state === 'done' && !signal.aborted) await sweep.queues.add(sweep.ready().after(job));
}

/** A worker that stops does not wait for a server that is gone: the job is delivered again when its lock has expired. */
const mostWaitMs = 5000;

/** The job of the plan that data from a queue names; undefined for anything else. */
function plannedJob(sweep: Served, queued: QueueJob): SweepJob | undefined {
  const { data } = jobDataSchema.safeParse(queued.data);
  if (data?.sweep !== sweep.submission.id || queued.id !== queuedName(data.job)) return undefined;
  const known = sweep.ready().job(data.job);
  if (known) return known;
  sweep.refresh(); // it may have grown since
  return sweep.ready().job(data.job);
}

async function report(end: JobEnd, job: QueueJob, token: string): Promise<void> {
  switch (end.state) {
    case 'done':
      await job.moveToCompleted('done', token, false);
      return;
    case 'failed':
      await job.moveToFailed(new Error(`${end.reason}: ${end.lastLines.at(-1) ?? 'no output'}`), token, false);
      return;
    case 'busy':
      await job.moveToDelayed(Date.now() + busyMs, token);
      return;
    case 'stopped':
      await job.moveToDelayed(Date.now(), token);
  }
}
