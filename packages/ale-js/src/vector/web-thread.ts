/** Workers of the web. */
import type { Spawn } from './thread.js';

export const spawnWebWorker: Spawn = () => {
  const worker = new Worker(new URL('../../dist/vector/web-worker.js', import.meta.url), { type: 'module' });
  return {
    start: (setup) => worker.postMessage(setup),
    onMessage: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onFailure: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(message || 'its script could not be loaded')),
    isAlive: () => true,
    hold() {},
    terminate: async () => worker.terminate(),
  };
};
