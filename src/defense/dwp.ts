/**
 * Deterministic weight pruning: the SAP paper, appendix B; Han et al., "Learning both weights and connections for efficient
 * neural networks", NeurIPS 2015, without their retraining.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import type { Defense } from './defense.js';
import { weightDefense } from './weight-defense.js';

/** Options of deterministic weight pruning. */
export interface DwpOptions {
  /** k: share of a weight tensor's elements that are kept, in %, 0 < k ≤ 100. */
  readonly percent: number;
}

/**
 * DWP-k on all weight tensors: of a elements, the ⌊k % of a⌋ largest by magnitude are kept, the first ones among equals; the
 * others become 0.
 * @throws RangeError for another k; the model throws a UsageError for a tensor so small that no element would be kept
 */
export function dwp({ percent }: DwpOptions): Defense {
  expectWithin('dwp, percentage kept', limits.adversary.keptPercent, percent);
  const label = `dwp${percent}`;
  return weightDefense({
    label,
    stochastic: false,
    change(weights) {
      const count = Math.trunc((percent * weights.size) / 100);
      if (count < 1) {
        throw new UsageError(
          `${label} keeps none of the ${weights.size} weights of [${weights.shape}]: increase the percentage`,
        );
      }
      return largestKept(weights, count);
    },
  });
}

/** Returns the `count` largest elements by magnitude, and zeros elsewhere. */
function largestKept(weights: Tensor, count: number): Tensor {
  const operation: HostOperation = {
    name: 'largest-kept',
    outputs: ([type]) => [type!],
    run([values], [kept]) {
      const { buffer, byteOffset, length } = values as Float32Array;
      const bits = new Uint32Array(buffer, byteOffset, length);
      const limit = magnitudeOfRank(bits, count);
      // All elements above the limit are kept, and the first of those that equal it.
      let left = count;
      for (let i = 0; i < length; i++) if (magnitude(bits[i]!) > limit) left--;
      for (let i = 0; i < length; i++) {
        const size = magnitude(bits[i]!);
        kept![i] = size > limit || (size === limit && left-- > 0) ? values![i]! : 0;
      }
    },
  };
  return hostCall(operation, [weights])[0]!;
}

/** Returns the bits of a float without its sign. As integers they have the order of the numbers. */
const magnitude = (word: number): number => word & 0x7fffffff;
const lowBits = 15;

/** Returns the magnitude of rank `rank` from the largest, by two passes that count the high and the low bits. */
function magnitudeOfRank(words: Uint32Array, rank: number): number {
  const highs = new Uint32Array(1 << (31 - lowBits));
  for (const word of words) highs[magnitude(word) >>> lowBits]!++;
  const [high, above] = binOfRank(highs, rank);
  const lows = new Uint32Array(1 << lowBits);
  for (const word of words) {
    if (magnitude(word) >>> lowBits === high) lows[word & ((1 << lowBits) - 1)]!++;
  }
  return (high << lowBits) | binOfRank(lows, rank - above)[0];
}

/** Returns the bin that holds the word of rank `rank` from the largest, and the number of words above that bin. */
function binOfRank(counts: Uint32Array, rank: number): [bin: number, above: number] {
  let above = 0;
  let bin = counts.length - 1;
  while (above + counts[bin]! < rank) above += counts[bin--]!;
  return [bin, above];
}
