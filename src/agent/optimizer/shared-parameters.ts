/** What the threads of a learner share, whatever the algorithm: parameters, moments of the optimizer, gradients, and a barrier. */
import {
  createFlatParameters,
  type FlatParameters,
  type ParameterSpec,
  totalSize,
  viewsOf,
} from '../../common/flat-parameters.js';
import { alignedBytes, type Kernels } from '../../compute/kernels.js';
import { barrierWords } from '../../compute/threads/barrier.js';
import { type FlatOptimizer, flatOptimizer } from './flat-optimizer.js';
import { type OptimizerOptions, optimizerRule } from './optimizers.js';

export interface SharedLayout {
  readonly specs: readonly ParameterSpec[];
  /** Parts of a batch or groups of environments. Their gradients are computed separately and averaged. */
  readonly slices: number;
  readonly optimizer: OptimizerOptions;
}

export interface SharedParameters {
  readonly online: FlatParameters;
  readonly mean: FlatParameters;
  readonly meanSquare: FlatParameters;
  /** One per slice. */
  readonly gradients: readonly FlatParameters[];
  readonly barrier: Int32Array;
  /** Updates parameters and the moments above. */
  readonly optimizer: FlatOptimizer;
}

/** Bytes of an array with one float per parameter. */
export const blockBytes = ({ specs }: Pick<SharedLayout, 'specs'>): number => alignedBytes(4 * totalSize(specs));

/** Bytes that `sharedParameters` allocates. */
export const sharedBytes = (layout: SharedLayout): number =>
  (3 + layout.slices) * blockBytes(layout) + alignedBytes(4 * barrierWords);

/** Allocates the arrays. In every instance over the same memory, the same calls return the same arrays. */
export function sharedParameters(kernels: Kernels, { specs, slices, optimizer }: SharedLayout): SharedParameters {
  const block = () => createFlatParameters(specs, kernels.float32);
  const online = block();
  const flat = flatOptimizer(totalSize(specs), kernels, optimizerRule(optimizer));
  const viewed = (array: Float32Array) => ({ flat: array, views: viewsOf(array, specs) });
  return {
    online,
    mean: viewed(flat.mean),
    meanSquare: viewed(flat.meanSquare),
    gradients: Array.from({ length: slices }, block),
    barrier: kernels.int32(barrierWords),
    optimizer: flat,
  };
}
