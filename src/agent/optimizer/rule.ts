/** What distinguishes one optimizer from another. All have two moments: the running means of the gradient and of its square. */
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

export interface OptimizerRule {
  /** The WebAssembly kernel (`assembly/`), whose last arguments are the scale of the gradient, the factors and the constants. */
  readonly kernel: 'rmsprop' | 'adam';
  readonly constants: readonly number[];
  /** Returns what changes from update to update. @param update number of the update, from 1 */
  factors(update: number, learningRate: number): number[];
  /** Returns new parameters, mean and mean square, all of the same shape, with the rounding of the kernel. */
  tensorStep(
    parameters: Tensor,
    gradient: Tensor,
    mean: Tensor,
    meanSquare: Tensor,
    factors: readonly Scalar[],
  ): [Tensor, Tensor, Tensor];
}
