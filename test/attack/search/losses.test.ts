/** Losses and their gradients against formulas over plain numbers. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy, differenceOfLogitsRatio, type Loss, losses, margin } from '../../../src/attack/search/losses.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';

beforeAll(async () => {
  await loadEagerBackend();
});

type Formula = (z: readonly number[], label: number) => number;
const sorted = (z: readonly number[]) => [...z].sort((a, b) => b - a);
const bestOther = (z: readonly number[], label: number) => Math.max(...z.filter((_, i) => i !== label));
const ce: Formula = (z, y) => Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - z[y]!;
const gap: Formula = (z, y) => bestOther(z, y) - z[y]!;
const dlr: Formula = (z, y) => gap(z, y) / (sorted(z)[0]! - sorted(z)[2]!);
const targetedDlr: Formula = (z, y) => -gap(z, y) / (sorted(z)[0]! - (sorted(z)[2]! + sorted(z)[3]!) / 2);

const table: readonly (readonly [string, Loss['targeted'], Formula])[] = [
  ['ce', crossEntropy, ce],
  ['ce, targeted', crossEntropy.targeted, (z, y) => -ce(z, y)],
  ['margin', margin, gap],
  ['margin, targeted', margin.targeted, (z, y) => -gap(z, y)],
  ['dlr', differenceOfLogitsRatio, dlr],
  ['dlr, targeted', differenceOfLogitsRatio.targeted, targetedDlr],
];

/** Values far enough apart that a small step does not change their order. */
const outputs = fc
  .tuple(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 5, maxLength: 5 }), fc.nat(4))
  .map(([ranks, label]) => ({ z: ranks.map((rank, i) => 0.7 * rank + 0.01 * i - 2), label }));

describe.each(table)('%s', (_, loss, formula) => {
  it('is the formula', () => {
    fc.assert(
      fc.property(fc.array(outputs, { minLength: 1, maxLength: 4 }), (rows) => {
        const values = tf.tidy(() =>
          loss(
            tf.tensor2d(rows.map(({ z }) => z)),
            tf.tensor1d(
              rows.map(({ label }) => label),
              'int32',
            ),
          ).dataSync(),
        );
        expect([...values]).toEqual(rows.map(({ z, label }) => expect.closeTo(formula(z, label), 4)));
      }),
      { numRuns: 30 },
    );
  });

  it('has the gradient of the formula', () => {
    fc.assert(
      fc.property(outputs, ({ z, label }) => {
        const gradient = tf.tidy(() =>
          tf
            .grad((x) => tf.sum(loss(x as tf.Tensor2D, tf.tensor1d([label], 'int32'))))(tf.tensor2d([z]))
            .dataSync(),
        );
        const step = 1e-3;
        const moved = (i: number, by: number) =>
          formula(
            z.map((value, k) => (k === i ? value + by : value)),
            label,
          );
        const slopes = z.map((__, i) => (moved(i, step) - moved(i, -step)) / (2 * step));
        expect([...gradient]).toEqual(slopes.map((slope) => expect.closeTo(slope, 3)));
      }),
      { numRuns: 20 },
    );
  });

  it('leaks no tensors', () => {
    const z = tf.tensor2d([[1, 2, 3, 4]]);
    const y = tf.tensor1d([1], 'int32');
    const before = tf.memory().numTensors;
    loss(z, y).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('dlr', () => {
  it('is invariant to shift and scale', () => {
    const z = [2, -1, 0.5, 3, 1];
    const of = (values: number[], targeted: boolean) =>
      (targeted ? differenceOfLogitsRatio.targeted : differenceOfLogitsRatio)(
        tf.tensor2d([values]),
        tf.tensor1d([3], 'int32'),
      ).dataSync()[0]!;
    const changed = z.map((value) => 1e-3 * value + 7);
    for (const targeted of [false, true]) expect(of(changed, targeted)).toBeCloseTo(of(z, targeted), 2);
  });

  it('is a constant where the label is third, with a gradient of exactly 0', () => {
    const z = tf.tensor2d([
      [0.1, 2.7, 1.3],
      [31.7, -4.1, 55.9],
    ]);
    const labels = tf.tensor1d([0, 1], 'int32');
    expect([...differenceOfLogitsRatio(z, labels).dataSync()]).toEqual([1, 1]);
    const gradient = tf.grad((x) => tf.sum(differenceOfLogitsRatio(x as tf.Tensor2D, labels)))(z);
    expect([...gradient.dataSync()].map(Math.abs)).toEqual(new Array(6).fill(0));
  });

  it('counts equal outputs separately', () => {
    const value = differenceOfLogitsRatio(tf.tensor2d([[5, 5, 5, 1]]), tf.tensor1d([0], 'int32')).dataSync()[0]!;
    expect(value).toBe(0);
  });
});

describe('a loss for which the model has too few outputs', () => {
  const noOther = 'there is no other output to attack';
  const another = 'take another loss, such as ce';
  it.each<[string, Loss['targeted'], number, string]>([
    ['ce', losses.ce, 1, noOther],
    ['ce', losses.ce.targeted, 1, noOther],
    ['margin', losses.margin, 1, noOther],
    ['margin', losses.margin.targeted, 1, noOther],
    ['dlr', losses.dlr, 2, another],
    ['dlr, targeted', losses.dlr.targeted, 3, another],
  ])('%s is refused', (name, loss, count, remedy) => {
    const z = tf.zeros([1, count]) as tf.Tensor2D;
    expect(() => loss(z, tf.tensor1d([0], 'int32'))).toThrow(
      `loss ${name}: expected a model of at least ${count + 1} outputs, got ${count}: ${remedy}`,
    );
  });
});
