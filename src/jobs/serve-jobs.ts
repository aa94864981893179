/** What a thread that does jobs does: one job after the other, until it is told to end. */

import { UsageError } from '../common/errors.js';
import { openThread } from '../compute/threads/thread.js';
import type { Answer, Order } from './protocol.js';
import type { Hand } from './worker.js';

/** News more often than that would keep the other side busy. */
const newsPeriodMs = 200;

/** @param create makes the hand of what the thread was started with; its failure is told to whoever gives the first job */
export function serveJobs<Data>(create: (data: Data) => Promise<Hand<unknown, unknown>>): void {
  const { port, data } = openThread<Data>();
  const hand = create(data);
  const answer = (message: Answer) => port.postMessage(message);
  let controller = new AbortController();

  async function perform(job: unknown): Promise<void> {
    let told = 0;
    try {
      const result = await (await hand).do(job, {
        signal: controller.signal,
        onNews(news) {
          const now = performance.now();
          if (now - told < newsPeriodMs) return;
          told = now;
          answer({ kind: 'news', news });
        },
      });
      answer({ kind: 'done', ...(result === undefined ? {} : { result }) });
    } catch (error) {
      answer({ kind: 'failed', message: (error as Error).message, usage: error instanceof UsageError });
    }
  }

  hand.catch(() => {});
  port.on('message', (order: Order) => {
    if (order === 'stop') return controller.abort();
    controller = new AbortController();
    void perform(order.job);
  });
}
