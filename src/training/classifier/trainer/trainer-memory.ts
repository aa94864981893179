/** The memory that the threads of a trainer share. */

import { createFlatParameters, type FlatParameters, totalSize } from '../../../common/flat-parameters.js';
import { createKernels, kernelMemory } from '../../../compute/kernels.js';
import type { ImageBatch, TrainerOptions } from './trainer.js';

export type TrainerLayout = Pick<TrainerOptions, 'specs' | 'batch' | 'side' | 'slices'>;

export interface TrainerMemory extends ImageBatch {
  readonly buffer: WebAssembly.Memory;
  readonly parameters: FlatParameters;
  /** Per slice: the gradient of each learned parameter, and the slice's value of each statistic. */
  readonly found: readonly FlatParameters[];
  /** [slices, 2]: mean loss of each slice, and how many of its images were classified correctly. */
  readonly results: Float32Array;
}

/** @param shared for several threads; else for the calling one alone */
export function trainerMemory({ specs, batch, side, slices }: TrainerLayout, shared: boolean): WebAssembly.Memory {
  const floats = (1 + slices) * totalSize(specs) + 2 * slices;
  const rounding = 64 * (slices + 4);
  return kernelMemory(4 * floats + batch * (3 * side * side + 4) + rounding, { shared });
}

/** Lays the memory out, in every thread in the same way. */
export function layOut(memory: WebAssembly.Memory, { specs, batch, side, slices }: TrainerLayout): TrainerMemory {
  const { float32, int32, uint8 } = createKernels(memory);
  const block = () => createFlatParameters(specs, float32);
  return {
    buffer: memory,
    parameters: block(),
    found: Array.from({ length: slices }, block),
    results: float32(2 * slices),
    pixels: uint8(batch * 3 * side * side),
    labels: int32(batch),
  };
}
