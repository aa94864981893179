/** Workers of Node. */
import { Worker } from 'node:worker_threads';
import type { Spawn, Thread } from './thread.js';

// The flags of this process (loaders, --input-type) are not for a plain module.
export const spawnNodeWorker: Spawn = () =>
  overNodeWorker(new Worker(new URL('../../dist/vector/node-worker.js', import.meta.url), { execArgv: [] }));

export function overNodeWorker(worker: Worker): Thread {
  return {
    start: (setup) => worker.postMessage(setup),
    onMessage: (listener) => worker.on('message', listener),
    onFailure(listener) {
      worker.on('error', ({ message }) => listener(message));
      worker.on('exit', () => listener('it ended'));
    },
    isAlive() {
      // A thread that has ended has no event loop: Node then gives times of −1 or 0.
      const { idle, active } = worker.performance.eventLoopUtilization();
      return idle >= 0 && active > 0;
    },
    hold: (wanted) => (wanted ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate();
    },
  };
}
