/** Workers of Node. */
import { Worker } from 'node:worker_threads';
import type { Spawn } from './thread.js';

export const spawnNodeWorker: Spawn = () => {
  // The flags of this process (loaders, --input-type) are not for a plain module.
  const worker = new Worker(new URL('../../dist/vector/node-worker.js', import.meta.url), { execArgv: [] });
  return {
    start: (setup) => worker.postMessage(setup),
    onMessage: (listener) => worker.on('message', listener),
    onFailure(listener) {
      worker.on('error', ({ message }) => listener(message));
      worker.on('exit', () => listener('it ended'));
    },
    hold: (wanted) => (wanted ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate();
    },
  };
};
