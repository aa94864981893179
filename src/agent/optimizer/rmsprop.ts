/**
 * Centered RMSProp of Graves 2013 (eq. 38–45) without momentum, as in Mnih et al. 2015. Both moments have the same decay, and ε is
 * inside the root. The variance is clipped at 0, since float32 rounding can make it negative for nearly constant gradients. A
 * WebAssembly kernel updates flat parameters in place, in one pass.
 */
import type { Kernels } from '../../compute/kernels.js';

export interface RmspropOptions {
  readonly learningRate: number;
  /** Decay of both moments: the weight of the old value. */
  readonly decay: number;
  /** Added to the variance, inside the root. */
  readonly epsilon: number;
  /** False: divide by the root of the mean square instead of the variance. */
  readonly centered?: boolean;
}

export interface Rmsprop {
  /** Running means of the gradient and of its square, one float per parameter. They are the whole state. */
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
  /**
   * Updates `parameters` with the mean of the gradients, summed in order. All arrays are in the memory of the kernels and equally
   * long, and the gradients are at equal distances, as if allocated one after the other.
   * @param range the parameters to update; the result does not depend on how they are divided
   */
  step(parameters: Float32Array, gradients: readonly Float32Array[], range?: Range): void;
}

/** The indices `start` … `end` − 1. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** @param length number of parameters @param kernels in whose memory the moments are allocated */
export function rmsprop(
  length: number,
  kernels: Kernels,
  { learningRate, decay, epsilon, centered = true }: RmspropOptions,
): Rmsprop {
  const mean = kernels.float32(length);
  const meanSquare = kernels.float32(length);
  const check = (name: string, block: Float32Array) => {
    if (block.buffer !== mean.buffer) throw new TypeError(`rmsprop: expected ${name} in the memory of the kernels`);
    if (block.length !== length) throw new RangeError(`rmsprop: expected ${length} ${name}, got ${block.length}`);
  };
  return {
    mean,
    meanSquare,
    step(parameters, gradients, { start, end } = { start: 0, end: length }) {
      check('parameters', parameters);
      for (const gradient of gradients) check('gradients', gradient);
      const bytes = 4 * start;
      kernels.exports.rmsprop(
        parameters.byteOffset + bytes,
        gradients[0]!.byteOffset + bytes,
        strideOf(gradients),
        gradients.length,
        mean.byteOffset + bytes,
        meanSquare.byteOffset + bytes,
        end - start,
        learningRate,
        decay,
        epsilon,
        centered ? 1 : 0,
      );
    },
  };
}

/** Returns the number of bytes from one gradient to the next. */
function strideOf([first, second = first, ...others]: readonly Float32Array[]): number {
  const stride = second === first ? first!.byteLength : second!.byteOffset - first!.byteOffset;
  const inPlace = others.every(({ byteOffset }, i) => byteOffset === first!.byteOffset + (i + 2) * stride);
  if (stride < first!.byteLength || !inPlace) throw new RangeError('rmsprop: expected gradients at equal distances');
  return stride;
}
