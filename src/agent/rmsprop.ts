/**
 * Centred RMSProp as in Graves 2013 (eq. 38–45) without its momentum, the form of Mnih et al. 2015: both moments decay
 * alike and ε stands inside the root. Runs in place over flat blocks, in one pass of the wasm kernel.
 */
import type { Kernels } from '../compute/kernels.js';

export interface RmspropOptions {
  readonly learningRate: number;
  /** Share of the old moment that stays, for the mean and the mean square. */
  readonly decay: number;
  /** Added to the variance under the root. */
  readonly epsilon: number;
  /** `false`: divide by the root of the mean square, not of the variance. */
  readonly centred?: boolean;
}

export interface Rmsprop {
  /** Running means of the gradient and of its square, one float a parameter: the optimiser's whole state. */
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
  /** Moves `parameters` against `gradients`; both lie in the memory of the kernels given, all lengths equal. */
  step(parameters: Float32Array, gradients: Float32Array): void;
}

/** @param length number of parameters @param kernels own the memory in which the moments are allocated */
export function rmsprop(
  length: number,
  kernels: Kernels,
  { learningRate, decay, epsilon, centred = true }: RmspropOptions,
): Rmsprop {
  const mean = kernels.float32(length);
  const meanSquare = kernels.float32(length);
  return {
    mean,
    meanSquare,
    step(parameters, gradients) {
      for (const [name, block] of Object.entries({ parameters, gradients })) {
        if (block.buffer !== mean.buffer) throw new TypeError(`rmsprop: ${name} must lie in the memory of its kernels`);
        if (block.length !== length) throw new RangeError(`rmsprop: expected ${length} ${name}, got ${block.length}`);
      }
      kernels.exports.rmsprop(
        parameters.byteOffset,
        gradients.byteOffset,
        mean.byteOffset,
        meanSquare.byteOffset,
        length,
        learningRate,
        decay,
        epsilon,
        centred ? 1 : 0,
      );
    },
  };
}
