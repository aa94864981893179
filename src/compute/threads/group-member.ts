/** A thread of a group: makes its part, then does as it is told, one order after the other. */

import { openThread } from './thread.js';
import type { Answer, Order } from './worker-group.js';

/** Every method of a part can be called by an order, and takes what the order brings. The last one is `dispose`. */
type Methods<Part> = Record<keyof Part, (argument: never) => Promise<void>>;

/** @param create makes the part of what `startWorkerGroup` was given for this thread */
export function serveGroup<Setup, Part extends Methods<Part>>(create: (setup: Setup) => Promise<Part>): void {
  const { port } = openThread();
  let part: Part | undefined;

  async function carryOut({ method, argument }: Order): Promise<void> {
    if (method === 'create') part = await create(argument as Setup);
    else if (part) await part[method as keyof Part](argument as never);
  }

  let last: Promise<void> = Promise.resolve();
  port.on('message', (order: Order) => {
    last = last
      .then(() => carryOut(order))
      .then(
        () => port.postMessage({} satisfies Answer),
        ({ message }: Error) => port.postMessage({ failure: message } satisfies Answer),
      );
  });
}
