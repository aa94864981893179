/** Starts engines, each in a thread of its own. */
import { proxy, type Remote, wrap } from 'comlink';
import type { EngineHost } from './agent-decider.js';
import type { Engine } from './engine.js';

export type RemoteEngine = Remote<Engine>;

/** Resolves when the engine has loaded and takes calls. @throws Error where it cannot be loaded */
export async function startEngine(host: EngineHost): Promise<RemoteEngine> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  // Messages that come before the worker has loaded its modules would be lost.
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true });
    worker.addEventListener('error', ({ message }) => reject(new Error(`the engine did not start: ${message}`)), {
      once: true,
    });
  });
  const engine = wrap<Engine>(worker);
  await engine.connect(proxy(host));
  return engine;
}
