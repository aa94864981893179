/** Keys of chance: which stream a row of a batch draws from. */
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

/**
 * What a stochastic model draws its randomness from: int32 words (seed, counter, use). Equal keys, equal draws.
 * The seed names a stream (an episode), the counter a moment in it (a step), the use what is drawn at that moment;
 * independent draws within one use go by layer and row.
 *
 * Of shape [3], rows are told apart by their place in the batch. Of shape [1 + N, 3], the first words are the batch's, under
 * which parameters are drawn, and each of the N examples draws under words of its own: the same in whatever batch it is,
 * and wherever it stands there (`exampleKeys`).
 */
export type Key = Tensor1D | Tensor2D;

/** The same moment, `use` further on: another key, with independent draws. */
export const keyFor = (key: Key, use: number): Key => tidy(() => add<Key>(key, tensor1d([0, 0, use], 'int32')));

/**
 * The key [3] made one of examples, [1 + N, 3]: example i draws at the counter's moment + `examples[i]`.
 * @param examples what each is called by, such as its place in a data set
 */
export const exampleKeys = (key: Key, examples: ArrayLike<number>): Tensor2D =>
  tidy(() => {
    const offsets = [0, ...Array.from(examples)].map((example) => [0, example, 0]);
    return add<Tensor2D>(reshape(key, [1, 3]), tensor2d(offsets, [offsets.length, 3], 'int32'));
  });

/** The same as plain numbers. */
export function exampleKeyWords(words: readonly [number, number, number], examples: ArrayLike<number>): Int32Array {
  const [seed, counter, use] = words;
  const all = Int32Array.of(...words, ...new Array(3 * examples.length).fill(0));
  for (let i = 0; i < examples.length; i++) all.set([seed, counter + examples[i]!, use], 3 * (i + 1));
  return all;
}

/** 0 … count − 1: examples called by their place. */
export const placesOf = (count: number): number[] => Array.from({ length: count }, (_, place) => place);

/** The words [3] under which what the whole batch shares is drawn. */
export const batchKey = (key: Key): Key =>
  key.shape.length === 1 ? key : (reshape(slice(key as Tensor, 0, 1), [3]) as Tensor1D);

/** Under which words a row draws, and its number among the rows that share them. */
export interface RowKey {
  readonly seed: number;
  readonly counter: number;
  readonly use: number;
  readonly sample: number;
}

/** @param words values of a key @param rows of the batch: as many for one example as for another, one behind the other */
export function rowKey(words: ArrayLike<number>, row: number, rows: number): RowKey {
  const examples = words.length / 3 - 1;
  const each = examples > 0 ? rows / examples : rows;
  const at = examples > 0 ? 3 * (1 + Math.floor(row / each)) : 0;
  return { seed: words[at]!, counter: words[at + 1]!, use: words[at + 2]!, sample: row % each };
}
