/** Worker threads of Node. */
import { Worker } from 'node:worker_threads';
import type { Spawn, Thread } from './thread.js';

/** Starts the worker's module when it is TypeScript that was not compiled (tests). Node starts no thread from a .ts file. */
const sourceThread = import.meta.url.endsWith('.ts')
  ? new URL('../../../../scripts/source-thread.mjs', import.meta.url)
  : undefined;

/** Starts a worker thread, without this process's flags (loaders, --input-type), which a plain module does not need. */
export const spawnNodeWorker: Spawn = () => {
  const entry = new URL('./node-worker.js', import.meta.url);
  return overNodeWorker(new Worker(sourceThread ?? entry, { workerData: { entry: entry.href }, execArgv: [] }));
};

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
