/** Entry of a learning thread: makes its part of the learner, then does as it is told, one order after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { createPart, type Part } from './learner-part.js';
import type { Answer, Order } from './learner-threads.js';

const port = parentPort!;
/** Orders that are not done yet, to all threads together. */
const unfinished = workerData as Int32Array;
let part: Part | undefined;

async function obey(order: Order): Promise<void> {
  if (order.method === 'create') part = await createPart(order.setup);
  else if (order.method === 'learn') await part!.learn(order.batch);
  else if (order.method === 'refreshTarget') await part!.refreshTarget();
  else await part?.dispose();
}

let last: Promise<void> = Promise.resolve();
port.on('message', (order: Order) => {
  const answer = (given: Answer) => {
    port.postMessage(given);
    Atomics.sub(unfinished, 0, 1);
    Atomics.notify(unfinished, 0);
    if (order.method === 'dispose') port.close();
  };
  last = last
    .then(() => obey(order))
    .then(
      () => answer({}),
      ({ message }: Error) => answer({ failure: message }),
    );
});
