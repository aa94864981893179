/** The memory that actor-learner threads share. */
import { alignedBytes, createKernels } from '../../compute/kernels.js';
import {
  type SharedLayout,
  type SharedParameters,
  sharedBytes,
  sharedParameters,
} from '../optimizer/shared-parameters.js';

export interface SharedMemory extends SharedParameters {
  /** Squared norms of parts of the mean gradient, one per slice. */
  readonly norms: Float32Array;
}

/** Bytes of the arrays. */
export const memoryBytes = (layout: SharedLayout): number => sharedBytes(layout) + alignedBytes(4 * layout.slices);

/** Creates the views of the memory. They are the same in every thread. */
export function layOut(memory: WebAssembly.Memory, layout: SharedLayout): SharedMemory {
  const kernels = createKernels(memory);
  return { ...sharedParameters(kernels, layout), norms: kernels.float32(layout.slices) };
}
