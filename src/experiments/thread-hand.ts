/** A hand in a thread of its own. onnxruntime computes on the thread that calls it, so only threads use several cores. */
import { startThread } from '../compute/thread.js';
import { UsageError } from '../errors.js';
import { type Hand, patienceMs } from './hands.js';
import type { Trade } from './thread-entry.js';

/** What goes to a thread; its setup went before, as `workerData`. */
export type Order = { readonly job: unknown } | 'stop';

/** What comes back. `result` is absent when the job was stopped. */
export type Answer =
  | { readonly kind: 'news'; readonly news: unknown }
  | { readonly kind: 'done'; readonly result?: unknown }
  | { readonly kind: 'failed'; readonly message: string; readonly usage: boolean };

/**
 * @param trade what the hand can do
 * @param setup plain data from which the thread makes its hand
 */
export const threadHand = <Job, Result, News>(trade: Trade, setup: unknown): Hand<Job, Result, News> =>
  handIn(new URL('../../dist/experiments/thread-entry.js', import.meta.url), { trade, setup });

/** @param file of the thread, compiled: it calls `serveJobs` @param data plain data from which it makes its hand */
export function handIn<Job, Result, News>(file: URL, data: unknown): Hand<Job, Result, News> {
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
    do: (job, { signal, onNews } = {}) =>
      new Promise((resolve, reject) => {
        let patience: NodeJS.Timeout | undefined;
        const stop = () => {
          worker.postMessage('stop' satisfies Order);
          // A kernel may take longer than the thread's own patience.
          patience = setTimeout(() => settle({ kind: 'done' }), patienceMs);
        };
        const settle = (answer: Answer) => {
          if (answer.kind === 'news') return onNews?.(answer.news as News);
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
