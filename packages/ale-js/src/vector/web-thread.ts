/** Worker threads of browsers. */
import type { Spawn } from './thread.js';

/** Starts a web worker. */
export const spawnWebWorker: Spawn = () => {
  const worker = new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
  return {
    start: (setup) => worker.postMessage(setup),
    onResponse: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onFailure: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(message || 'its script could not be loaded')),
    isAlive: () => true,
    keepProcessAlive() {},
    terminate: async () => worker.terminate(),
  };
};
