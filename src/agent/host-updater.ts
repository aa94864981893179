/** Updates in the memory of the processor: by the calling thread, or by threads of their own. */
import { createPart, type PartSetup } from './learner-part.js';
import { startParts } from './learner-threads.js';
import type { Updater, UpdaterSetup } from './updater.js';

/** @param workers threads to start; 0 = the calling thread computes */
export async function hostUpdater(setup: UpdaterSetup, workers: number): Promise<Updater> {
  const { memory, acting, ...rest } = setup;
  const { online, buffer } = memory;
  const plan: Omit<PartSetup, 'part' | 'parts'> = { ...rest, memory: buffer };
  const part = await (workers === 0 ? createPart({ ...plan, part: 0, parts: 1 }) : startParts(plan, workers));
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
