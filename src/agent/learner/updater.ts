/** What computes the updates of a learner: threads over the learner's memory, or a device that keeps the networks itself. */

import type { FlatParameters } from '../../common/flat-parameters.js';
import type { Resident } from '../../compute/resident.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { QNetworkOptions } from '../network.js';
import type { TdLoss } from './ddqn.js';
import type { LearnerLayout, LearnerMemory } from './learner-memory.js';

export interface UpdaterSetup {
  readonly memory: LearnerMemory;
  /** The block of the network to play by; the online one where the two are always alike. */
  readonly acting: FlatParameters;
  readonly layout: LearnerLayout;
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  readonly engine: CompileOptions;
}

export interface Updater {
  /** The network to play by, as `compileQ` takes it. */
  readonly acting: readonly (Float32Array | Resident)[];
  /** An update of the online network by the batch of this number; what it found comes into the memory's `results`. */
  learn(batch: number): Promise<void>;
  /** Acting ← online. */
  follow(): void;
  /** Takes over what was written into the blocks by hand. */
  load(): Promise<void>;
  /** Brings the blocks up to date. */
  store(): Promise<void>;
  dispose(): Promise<void>;
}
