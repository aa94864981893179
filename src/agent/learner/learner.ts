/**
 * The two networks of double DQN and the step that moves the online one. All state lies in one memory; the thread that
 * plays learns by itself, or leaves it to others and plays on (docs/decisions/0005-the-pipeline.md).
 */

import { createFlatParameters, type FlatParameters } from '../../common/flat-parameters.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { QNetworkOptions } from '../network.js';
import type { QFunctionOptions } from '../q-function.js';
import type { Batch } from '../replay/replay.js';
import type { TdLoss } from './ddqn.js';
import { deviceUpdater } from './device-updater.js';
import { hostUpdater } from './host-updater.js';
import { type LearnerLayout, layOut, learnerMemory } from './learner-memory.js';

export interface LearnerOptions
  extends CompileOptions,
    Pick<LearnerLayout, 'specs' | 'batchTransitions' | 'slices' | 'optimizer'> {
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  /** Learning threads beside the calling one; 0 = that one learns. The result does not depend on it. */
  readonly workers?: number;
  /** Updates that the acting network may lie behind: with 1, `learn` does not wait for the update it begins. */
  readonly lagUpdates?: 0 | 1;
}

/** What an update found, before it moved the network: means over the batch of the loss and of max Q(s′, ·). */
export interface Update {
  readonly loss: number;
  readonly meanQ: number;
}

/** All blocks are as of the last `settle`. */
export interface Learner {
  readonly online: FlatParameters;
  readonly target: FlatParameters;
  /** RMSProp's moments, cut as the parameters are. */
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  /** The network to play by: the online one after the last update begun, or with a lag of 1, before it. */
  readonly acting: FlatParameters;
  readonly lagUpdates: 0 | 1;
  /** The network to play by, always up to date, for `compileQ`. */
  readonly policy: QFunctionOptions['views'];
  /** To be filled before `learn`; another one after each. */
  readonly batch: Batch;
  /** Updates the online network by `batch`. → the update that has ended by then: this one, or with a lag, the one before */
  learn(): Promise<Update | undefined>;
  /** Waits for the update in progress and brings the blocks up to date. → that update; undefined where there is none */
  settle(): Promise<Update | undefined>;
  /** Target ← online; no update may be in progress. */
  copyToTarget(): Promise<void>;
  /** To be called after blocks were written by hand: first values, a restored checkpoint. */
  refresh(): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * All networks are zero until the caller fills the blocks and calls `refresh`.
 * @throws RangeError when the batch does not divide into the slices; Error where the engine cannot start
 */
export async function createLearner(options: LearnerOptions): Promise<Learner> {
  const { specs, batchTransitions, slices, optimizer, network, loss, workers = 0, lagUpdates = 0, ...engine } = options;
  if (batchTransitions % slices !== 0) {
    throw new RangeError(`learner: expected slices that divide ${batchTransitions} transitions, got ${slices}`);
  }
  const layout = { specs, batchTransitions, slices, optimizer, batches: 1 + lagUpdates };
  const memory = layOut(learnerMemory(layout, workers > 0), layout);
  const { online, target, mean, meanSquare, batches, results } = memory;
  // onnxruntime takes no shared memory, and with a lag the online network moves while the other is played by.
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
    async learn() {
      const before = await finish();
      if (lagUpdates > 0) updater.follow();
      progress = updater.learn(next);
      progress.catch(() => {}); // whoever waits for its end hears of it
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

/** Whether what computes can keep the networks from one update to the next. */
const keepsState = ({ engine, provider }: CompileOptions) => engine === 'tfjs' || provider === 'webgpu';
