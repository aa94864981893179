/** Worker threads of Node. */
import { Worker } from 'node:worker_threads';
import type { Spawn, Thread } from './thread.js';

/** Starts a worker thread, without this process's flags (loaders, --input-type), which the built module does not need. */
export const spawnNodeWorker: Spawn = () =>
  overNodeWorker(new Worker(new URL('../../dist/vector/node-worker.js', import.meta.url), { execArgv: [] }));

/** Returns the thread of a Node worker. */
export function overNodeWorker(worker: Worker): Thread {
  return {
    start: (setup) => worker.postMessage(setup),
    onResponse: (listener) => worker.on('message', listener),
    onFailure(listener) {
      worker.on('error', ({ message }) => listener(message));
      worker.on('exit', () => listener('it ended'));
    },
    isAlive() {
      // A thread that has ended has no event loop; Node then returns times of −1 or 0.
      const { idle, active } = worker.performance.eventLoopUtilization();
      return idle >= 0 && active > 0;
    },
    keepProcessAlive: (wanted) => (wanted ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate();
    },
  };
}
