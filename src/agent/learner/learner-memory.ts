/** The memory that the learner threads share: networks, moments of the optimizer, gradients and batches. */

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
import { type FlatOptimizer, flatOptimizer } from '../optimizer/flat-optimizer.js';
import { type OptimizerOptions, optimizerRule } from '../optimizer/optimizers.js';
import type { Batch } from '../replay/replay.js';

export interface LearnerLayout {
  readonly specs: readonly ParameterSpec[];
  /** Transitions per update. */
  readonly batchTransitions: number;
  /** Slices of a batch. Their gradients are computed separately and averaged. */
  readonly slices: number;
  /** Number of batches in memory: one in use, and with a lag another one to be filled meanwhile. */
  readonly batches: number;
  readonly optimizer: OptimizerOptions;
}

export interface LearnerMemory {
  readonly buffer: WebAssembly.Memory;
  readonly online: FlatParameters;
  readonly target: FlatParameters;
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  readonly batches: readonly Batch[];
  /** One per slice. */
  readonly gradients: readonly FlatParameters[];
  /** [slices, 2]: mean loss, and mean of max Q(s′, ·), of each slice. */
  readonly results: Float32Array;
  readonly barrier: Int32Array;
  /** Updates parameters and the moments above. */
  readonly optimizer: FlatOptimizer;
}

/** Allocates the memory. @param shared between learner threads; else for the calling thread only */
export function learnerMemory(layout: LearnerLayout, shared: boolean): WebAssembly.Memory {
  const { specs, batchTransitions, slices, batches } = layout;
  const blocks = 4 + slices;
  const parameterBytes = blocks * 4 * totalSize(specs);
  const batchBytes = batches * batchTransitions * (2 * observationBytes + 12);
  const rounding = 64 * (blocks + 5 * batches + 2);
  return kernelMemory(parameterBytes + batchBytes + 8 * slices + rounding, { shared });
}

/** Creates the views of the memory. They are the same in every thread. */
export function layOut(memory: WebAssembly.Memory, layout: LearnerLayout): LearnerMemory {
  const { specs, batchTransitions, slices, batches, optimizer } = layout;
  const kernels = createKernels(memory);
  const block = () => createFlatParameters(specs, kernels.float32);
  const [online, target] = [block(), block()];
  const flat = flatOptimizer(totalSize(specs), kernels, optimizerRule(optimizer));
  return {
    buffer: memory,
    online,
    target,
    mean: { flat: flat.mean, views: viewsOf(flat.mean, specs) },
    meanSquare: { flat: flat.meanSquare, views: viewsOf(flat.meanSquare, specs) },
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
    optimizer: flat,
  };
}
