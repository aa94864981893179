/** What a thread that does jobs does: one job after the other, until it is told to end. */

import { UsageError } from '../common/errors.js';
import { openThread } from '../compute/threads/thread.js';
import type { Answer, Order } from './protocol.js';
import type { JobWorker } from './worker.js';

/** Progress more often than that would keep the other side busy. */
const progressPeriodMs = 200;

/** @param create makes the worker of what the thread was started with; its failure is told to whoever gives the first job */
export function serveJobs<Data>(create: (data: Data) => Promise<JobWorker<unknown, unknown>>): void {
  const { port, data } = openThread<Data>();
  const worker = create(data);
  const answer = (message: Answer) => port.postMessage(message);
  let controller = new AbortController();

  async function perform(job: unknown): Promise<void> {
    let told = 0;
    try {
      const result = await (await worker).do(job, {
        signal: controller.signal,
        onProgress(news) {
          const now = performance.now();
          if (now - told < progressPeriodMs) return;
          told = now;
          answer({ kind: 'news', news });
        },
      });
      answer({ kind: 'done', ...(result === undefined ? {} : { result }) });
    } catch (error) {
      answer({ kind: 'failed', message: (error as Error).message, usage: error instanceof UsageError });
    }
  }

  worker.catch(() => {});
  port.on('message', (order: Order) => {
    if (order === 'stop') return controller.abort();
    controller = new AbortController();
    void perform(order.job);
  });
}
