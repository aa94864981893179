/** Entry of a thread that does jobs: makes a hand of its trade, then does as it is told, until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../errors.js';
import { playerFor } from './evaluate-player.js';
import type { Hand } from './hands.js';
import { proberFor } from './state-prober.js';
import type { Answer, Order } from './thread-hand.js';
import { imageProberFor } from './vision-prober.js';

/** What hands can do, each made from plain data. */
const trades = { games: playerFor, states: proberFor, images: imageProberFor } as const;

export type Trade = keyof typeof trades;

/** News more often than that would keep the other side busy. */
const newsPeriodMs = 200;

const port = parentPort!;
const { trade, setup } = workerData as { trade: Trade; setup: never };
const answer = (message: Answer) => port.postMessage(message);
const hand: Promise<Hand<unknown, unknown>> = trades[trade](setup);
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

// A failure to make the hand is told to whoever gives it the first job.
hand.catch(() => {});
port.on('message', (order: Order) => {
  if (order === 'stop') return controller.abort();
  controller = new AbortController();
  void perform(order.job);
});
