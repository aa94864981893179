/**
 * Parallel Q-learning (Gallici et al. 2025, algorithm 1): round by round, all environments are played with one network, which then
 * learns from these steps. The calling thread does it alone, or actor-learner threads do it together; the result is the same.
 */
import type { FlatParameters } from '../../common/flat-parameters.js';
import { kernelMemory } from '../../compute/kernels.js';
import { breakBarrier } from '../../compute/threads/barrier.js';
import { startWorkerGroup } from '../../compute/threads/worker-group.js';
import { type Environments, isSource, openEnvironments } from '../../env/environment-source.js';
import type { FinishedEpisode } from '../run-loop.js';
import type { SavedState } from '../saved-state.js';
import {
  type ActorLearner,
  type ActorLearnerOptions,
  createActorLearner,
  generatorUses,
  type RoundOptions,
  type SliceResult,
} from './actor-learner.js';
import type { ActorLearnerData } from './actor-learner-worker.js';
import { layOut, memoryBytes } from './shared-memory.js';

export interface ParallelLearnerOptions extends Omit<ActorLearnerOptions, 'memory' | 'thread' | 'threads'> {
  /** Threads to start, at most as many as slices; with 0, or for environments that exist already, the calling thread does it all. */
  readonly workers: number;
}

interface RoundResult {
  readonly episodes: readonly FinishedEpisode[];
  /** Mean of max Q over the steps, and of the loss over the updates. */
  readonly meanQ: number;
  readonly loss: number;
  /** Console frames. */
  readonly frames: number;
}

export interface ParallelLearner {
  /** Parameters, and moments of the optimizer; the caller writes their first values. */
  readonly online: FlatParameters;
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  /** Uses of the random generators in `save`. */
  readonly generators: readonly string[];
  /** Plays `rolloutSteps` steps in all environments, and learns from them. */
  round(options: RoundOptions): Promise<RoundResult>;
  /** Returns the state between two rounds, without the arrays. */
  save(): Promise<SavedState>;
  /** @throws UsageError where the state of an environment does not fit */
  restore(state: SavedState): Promise<void>;
  dispose(): Promise<void>;
}

export async function createParallelLearner(
  { workers, ...options }: ParallelLearnerOptions,
  environments: Environments,
): Promise<ParallelLearner> {
  const { layout } = options;
  const threads = isSource(environments) ? workers : 0;
  const memory = kernelMemory(memoryBytes(layout), { shared: threads > 0 });
  const { online, mean, meanSquare, barrier } = layOut(memory, layout);
  const common = { ...options, memory };
  const learners = await (isSource(environments) && threads > 0
    ? startThreads(common, environments, threads, barrier)
    : alone(common, environments));
  const perSlice = options.environments / layout.slices;
  const slices = Array.from({ length: layout.slices }, (_, slice) => slice);
  const useOf = (slice: number, use: string) => `slice ${slice} ${use}`;

  return {
    ...{ online, mean, meanSquare },
    generators: slices.flatMap((slice) => generatorUses.map((use) => useOf(slice, use))),
    round: async (each) => merged(inOrder(await learners.round(each))),
    async save() {
      const states = inOrder(await learners.save());
      return {
        environments: states.flatMap((state) => state.environments),
        progress: states.flatMap((state) => state.progress),
        generators: Object.fromEntries(
          states.flatMap(({ slice, generators }) =>
            generatorUses.map((use) => [useOf(slice, use), generators[use]!] as const),
          ),
        ),
      };
    },
    restore: ({ environments: states, progress, generators }) =>
      learners.restore(
        slices.map((slice) => {
          const of = <T>(values: readonly T[]) => values.slice(slice * perSlice, (slice + 1) * perSlice);
          return {
            ...{ environments: of(states), progress: of(progress) },
            generators: Object.fromEntries(generatorUses.map((use) => [use, generators[useOf(slice, use)]!])),
          };
        }),
      ),
    dispose: () => learners.dispose(),
  };
}

type Common = Omit<ActorLearnerOptions, 'thread' | 'threads'>;

async function alone(common: Common, environments: Environments): Promise<ActorLearner> {
  const all = await openEnvironments(environments, common.environments);
  return createActorLearner({ ...common, thread: 0, threads: 1 }, (number) => all[number]!);
}

/** Starts threads that carry out every round together. */
async function startThreads(
  common: Common,
  source: ActorLearnerData['source'],
  threads: number,
  barrier: Int32Array,
): Promise<ActorLearner> {
  const group = await startWorkerGroup<ActorLearnerData, ActorLearner>({
    file: new URL('./actor-learner-worker.js', import.meta.url),
    data: Array.from({ length: threads }, (_, thread) => ({ options: { ...common, thread, threads }, source })),
    name: 'actor-learner thread',
    unblock: () => breakBarrier(barrier),
  });
  return {
    round: async (options) => (await group.call('round', options)).flat(),
    save: async () => (await group.call('save', undefined)).flat(),
    restore: async (states) => void (await group.call('restore', states)),
    dispose: () => group.dispose(),
  };
}

const inOrder = <T extends { readonly slice: number }>(slices: readonly T[]): T[] =>
  [...slices].sort((a, b) => a.slice - b.slice);

function merged(slices: readonly SliceResult[]): RoundResult {
  const sum = (key: 'meanQ' | 'loss' | 'frames') => slices.reduce((total, slice) => total + slice[key], 0);
  return {
    episodes: slices.flatMap(({ episodes }) => episodes),
    meanQ: sum('meanQ') / slices.length,
    loss: sum('loss') / slices.length,
    frames: sum('frames'),
  };
}
