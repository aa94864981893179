/** Optimizers of flat parameters: a WebAssembly kernel updates parameters and moments in place, in one pass. */
import type { Kernels } from '../../compute/kernels.js';
import type { OptimizerRule } from './rule.js';

/** The indices `start` … `end` − 1. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Returns one of `count` equal ranges of `length` floats. Ranges start at multiples of a cache line. */
export function rangeOf(index: number, count: number, length: number): Range {
  const edge = (i: number) => (i === count ? length : 16 * Math.floor((i * length) / count / 16));
  return { start: edge(index), end: edge(index + 1) };
}

/** One update. */
export interface UpdateOptions {
  /** Number of the update, from 1. */
  readonly update: number;
  readonly learningRate: number;
  /** By which the gradient is multiplied; see `clipFactor`. Default 1. */
  readonly scale?: number;
  /** The parameters to update, default all; the result does not depend on how they are divided. */
  readonly range?: Range;
}

export interface FlatOptimizer {
  /** Running means of the gradient and of its square, one float per parameter. They are the whole state. */
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
  /**
   * Updates `parameters` with the mean of the gradients, summed in order. All arrays are in the memory of the kernels and equally
   * long, and the gradients are at equal distances, as if allocated one after the other.
   */
  step(parameters: Float32Array, gradients: readonly Float32Array[], options: UpdateOptions): void;
  /** Returns the sum of the squares of the mean gradient over a range, in double precision. */
  squaredNorm(gradients: readonly Float32Array[], range: Range): number;
}

/** @param length number of parameters @param kernels in whose memory the moments are allocated */
export function flatOptimizer(length: number, kernels: Kernels, rule: OptimizerRule): FlatOptimizer {
  const mean = kernels.float32(length);
  const meanSquare = kernels.float32(length);
  const check = (name: string, block: Float32Array) => {
    if (block.buffer !== mean.buffer) throw new TypeError(`optimizer: expected ${name} in the memory of the kernels`);
    if (block.length !== length) throw new RangeError(`optimizer: expected ${length} ${name}, got ${block.length}`);
  };
  return {
    mean,
    meanSquare,
    step(parameters, gradients, { update, learningRate, scale = 1, range = { start: 0, end: length } }) {
      check('parameters', parameters);
      for (const gradient of gradients) check('gradients', gradient);
      const at = (block: Float32Array) => block.byteOffset + 4 * range.start;
      kernels.exports[rule.kernel](
        ...[at(parameters), at(gradients[0]!), strideOf(gradients), gradients.length, at(mean), at(meanSquare)],
        ...[range.end - range.start, scale, ...rule.factors(update, learningRate), ...rule.constants],
      );
    },
    squaredNorm(gradients, { start, end }) {
      const first = gradients[0]!.byteOffset + 4 * start;
      return kernels.exports.squaredNorm(first, strideOf(gradients), gradients.length, end - start);
    },
  };
}

/** Returns the factor that shortens a gradient of this squared norm to `maxNorm`; 1 if it is not longer, or without a limit (0). */
export function clipFactor(squaredNorm: number, maxNorm: number): number {
  const norm = Math.sqrt(squaredNorm);
  return maxNorm > 0 && norm > maxNorm ? maxNorm / norm : 1;
}

/** Returns the number of bytes from one gradient to the next. */
function strideOf([first, second = first, ...others]: readonly Float32Array[]): number {
  const stride = second === first ? first!.byteLength : second!.byteOffset - first!.byteOffset;
  const inPlace = others.every(({ byteOffset }, i) => byteOffset === first!.byteOffset + (i + 2) * stride);
  if (stride < first!.byteLength || !inPlace) throw new RangeError('optimizer: expected gradients at equal distances');
  return stride;
}
