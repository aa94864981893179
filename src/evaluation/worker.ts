/** Workers of evaluations: each computes the lines of one kind of job. */
import type { CompileOptions } from '../compute/signature.js';
import { threadWorker } from '../jobs/thread-worker.js';
import type { JobWorker } from '../jobs/worker.js';
import type { Timed } from '../storage/results/timing.js';

/** The kind of jobs that a worker computes: whole episodes, blocks of recorded states, or blocks of images. */
export type JobKind = 'games' | 'states' | 'images';

/** A worker that returns the lines of a job in pieces, each with its time. */
export type LineWorker<Job, Line, Progress = never> = JobWorker<Job, readonly Timed<Line>[], Progress>;

/** The engine and the number of threads. They change the time, and results only by rounding. */
export interface Computing extends CompileOptions {
  readonly workers: number;
}

export interface PoolOptions<Job, Line, Progress> {
  readonly workers: number;
  readonly kind: JobKind;
  /** Plain data from which a thread creates its worker. */
  readonly setup: unknown;
  /** Creates the worker of this thread, used where a single worker suffices. */
  readonly local: () => LineWorker<Job, Line, Progress>;
}

/** Starts as many workers as there are jobs for, at most `workers`. */
export function startPool<Job, Line, Progress>(
  jobs: number,
  { workers, kind, setup, local }: PoolOptions<Job, Line, Progress>,
): readonly LineWorker<Job, Line, Progress>[] {
  const size = Math.min(workers, jobs);
  if (size <= 1) return [local()];
  const file = new URL('./worker-entry.js', import.meta.url);
  return Array.from({ length: size }, () => threadWorker({ file, data: { kind, setup } }));
}
