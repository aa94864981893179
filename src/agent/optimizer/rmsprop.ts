/**
 * Centered RMSProp as in Graves 2013 (eq. 38–45) without its momentum, the form of Mnih et al. 2015: both moments decay
 * alike and ε stands inside the root, where the variance counts no less than 0: in float32 that of gradients which hardly
 * change is rounded below it. Runs in place over flat blocks, in one pass of the wasm kernel.
 */
import type { Kernels } from '../../compute/kernels.js';

export interface RmspropOptions {
  readonly learningRate: number;
  /** Share of the old moment that stays, for the mean and the mean square. */
  readonly decay: number;
  /** Added to the variance under the root. */
  readonly epsilon: number;
  /** `false`: divide by the root of the mean square, not of the variance. */
  readonly centered?: boolean;
}

export interface Rmsprop {
  /** Running means of the gradient and of its square, one float a parameter: the optimizer's whole state. */
  readonly mean: Float32Array;
  readonly meanSquare: Float32Array;
  /**
   * Moves `parameters` against the mean of the gradients given, summed in their order. All blocks lie in the memory of the
   * kernels and are equally long; the gradients lie one behind the other, as they come when allocated in turn.
   * @param range only these parameters; every one is moved by itself, so that the cut does not show in the result
   */
  step(parameters: Float32Array, gradients: readonly Float32Array[], range?: Range): void;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** @param length number of parameters @param kernels own the memory in which the moments are allocated */
export function rmsprop(
  length: number,
  kernels: Kernels,
  { learningRate, decay, epsilon, centered = true }: RmspropOptions,
): Rmsprop {
  const mean = kernels.float32(length);
  const meanSquare = kernels.float32(length);
  const check = (name: string, block: Float32Array) => {
    if (block.buffer !== mean.buffer) throw new TypeError(`rmsprop: ${name} must lie in the memory of its kernels`);
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

/** Bytes from one gradient to the next. */
function strideOf([first, second = first, ...others]: readonly Float32Array[]): number {
  const stride = second === first ? first!.byteLength : second!.byteOffset - first!.byteOffset;
  const inPlace = others.every(({ byteOffset }, i) => byteOffset === first!.byteOffset + (i + 2) * stride);
  if (stride < first!.byteLength || !inPlace) throw new RangeError('rmsprop: expected gradients at equal distances');
  return stride;
}
