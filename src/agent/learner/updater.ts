/** Computes the updates of a learner: in threads over the learner's memory, or on a device that keeps the networks. */

import type { FlatParameters } from '../../common/flat-parameters.js';
import type { Resident } from '../../compute/resident.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { QNetworkOptions } from '../network.js';
import type { TdLoss } from './ddqn.js';
import type { LearnerLayout, LearnerMemory } from './learner-memory.js';
import type { BatchUpdate } from './slice-learner.js';

export interface UpdaterSetup {
  readonly memory: LearnerMemory;
  /** Parameters of the acting network; those of the online network if the two are always equal. */
  readonly acting: FlatParameters;
  readonly layout: LearnerLayout;
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  readonly engine: CompileOptions;
}

export interface Updater {
  /** The acting network, for `compileQ`. */
  readonly acting: readonly (Float32Array | Resident)[];
  /** Updates the online network with a batch. Writes loss and mean Q to `results` of the memory. */
  learn(update: BatchUpdate): Promise<void>;
  /** Copies the online network to the acting network. */
  follow(): void;
  /** Reads parameters that were written directly. */
  load(): Promise<void>;
  /** Writes the parameters to memory. */
  store(): Promise<void>;
  dispose(): Promise<void>;
}
