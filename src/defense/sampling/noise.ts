/** Random numbers that depend on key and place alone, not on what they are applied to. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { type HostOperation, hostCall } from '../../compute/host-call.js';
import { createKernels, type Kernels } from '../../compute/kernels.js';
import { type Key, type RowKey, rowKey } from '../../model/keys.js';

export interface NormalOptions {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** Two sites draw independently under one key. */
  readonly site: number;
}

/** Independent N(mean, deviation²) numbers of the given shape, float32. */
export function normal(shape: readonly number[], key: Key, { mean, deviation, site }: NormalOptions): Tensor {
  return drawn('normal', shape, key, (kernels, block, count, first, { seed, counter, use, sample }) =>
    kernels.exports.fillNormal(block, count, first, mean, deviation, seed, counter, use, site, sample),
  );
}

export interface MaskOptions {
  /** Probability that an element is kept. */
  readonly keep: number;
  readonly site: number;
}

/** Independent elements of the given shape, 1 / keep with probability `keep`, else 0. */
export function dropoutMask(shape: readonly number[], key: Key, { keep, site }: MaskOptions): Tensor {
  return drawn('dropout-mask', shape, key, (kernels, block, count, first, { seed, counter, use, sample }) =>
    kernels.exports.fillMask(block, count, first, keep, seed, counter, use, site, sample),
  );
}

/** Writes `count` numbers of a row, from place `first` on, to the address `block`. */
type Fill = (kernels: Kernels, block: number, count: number, first: number, key: RowKey) => void;

/** Numbers pass through the kernel in blocks that stay in the cache; kernels write whole vectors of 8. */
const blockLength = 8192;
const vector = 8;
let kernels: Kernels | undefined;
let block: Float32Array;

/** The last axis is a row, which a kernel draws under the row's key. */
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
