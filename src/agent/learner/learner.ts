/**
 * The two networks of double DQN and the update of the online network. All state is in one memory. Updates run in the calling thread
 * or in learner threads, while the calling thread continues to play (docs/decisions/0005-the-pipeline.md).
 */

import { createFlatParameters, type FlatParameters } from '../../common/flat-parameters.js';
import { kernelMemory } from '../../compute/kernels.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { QNetworkOptions } from '../network.js';
import type { QFunctionOptions } from '../q-function.js';
import type { Batch } from '../replay/replay.js';
import type { TdLoss } from './ddqn.js';
import { deviceUpdater } from './device-updater.js';
import { hostUpdater } from './host-updater.js';
import { type LearnerLayout, layOut, memoryBytes } from './learner-memory.js';

export interface LearnerOptions
  extends CompileOptions,
    Pick<LearnerLayout, 'specs' | 'batchTransitions' | 'slices' | 'optimizer'> {
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  /** Number of learner threads; with 0 the calling thread computes. The result does not depend on it. */
  readonly workers?: number;
  /** Updates by which the acting network lags behind. With 1, `learn` does not wait for the update it starts. */
  readonly lagUpdates?: 0 | 1;
}

/** Results of an update, computed before the network changes: means over the batch of the loss and of max Q(s′, ·). */
export interface Update {
  readonly loss: number;
  readonly meanQ: number;
}

/** A learner. All parameters and moments have the values of the last `settle`. */
export interface Learner {
  readonly online: FlatParameters;
  readonly target: FlatParameters;
  /** The moments of the optimizer, with one view per parameter. */
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  /** The acting network: the online network after the last update, or before it with a lag of 1. */
  readonly acting: FlatParameters;
  readonly lagUpdates: 0 | 1;
  /** The acting network for `compileQ`, always up to date. */
  readonly policy: QFunctionOptions['views'];
  /** The batch to fill before `learn`; a different one after each call. */
  readonly batch: Batch;
  /** Updates the online network with `batch`. @param number of the update, from 1 @returns the completed update: this one, or the previous one with a lag */
  learn(number: number, learningRate: number): Promise<Update | undefined>;
  /** Waits for the update in progress and stores the parameters. @returns that update; undefined if there is none */
  settle(): Promise<Update | undefined>;
  /** Copies the online network to the target network. No update may be in progress. */
  copyToTarget(): Promise<void>;
  /** Must be called after parameters are written directly: initial values, or a checkpoint. */
  refresh(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Creates a learner. All networks are zero until the caller writes the parameters and calls `refresh`.
 * @throws RangeError if `slices` does not divide the batch; Error if the engine cannot start
 */
export async function createLearner(options: LearnerOptions): Promise<Learner> {
  const { specs, batchTransitions, slices, optimizer, network, loss, workers = 0, lagUpdates = 0, ...engine } = options;
  if (batchTransitions % slices !== 0) {
    throw new RangeError(`learner: expected slices that divide ${batchTransitions} transitions, got ${slices}`);
  }
  const layout = { specs, batchTransitions, slices, optimizer, batches: 1 + lagUpdates };
  const memory = layOut(kernelMemory(memoryBytes(layout), { shared: workers > 0 }), layout);
  const { online, target, mean, meanSquare, batches, results } = memory;
  // A separate array, since onnxruntime accepts no shared memory, and with a lag the online network changes during play.
  const acting = workers > 0 || lagUpdates > 0 ? createFlatParameters(specs) : online;
  const setup = { memory, acting, layout, network, loss, engine };
  const updater = await (keepsState(engine) && slices === 1
    ? deviceUpdater(setup)
    : hostUpdater(setup, Math.min(workers, slices)));
  let next = 0;
  let progress: Promise<void> | undefined;

  async function finish(): Promise<Update | undefined> {
    if (!progress) return undefined;
    await progress;
    progress = undefined;
    const average = (column: number) =>
      results.reduce((sum, value, i) => (i % 2 === column ? sum + value : sum), 0) / slices;
    return { loss: average(0), meanQ: average(1) };
  }

  return {
    ...{ online, target, mean, meanSquare, acting, lagUpdates },
    policy: updater.acting,
    get batch() {
      return batches[next]!;
    },
    async learn(number, learningRate) {
      const before = await finish();
      if (lagUpdates > 0) updater.follow();
      progress = updater.learn({ batch: next, update: number, learningRate });
      progress.catch(() => {}); // `finish` reports it
      next = (next + 1) % batches.length;
      if (lagUpdates > 0) return before;
      const update = await finish();
      updater.follow();
      return update;
    },
    async settle() {
      const update = await finish();
      await updater.store();
      return update;
    },
    async copyToTarget() {
      await updater.store();
      target.flat.set(online.flat);
      await updater.load();
    },
    async refresh() {
      await updater.load();
      if (lagUpdates === 0) updater.follow();
    },
    dispose: () => updater.dispose(),
  };
}

/** Whether the engine can keep the networks on its device between updates. */
const keepsState = ({ engine, provider }: CompileOptions) => engine === 'tfjs' || provider === 'webgpu';
