/** A job worker in a thread of its own. */
import type { ThreadOptions } from '../compute/threads/thread.js';
import { startWorkerThread } from '../compute/threads/worker-thread.js';
import type { JobWorker } from './worker.js';

/** Starts a thread whose module calls `serve` with a function that creates a JobWorker from `data`. */
export function threadWorker<Job, Result, Progress>(
  options: Pick<ThreadOptions, 'file' | 'data'>,
): JobWorker<Job, Result, Progress> {
  const thread = startWorkerThread({ ...options, name: 'worker thread' });
  return {
    do: (job, callOptions) => thread.call('do', job, callOptions) as Promise<Result | undefined>,
    dispose: () => thread.end(),
  };
}
