/** Deterministic weight pruning: the SAP paper's appendix B, after Han et al. 2015 without their fine-tuning. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import type { Defense } from './defense.js';
import { weightDefense } from './weights.js';

export interface DwpOptions {
  /** k: how many % of a weight tensor's elements are kept, 0 < k ≤ 100. */
  readonly percent: number;
}

/**
 * Keeps the ⌊k % of a⌋ largest of a weight tensor's a elements by magnitude, the first of equal ones; the others become 0.
 * @throws RangeError for another k; the model, UsageError when a tensor is so small that nothing would be kept
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
        throw new UsageError(`${label} keeps none of the ${weights.size} weights of [${weights.shape}]: raise it`);
      }
      return largestKept(weights, count);
    },
  });
}

/** The `count` largest elements by magnitude, zeros elsewhere. */
function largestKept(weights: Tensor, count: number): Tensor {
  const operation: HostOperation = {
    name: 'largest-kept',
    outputs: ([type]) => [type!],
    run([values], [kept]) {
      const { buffer, byteOffset, length } = values as Float32Array;
      const bits = new Uint32Array(buffer, byteOffset, length);
      const limit = magnitudeOfRank(bits, count);
      // Those above the limit are all kept, of those that equal it the first.
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

/** A float without its sign: as integers, such words are ordered as the numbers are. */
const magnitude = (word: number): number => word & 0x7fffffff;
const lowBits = 15;

/** The magnitude of which `rank` words are at least as large and fewer are larger; two counts by halves of the words. */
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

/** The bin, counted from the top, in which the `rank`-th word lies, and how many words lie above that bin. */
function binOfRank(counts: Uint32Array, rank: number): [bin: number, above: number] {
  let above = 0;
  let bin = counts.length - 1;
  while (above + counts[bin]! < rank) above += counts[bin--]!;
  return [bin, above];
}
