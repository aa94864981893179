/** Runs a sweep on this machine, without a server: as many jobs at a time as its cores and memory hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import { endedJobs } from '../folder.js';
import { readyJobs, type SweepJob } from '../plan/jobs.js';
import { forgetFailure } from '../record.js';
import { attemptJob } from './attempt.js';
import { createCapacity } from './capacity.js';
import type { ExecuteOptions, JobEnd } from './execute.js';

export interface EmbeddedOptions extends ExecuteOptions {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Attempts at each job. */
  readonly attempts: number;
  readonly onStart?: (job: SweepJob) => void;
  readonly onEnd?: (job: SweepJob, end: JobEnd, attempt: number) => void;
}

/** Seconds before another attempt, doubled each time. */
const firstDelaySeconds = 1;
/** Until a folder is looked at again that another process writes to. */
const busySeconds = 5;

/**
 * Runs all jobs that are not done. Jobs that failed before are tried again; one that fails does not stop the others.
 * @returns the jobs that are not done, because they failed, need one that did, or were stopped
 */
export async function runEmbedded(options: EmbeddedOptions): Promise<SweepJob[]> {
  const { plan, folder, signal, cores, memoryBytes } = options;
  const { jobs } = plan;
  for (const id of endedJobs(folder).failed) forgetFailure(folder, id);
  const capacity = createCapacity({ cores, memoryBytes, gpu: false });
  const running = new Map<string, Promise<void>>();
  for (;;) {
    const ended = endedJobs(folder);
    const ready = readyJobs(jobs, ended).filter(({ id }) => !running.has(id));
    for (const job of signal.aborted ? [] : ready) {
      if (!capacity.take(job)) continue;
      options.onStart?.(job);
      const run = runToEnd(job, options).finally(() => {
        capacity.release(job);
        running.delete(job.id);
      });
      running.set(job.id, run);
    }
    if (running.size === 0) return jobs.filter(({ id }) => !endedJobs(folder).done.has(id));
    await Promise.race(running.values());
  }
}

async function runToEnd(job: SweepJob, options: EmbeddedOptions): Promise<void> {
  for (let attempt = 1; !options.signal.aborted; ) {
    const isLast = attempt >= options.attempts;
    const end = await attemptJob(job, options, { attempt, isLast });
    options.onEnd?.(job, end, attempt);
    if (end.state === 'busy') {
      await pause(busySeconds, options.signal);
      continue;
    }
    if (end.state !== 'failed' || isLast) return;
    await pause(firstDelaySeconds * 2 ** (attempt - 1), options.signal);
    attempt++;
  }
}

const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(1000 * seconds, undefined, { signal }).catch(() => {});
