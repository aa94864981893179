/** Workers of evaluations: each computes one kind of job in a thread of its own. */
import { threadWorker } from '../jobs/thread-worker.js';
import type { JobWorker } from '../jobs/worker.js';

/** What a worker computes: whole games, recorded states, or images. */
export type JobKind = 'games' | 'states' | 'images';

/** @param setup plain data from which the thread makes what computes its jobs */
export const startJobWorker = <Job, Result, Progress>(
  kind: JobKind,
  setup: unknown,
): JobWorker<Job, Result, Progress> =>
  threadWorker({
    file: new URL('./worker-entry.js', import.meta.url),
    data: { kind, setup },
  });
