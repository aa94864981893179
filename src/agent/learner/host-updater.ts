/** Updates in the memory of the processor: in the calling thread, or in learner threads. */
import { breakBarrier } from '../../compute/threads/barrier.js';
import { startWorkerGroup } from '../../compute/threads/worker-group.js';
import { createSliceLearner, type SliceLearner, type SliceLearnerSetup } from './slice-learner.js';
import type { Updater, UpdaterSetup } from './updater.js';

type CommonSetup = Omit<SliceLearnerSetup, 'thread' | 'threads'>;

/** @param workers threads to start; with 0 the calling thread computes */
export async function hostUpdater(setup: UpdaterSetup, workers: number): Promise<Updater> {
  const { memory, acting, ...rest } = setup;
  const { online, buffer, barrier } = memory;
  const common: CommonSetup = { ...rest, memory: buffer };
  const learner = await (workers === 0
    ? createSliceLearner({ ...common, thread: 0, threads: 1 })
    : startLearnerThreads(common, barrier, workers));
  return {
    acting: acting.views,
    learn: (update) => learner.learn(update),
    follow() {
      if (acting !== online) acting.flat.set(online.flat);
    },
    load: () => learner.refreshTarget(),
    store: async () => {},
    dispose: () => learner.dispose(),
  };
}

/** Starts threads that carry out every update together. */
async function startLearnerThreads(common: CommonSetup, barrier: Int32Array, threads: number): Promise<SliceLearner> {
  const group = await startWorkerGroup<SliceLearnerSetup, SliceLearner>({
    file: new URL('./learner-worker.js', import.meta.url),
    data: Array.from({ length: threads }, (_, thread) => ({ ...common, thread, threads })),
    name: 'learner thread',
    unblock: () => breakBarrier(barrier),
  });
  return {
    learn: async (update) => void (await group.call('learn', update)),
    refreshTarget: async () => void (await group.call('refreshTarget', undefined)),
    dispose: () => group.dispose(),
  };
}
