/** What the threads of a learner share: networks, moments, gradients and batches, in one memory. */

import {
  createFlatParameters,
  type FlatParameters,
  type ParameterSpec,
  totalSize,
  viewsOf,
} from '../../common/flat-parameters.js';
import { createKernels, kernelMemory } from '../../compute/kernels.js';
import { barrierWords } from '../../compute/threads/barrier.js';
import { observationBytes } from '../../env/environment.js';
import { type Rmsprop, type RmspropOptions, rmsprop } from '../optimizer/rmsprop.js';
import type { Batch } from '../replay/replay.js';

export interface LearnerLayout {
  readonly specs: readonly ParameterSpec[];
  /** Transitions in an update. */
  readonly batchTransitions: number;
  /** Parts of a batch whose gradients are computed one by one and averaged. */
  readonly slices: number;
  /** Batches that exist at once: one that is learned from, and one that is filled meanwhile. */
  readonly batches: number;
  readonly optimizer: RmspropOptions;
}

export interface LearnerMemory {
  readonly buffer: WebAssembly.Memory;
  readonly online: FlatParameters;
  readonly target: FlatParameters;
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  readonly batches: readonly Batch[];
  /** One a slice. */
  readonly gradients: readonly FlatParameters[];
  /** [slices, 2]: mean loss, and mean of max Q(s′, ·), of each slice. */
  readonly results: Float32Array;
  readonly barrier: Int32Array;
  /** Over the moments above. */
  readonly step: Rmsprop['step'];
}

/** @param shared for learning threads; else for the calling thread alone */
export function learnerMemory(layout: LearnerLayout, shared: boolean): WebAssembly.Memory {
  const { specs, batchTransitions, slices, batches } = layout;
  const blocks = 4 + slices;
  const parameterBytes = blocks * 4 * totalSize(specs);
  const batchBytes = batches * batchTransitions * (2 * observationBytes + 12);
  const rounding = 64 * (blocks + 5 * batches + 2);
  return kernelMemory(parameterBytes + batchBytes + 8 * slices + rounding, { shared });
}

/** Every thread lays the same memory out in the same way. */
export function layOut(memory: WebAssembly.Memory, layout: LearnerLayout): LearnerMemory {
  const { specs, batchTransitions, slices, batches, optimizer } = layout;
  const kernels = createKernels(memory);
  const block = () => createFlatParameters(specs, kernels.float32);
  const [online, target] = [block(), block()];
  const { mean, meanSquare, step } = rmsprop(totalSize(specs), kernels, optimizer);
  return {
    buffer: memory,
    online,
    target,
    mean: { flat: mean, views: viewsOf(mean, specs) },
    meanSquare: { flat: meanSquare, views: viewsOf(meanSquare, specs) },
    gradients: Array.from({ length: slices }, block),
    batches: Array.from({ length: batches }, () => ({
      s_tm1: kernels.uint8(batchTransitions * observationBytes),
      a_tm1: kernels.int32(batchTransitions),
      r_t: kernels.float32(batchTransitions),
      discount_t: kernels.float32(batchTransitions),
      s_t: kernels.uint8(batchTransitions * observationBytes),
    })),
    results: kernels.float32(2 * slices),
    barrier: kernels.int32(barrierWords),
    step,
  };
}
