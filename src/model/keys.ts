/** Keys of random numbers, as in JAX: equal keys give equal random numbers, different keys independent ones. */
import {
  add,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { fnv1a } from '../common/random.js';

/**
 * The key of a stochastic model: int32 words (seed, counter, use). The seed identifies a stream, such as an episode; the
 * counter an agent step or an example in it; the use separates the purposes of random numbers at that counter. Within one use,
 * random numbers also depend on the layer and the row.
 *
 * A key of shape [3] distinguishes rows by their index in the batch. A key of shape [1 + N, 3] has a first row for the batch,
 * which determines sampled parameters, and one row for each of the N examples. Then the random numbers of an example do not
 * depend on its batch or its index there (see `exampleKeys`).
 */
export type Key = Tensor1D | Tensor2D;

/** Returns a key with the same seed and counter, for another use. */
export const keyFor = (key: Key, use: number): Key => tidy(() => add<Key>(key, tensor1d([0, 0, use], 'int32')));

/**
 * Extends a key [3] to a key of examples [1 + N, 3]: the counter of example i is increased by `examples[i]`.
 * @param examples the number of each example, such as its index in a data set
 */
export const exampleKeys = (key: Key, examples: ArrayLike<number>): Tensor2D =>
  tidy(() => {
    const offsets = [0, ...Array.from(examples)].map((example) => [0, example, 0]);
    return add<Tensor2D>(reshape(key, [1, 3]), tensor2d(offsets, [offsets.length, 3], 'int32'));
  });

/** Like `exampleKeys`, for a key as plain numbers. */
export function exampleKeyWords(words: readonly [number, number, number], examples: ArrayLike<number>): Int32Array {
  const [seed, counter, use] = words;
  const all = Int32Array.of(...words, ...new Array(3 * examples.length).fill(0));
  for (let i = 0; i < examples.length; i++) all.set([seed, counter + examples[i]!, use], 3 * (i + 1));
  return all;
}

/** Returns 0 … count − 1: examples numbered by their index in the batch. */
export const placesOf = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

/** Returns the words [3] that determine what the whole batch shares. */
export const batchKey = (key: Key): Key =>
  key.shape.length === 1 ? key : (reshape(slice(key as Tensor, 0, 1), [3]) as Tensor1D);

/** The key of one row of a batch. */
export interface RowKey {
  readonly seed: number;
  readonly counter: number;
  readonly use: number;
  /** Index of the row among the rows with the same words. */
  readonly sample: number;
}

/** @param words values of a key @param rows of the batch; every example has equally many, one after the other */
export function rowKey(words: ArrayLike<number>, row: number, rows: number): RowKey {
  const examples = words.length / 3 - 1;
  const each = examples > 0 ? rows / examples : rows;
  const at = examples > 0 ? 3 * (1 + Math.floor(row / each)) : 0;
  return { seed: words[at]!, counter: words[at + 1]!, use: words[at + 2]!, sample: row % each };
}

/** Returns the number of a site (a layer, or an array of parameters) by its name. Sites use independent random numbers. */
export const siteNumber = (name: string): number => fnv1a(name);
