/** Updates in the memory of the processor: by the calling thread, or by threads of their own. */
import { breakBarrier } from '../../compute/threads/barrier.js';
import { startWorkerGroup } from '../../compute/threads/worker-group.js';
import { createPart, type Part, type PartSetup } from './learner-part.js';
import type { Updater, UpdaterSetup } from './updater.js';

type Plan = Omit<PartSetup, 'part' | 'parts'>;

/** @param workers threads to start; 0 = the calling thread computes */
export async function hostUpdater(setup: UpdaterSetup, workers: number): Promise<Updater> {
  const { memory, acting, ...rest } = setup;
  const { online, buffer, barrier } = memory;
  const plan: Plan = { ...rest, memory: buffer };
  const part = await (workers === 0 ? createPart({ ...plan, part: 0, parts: 1 }) : startParts(plan, barrier, workers));
  return {
    acting: acting.views,
    learn: (batch) => part.learn(batch),
    follow() {
      if (acting !== online) acting.flat.set(online.flat);
    },
    load: () => part.refreshTarget(),
    store: async () => {},
    dispose: () => part.dispose(),
  };
}

/** Starts `count` threads that share every update. */
async function startParts(plan: Plan, barrier: Int32Array, count: number): Promise<Part> {
  const group = await startWorkerGroup<PartSetup>({
    file: new URL('../../../dist/agent/learner/learner-worker.js', import.meta.url),
    setups: Array.from({ length: count }, (_, part) => ({ ...plan, part, parts: count })),
    name: 'learning thread',
    release: () => breakBarrier(barrier),
  });
  return {
    learn: (batch) => group.call('learn', batch),
    refreshTarget: () => group.call('refreshTarget'),
    dispose: () => group.dispose(),
  };
}
