/** A worker in a thread of its own. onnxruntime computes on the thread that calls it, so only threads use several cores. */

import { UsageError } from '../common/errors.js';
import { startThread } from '../compute/threads/thread.js';
import type { Answer, Order } from './protocol.js';
import { graceMs, type JobWorker } from './worker.js';

/** @param file of the thread, compiled: it calls `serveJobs` @param data plain data from which it makes its worker */
export function threadWorker<Job, Result, Progress>(file: URL, data: unknown): JobWorker<Job, Result, Progress> {
  const { worker, end } = startThread({ file, data });
  let listener: ((answer: Answer) => void) | undefined;
  let lost: Answer | undefined;
  const lose = (message: string) => {
    lost ??= { kind: 'failed', message: `a thread failed: ${message}`, usage: false };
    listener?.(lost);
  };
  worker.on('message', (answer: Answer) => listener?.(answer));
  worker.on('error', ({ message }) => lose(message));
  worker.on('exit', (code) => lose(`it ended with exit code ${code}`));

  return {
    do: (job, { signal, onProgress } = {}) =>
      new Promise((resolve, reject) => {
        let patience: NodeJS.Timeout | undefined;
        const stop = () => {
          worker.postMessage('stop' satisfies Order);
          // A kernel may take longer than the thread's own patience.
          patience = setTimeout(() => settle({ kind: 'done' }), graceMs);
        };
        const settle = (answer: Answer) => {
          if (answer.kind === 'news') return onProgress?.(answer.news as Progress);
          listener = undefined;
          clearTimeout(patience);
          signal?.removeEventListener('abort', stop);
          if (answer.kind === 'done') resolve(answer.result as Result | undefined);
          else reject(answer.usage ? new UsageError(answer.message) : new Error(answer.message));
        };
        if (lost) return settle(lost);
        listener = settle;
        worker.postMessage({ job } satisfies Order);
        if (signal?.aborted) stop();
        else signal?.addEventListener('abort', stop);
      }),
    dispose: end,
  };
}
