/** Entry of a learning thread: makes its part of the learner, then does as it is told, until it is ended. */
import { parentPort } from 'node:worker_threads';
import { createPart, type Part, type PartSetup } from './learner-part.js';
import type { Answer, Order } from './learner-threads.js';

const port = parentPort!;
let part: Part;

async function obey(message: PartSetup | Order): Promise<void> {
  if (!('method' in message)) part = await createPart(message);
  else if (message.method === 'learn') await part.learn(message.batch);
  else await part.refreshTarget();
}

port.on('message', (message: PartSetup | Order) => {
  const answer = (answer: Answer) => port.postMessage(answer);
  obey(message).then(
    () => answer({}),
    ({ message: failure }: Error) => answer({ failure }),
  );
});
