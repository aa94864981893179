/** The memory that the learner threads of double DQN share: besides parameters also the target network, batches and results. */

import { createFlatParameters, type FlatParameters } from '../../common/flat-parameters.js';
import { alignedBytes, createKernels } from '../../compute/kernels.js';
import { observationBytes } from '../../env/environment.js';
import {
  blockBytes,
  type SharedLayout,
  type SharedParameters,
  sharedBytes,
  sharedParameters,
} from '../optimizer/shared-parameters.js';
import type { Batch } from '../replay/replay.js';

export interface LearnerLayout extends SharedLayout {
  /** Transitions per update. */
  readonly batchTransitions: number;
  /** Number of batches in memory: one in use, and with a lag another one to be filled meanwhile. */
  readonly batches: number;
}

export interface LearnerMemory extends SharedParameters {
  readonly buffer: WebAssembly.Memory;
  readonly target: FlatParameters;
  readonly batches: readonly Batch[];
  /** [slices, 2]: mean loss, and mean of max Q(s′, ·), of each slice. */
  readonly results: Float32Array;
}

/** Bytes of the batches. */
export const batchBytes = ({ batchTransitions, batches }: Pick<LearnerLayout, 'batchTransitions' | 'batches'>) =>
  batches * (2 * alignedBytes(batchTransitions * observationBytes) + 3 * alignedBytes(4 * batchTransitions));

/** Bytes of all arrays. */
export const memoryBytes = (layout: LearnerLayout): number =>
  sharedBytes(layout) + blockBytes(layout) + batchBytes(layout) + alignedBytes(8 * layout.slices);

/** Creates the views of the memory. They are the same in every thread. */
export function layOut(memory: WebAssembly.Memory, layout: LearnerLayout): LearnerMemory {
  const { specs, batchTransitions, slices, batches } = layout;
  const kernels = createKernels(memory);
  return {
    buffer: memory,
    ...sharedParameters(kernels, layout),
    target: createFlatParameters(specs, kernels.float32),
    batches: Array.from({ length: batches }, () => ({
      s_tm1: kernels.uint8(batchTransitions * observationBytes),
      a_tm1: kernels.int32(batchTransitions),
      r_t: kernels.float32(batchTransitions),
      discount_t: kernels.float32(batchTransitions),
      s_t: kernels.uint8(batchTransitions * observationBytes),
    })),
    results: kernels.float32(2 * slices),
  };
}
