/** Distributes jobs over a pool of workers: threads, or this process. The results do not depend on which worker does a job. */
import { setMaxListeners } from 'node:events';
import type { CallOptions } from '../compute/threads/protocol.js';
import { graceMs } from '../compute/threads/worker-thread.js';

export interface JobWorker<Job, Result, Progress = unknown> {
  /** Does one job at a time. @returns its result; undefined when the job was aborted before its end */
  do(job: Job, options?: CallOptions<Progress>): Promise<Result | undefined>;
  dispose(): Promise<void>;
}

/**
 * Runs work that may take minutes. After `signal` is aborted, the work has `graceMs` to complete before it is aborted too.
 * @param work throws the reason of the signal that it receives once that signal is aborted
 * @returns the result of the work; undefined when it was aborted
 */
export async function abandonLate<T>(
  signal: AbortSignal | undefined,
  work: (giveUp: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    timer = setTimeout(() => controller.abort(), graceMs);
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error === controller.signal.reason) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

export interface RunJobsOptions<Job, Result, Progress> {
  /** Aborting it stops all workers. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress, job: Job) => void) | undefined;
  /** Receives parts of a result that is not finished: every part of a job, in order. */
  readonly onPart?: ((part: object, job: Job) => void) | undefined;
  /** Called with each result as it arrives, in any order. */
  readonly onResult: (result: Result, job: Job) => void;
}

/**
 * Does the jobs: a worker takes the next job when it has finished one.
 * @returns whether all jobs were done
 * @throws the first error of a worker, after the other workers have stopped
 */
export async function runJobs<Job, Result, Progress>(
  jobs: Iterable<Job>,
  pool: readonly JobWorker<Job, Result, Progress>[],
  { signal, onProgress, onPart, onResult }: RunJobsOptions<Job, Result, Progress>,
): Promise<boolean> {
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  setMaxListeners(0, stop); // each worker adds a listener
  const queue = jobs[Symbol.iterator]();
  let stopped = false;

  async function workOff(worker: JobWorker<Job, Result, Progress>): Promise<void> {
    while (true) {
      if (stop.aborted) stopped = true;
      if (stopped) return;
      const next = queue.next();
      if (next.done) return;
      const job = next.value;
      const result = await worker.do(job, {
        signal: stop,
        onProgress: (progress) => onProgress?.(progress, job),
        onPart: (part) => onPart?.(part, job),
      });
      if (result === undefined) stopped = true;
      else onResult(result, job);
    }
  }

  const outcomes = await Promise.allSettled(
    pool.map((worker) =>
      workOff(worker).catch((error: unknown) => {
        failure.abort();
        throw error;
      }),
    ),
  );
  const failed = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failed) throw failed.reason;
  return !stopped;
}
