import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { dropoutMask, normal } from '../../../src/defense/sampling/noise.js';
import { chiSquareTail } from '../../helpers/chi-square.js';

beforeAll(async () => {
  await loadEagerBackend();
});

type Words = readonly [seed: number, counter: number, use: number];

function drawn(make: (key: tf.Tensor1D) => tf.Tensor, words: Words = [1, 2, 3]): Float32Array {
  return tf.tidy(() => make(tf.tensor1d([...words], 'int32')).dataSync()) as Float32Array;
}
const normals = (shape: readonly number[], mean = 0, deviation = 1, words?: Words, site = 4) =>
  drawn((key) => normal(shape, key, { mean, deviation, site }), words);
const mask = (shape: readonly number[], keep: number, words?: Words, site = 4) =>
  drawn((key) => dropoutMask(shape, key, { keep, site }), words);

const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('normal', () => {
  const n = 400_000;
  const z = normals([n]);

  it.each([
    ['mean', 1, 0, 1],
    ['variance', 2, 1, 2],
    ['skewness', 3, 0, 15],
    ['kurtosis', 4, 3, 96],
  ])('has the %s of N(0, 1)', (_, power, expected, variance) => {
    const moment = meanOf(z.map((value) => value ** power));
    expect(Math.abs(moment - expected)).toBeLessThan(4.5 * Math.sqrt(variance / n));
  });

  it('has the histogram of N(0, 1)', () => {
    // Upper ends of 16 bins, and the distribution function of N(0, 1) there.
    const table: readonly (readonly [number, number])[] = [
      [-3, 0.001349898],
      [-2.5, 0.006209665],
      [-2, 0.022750132],
      [-1.5, 0.066807201],
      [-1, 0.158655254],
      [-0.5, 0.308537539],
      [-0.1, 0.460172163],
      [0, 0.5],
      [0.1, 0.539827837],
      [0.5, 0.691462461],
      [1, 0.841344746],
      [1.5, 0.933192799],
      [2, 0.977249868],
      [2.5, 0.993790335],
      [3, 0.998650102],
      [Infinity, 1],
    ];
    const counts = table.map(() => 0);
    for (const value of z) counts[table.findIndex(([end]) => value < end)]!++;
    const statistic = counts.reduce((sum, count, i) => {
      const expected = n * (table[i]![1] - (i > 0 ? table[i - 1]![1] : 0));
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquareTail(statistic, table.length - 1)).toBeGreaterThan(1e-4);
  });

  it.each([1, 2, 4, 8, 16, 8192])('is uncorrelated at a lag of %d', (lag) => {
    const bound = 4.5 / Math.sqrt(n - lag);
    const products = z.subarray(lag).map((value, i) => value * z[i]!);
    expect(Math.abs(meanOf(products))).toBeLessThan(bound);
    const squares = z.subarray(lag).map((value, i) => (value ** 2 - 1) * (z[i]! ** 2 - 1));
    expect(Math.abs(meanOf(squares))).toBeLessThan(2 * bound);
  });

  it('has the given mean and deviation', () => {
    expect([...normals([1000], 3, 0.5)]).toEqual([...z.subarray(0, 1000)].map((v) => expect.closeTo(3 + v / 2, 5)));
  });
});

describe('dropoutMask', () => {
  it.each([0.1, 0.5, 0.9, 0.999])('keeps a share of %d, divided by it', (keep) => {
    const n = 200_000;
    const values = mask([n], keep);
    const kept = values.filter((value) => value > 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / Math.fround(keep))]));
    expect(Math.abs(kept.length / n - keep)).toBeLessThan(4.5 * Math.sqrt((keep * (1 - keep)) / n));
    const pairs = values.subarray(1).filter((value, i) => value > 0 && values[i]! > 0).length;
    expect(Math.abs(pairs / n - keep ** 2)).toBeLessThan(6 * Math.sqrt((keep ** 2 * (1 - keep ** 2)) / n) + 1e-5);
  });
});

describe.each([
  ['normal', (shape: readonly number[], words?: Words, site?: number) => normals(shape, 0, 1, words, site)],
  ['dropoutMask', (shape: readonly number[], words?: Words, site?: number) => mask(shape, 0.5, words, site)],
] as const)('%s', (_, draw) => {
  const first = draw([2, 3, 20]);

  it('is the same for the same key', () => {
    expect(draw([2, 3, 20])).toEqual(first);
  });

  it('differs from row to row', () => {
    const rows = Array.from({ length: 6 }, (_, row) => first.subarray(20 * row, 20 * row + 20).join());
    expect(new Set(rows).size).toBe(6);
  });

  it.each<[string, Words, number]>([
    ['seed', [9, 2, 3], 4],
    ['counter', [1, 9, 3], 4],
    ['use', [1, 2, 9], 4],
    ['site', [1, 2, 3], 9],
  ])('depends on the %s', (_, words, site) => {
    expect(draw([2, 3, 20], words, site)).not.toEqual(first);
  });

  it.each([1, 7, 8, 9, 8191, 8192, 8193, 20_000])('does not depend on the length %d of a row', (units) => {
    expect(draw([units])).toEqual(draw([20_001]).subarray(0, units));
  });
});
