/** Runs a sweep on this machine, without a server: as many jobs at a time as its cores and memory hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import { endedJobs } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { createReadyJobs } from '../ready.js';
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
 * @throws Error where an end cannot be recorded, such as on a full disk, after the other jobs have stopped with checkpoints
 * @returns the jobs that are not done, because they failed, need one that did, or were stopped
 */
export async function runEmbedded(given: EmbeddedOptions): Promise<SweepJob[]> {
  const { plan, folder, cores, memoryBytes } = given;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  if (given.signal.aborted) stop();
  given.signal.addEventListener('abort', stop, { once: true });
  const { signal } = stopping;
  const options = { ...given, signal };
  let fault: { readonly error: unknown } | undefined;
  for (const id of endedJobs(folder).failed) forgetFailure(folder, id);
  const ready = createReadyJobs(folder, plan.jobs);
  const capacity = createCapacity({ cores, memoryBytes, gpu: true });
  const waiting = ready.all();
  /** Two jobs that end at the same time may both be the last that another needs. */
  const known = new Set(waiting);
  const enqueue = (jobs: readonly SweepJob[]) => {
    for (const job of jobs) {
      if (!known.has(job)) waiting.push(job);
      known.add(job);
    }
  };
  const running = new Set<Promise<void>>();
  for (;;) {
    for (let next = 0; next < waiting.length && !signal.aborted; ) {
      const job = waiting[next]!;
      if (!capacity.take(job)) {
        next++; // a smaller one may fit
        continue;
      }
      waiting.splice(next, 1);
      options.onStart?.(job);
      const run = runToEnd(job, options)
        .catch((error: unknown) => {
          fault ??= { error };
          stop();
        })
        .finally(() => {
          capacity.release(job);
          running.delete(run);
          if (ready.isDone(job.id)) enqueue(ready.after(job));
        });
      running.add(run);
    }
    if (running.size === 0) {
      given.signal.removeEventListener('abort', stop);
      if (fault) throw fault.error;
      return plan.jobs.filter(({ id }) => !ready.isDone(id));
    }
    await Promise.race(running);
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
