/** Work shared out among pool: threads, or this process. Which worker does a job, and when, decides nothing about its result. */
import { setMaxListeners } from 'node:events';

export interface JobWorker<Job, Result, Progress = unknown> {
  /** Does one job at a time; undefined when it was told to stop before the end. */
  do(job: Job, options?: DoOptions<Progress>): Promise<Result | undefined>;
  dispose(): Promise<void>;
}

interface DoOptions<Progress> {
  /** Aborting it ends the job as soon as may be. */
  readonly signal?: AbortSignal | undefined;
  /** Told how the job goes, now and then. */
  readonly onProgress?: ((news: Progress) => void) | undefined;
}

/** A job that does not end within that time after it was told to stop is given up. */
export const graceMs = 3000;

/**
 * Does work that may take minutes: `signal` lets it end if it does so soon, else the work is given up between two steps.
 * @param work throws the reason of the signal that it is given once that is aborted → undefined then
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
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((news: Progress, job: Job) => void) | undefined;
  /** Told of each result as it comes, in whatever order. */
  readonly onResult: (result: Result, job: Job) => void;
}

/**
 * Every worker takes the next job when it has ended one. When one fails, the others are told to stop, and its error is thrown.
 * → whether all jobs were done
 */
export async function runJobs<Job, Result, Progress>(
  jobs: Iterable<Job>,
  pool: readonly JobWorker<Job, Result, Progress>[],
  { signal, onProgress, onResult }: RunJobsOptions<Job, Result, Progress>,
): Promise<boolean> {
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  setMaxListeners(0, stop); // every worker listens
  const queue = jobs[Symbol.iterator]();
  let stopped = false;

  async function workOff(worker: JobWorker<Job, Result, Progress>): Promise<void> {
    while (true) {
      if (stop.aborted) stopped = true;
      if (stopped) return;
      const next = queue.next();
      if (next.done) return;
      const job = next.value;
      const result = await worker.do(job, { signal: stop, onProgress: (news) => onProgress?.(news, job) });
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
