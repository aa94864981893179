/** The memory that actor-learner threads share: parameters, moments of the optimizer, and the gradients of all slices. */
import {
  createFlatParameters,
  type FlatParameters,
  type ParameterSpec,
  totalSize,
  viewsOf,
} from '../../common/flat-parameters.js';
import { createKernels, kernelMemory } from '../../compute/kernels.js';
import { barrierWords } from '../../compute/threads/barrier.js';
import { type FlatOptimizer, flatOptimizer } from '../optimizer/flat-optimizer.js';
import { type OptimizerOptions, optimizerRule } from '../optimizer/optimizers.js';

export interface SharedLayout {
  readonly specs: readonly ParameterSpec[];
  /** Groups of environments, whose gradients are averaged. */
  readonly slices: number;
  readonly optimizer: OptimizerOptions;
}

export interface SharedMemory {
  readonly buffer: WebAssembly.Memory;
  readonly online: FlatParameters;
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  /** One per slice. */
  readonly gradients: readonly FlatParameters[];
  /** Squared norms of parts of the mean gradient, one per slice. */
  readonly norms: Float32Array;
  readonly barrier: Int32Array;
  /** Updates parameters and the moments above. */
  readonly optimizer: FlatOptimizer;
}

/** Allocates the memory. @param shared between threads; else for the calling thread only */
export function allocate({ specs, slices }: SharedLayout, shared: boolean): WebAssembly.Memory {
  const blocks = 3 + slices;
  return kernelMemory(blocks * (4 * totalSize(specs) + 64) + 4 * slices + 256, { shared });
}

/** Creates the views of the memory. They are the same in every thread. */
export function layOut(memory: WebAssembly.Memory, { specs, slices, optimizer }: SharedLayout): SharedMemory {
  const kernels = createKernels(memory);
  const block = () => createFlatParameters(specs, kernels.float32);
  const online = block();
  const flat = flatOptimizer(totalSize(specs), kernels, optimizerRule(optimizer));
  const viewed = (array: Float32Array) => ({ flat: array, views: viewsOf(array, specs) });
  return {
    buffer: memory,
    online,
    mean: viewed(flat.mean),
    meanSquare: viewed(flat.meanSquare),
    gradients: Array.from({ length: slices }, block),
    norms: kernels.float32(slices),
    barrier: kernels.int32(barrierWords),
    optimizer: flat,
  };
}
