/** Random numbers of noise defenses. They depend only on key, site and position, not on what they are applied to. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../../compute/host-call.js';
import { createKernels, type Kernels } from '../../compute/kernels.js';
import { type Key, type RowKey, rowKey } from '../../model/keys.js';

/** Options of `normal`. */
export interface NormalOptions {
  /** Mean of the distribution. */
  readonly mean: number;
  /** Standard deviation, ≥ 0. */
  readonly deviation: number;
  /** Number of the site. Two sites draw independent random numbers under one key. */
  readonly site: number;
}

/** Returns independent N(mean, deviation²) numbers, float32 of the given shape. */
export function normal(shape: readonly number[], key: Key, { mean, deviation, site }: NormalOptions): Tensor {
  return drawn('normal', shape, key, (kernels, block, count, first, { seed, counter, use, sample }) =>
    kernels.exports.fillNormal(block, count, first, mean, deviation, seed, counter, use, site, sample),
  );
}

/** Options of `dropoutMask`. */
export interface MaskOptions {
  /** Probability that an element is kept, 0 < keep ≤ 1. */
  readonly keep: number;
  /** As in `NormalOptions`. */
  readonly site: number;
}

/** Returns independent elements, 1 / keep with probability `keep`, else 0; float32 of the given shape. */
export function dropoutMask(shape: readonly number[], key: Key, { keep, site }: MaskOptions): Tensor {
  return drawn('dropout-mask', shape, key, (kernels, block, count, first, { seed, counter, use, sample }) =>
    kernels.exports.fillMask(block, count, first, keep, seed, counter, use, site, sample),
  );
}

/** Writes `count` numbers of a row, from index `first` on, to the address `block`. */
type Fill = (kernels: Kernels, block: number, count: number, first: number, key: RowKey) => void;

/** The kernel fills blocks that fit the cache, in whole vectors of 8 numbers. */
const blockLength = 8192;
const vector = 8;
let kernels: Kernels | undefined;
let block: Float32Array;

/** Fills a tensor row by row, each under its own key; a row is the last axis. */
function drawn(name: string, shape: readonly number[], key: Key, fill: Fill): Tensor {
  const units = shape.at(-1)!;
  const operation: HostOperation = {
    name,
    outputs: () => [{ shape, dtype: 'float32' }],
    run([words], [values]) {
      if (!kernels) {
        kernels = createKernels(4 * blockLength + 4096);
        block = kernels.float32(blockLength);
      }
      const rows = values!.length / units;
      for (let row = 0; row < rows; row++) {
        const key = rowKey(words!, row, rows);
        for (let first = 0; first < units; first += blockLength) {
          const count = Math.min(units - first, blockLength);
          const whole = Math.ceil(count / vector) * vector;
          fill(kernels, block.byteOffset, whole, first, key);
          (values as Float32Array).set(count < blockLength ? block.subarray(0, count) : block, row * units + first);
        }
      }
    },
  };
  return hostCall(operation, [key])[0]!;
}
