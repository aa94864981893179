import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { type HostOperation, hostCall } from '../../src/compute/host-call.js';
import { type MapOptions, mapSlices, type SliceFunction } from '../../src/compute/map.js';
import type { Values } from '../../src/compute/signature.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const doubled: HostOperation = {
  name: 'doubled',
  outputs: ([x]) => [x!],
  run([x], [y]) {
    y!.set(x!.map((value) => 2 * value));
  },
};

const [count, rows, columns] = [3, 2, 4];

interface Case {
  readonly title: string;
  readonly fn: SliceFunction;
  readonly options?: MapOptions;
}

const product: SliceFunction = ([row], [matrix]) => tf.matMul(matrix!, tf.reshape(row!, [columns, 1]));
const cases: readonly Case[] = [
  { title: 'stacks', fn: product },
  { title: 'sums', fn: product, options: { combine: 'sum' } },
  {
    title: 'takes several slices',
    fn: ([row, word], [matrix]) => tf.add(tf.mul(matrix!, row!), tf.cast(word!, 'float32')),
  },
  { title: 'takes host operations', fn: ([row], [matrix]) => tf.add(hostCall(doubled, [row!])[0]!, tf.sin(matrix!)) },
  { title: 'takes gradients', fn: ([row], [matrix]) => tf.grad((x) => tf.sum(tf.square(tf.mul(x, row!))))(matrix!) },
  {
    title: 'nests',
    fn: ([row], [matrix]) => mapSlices(([x], [y]) => tf.mul(x!, y!), [matrix!], [row!], { combine: 'sum' }),
  },
];

describe.each(cases)('mapSlices $title', ({ fn, options }) => {
  const inputs = [{ shape: [count, columns] }, { shape: [count], dtype: 'int32' as const }, { shape: [rows, columns] }];
  const values: Values[] = [
    Float32Array.from({ length: count * columns }, (_, i) => Math.sin(i)),
    Int32Array.of(1, -2, 5),
    Float32Array.from({ length: rows * columns }, (_, i) => Math.cos(i)),
  ];
  const mapped = (x: tf.Tensor, words: tf.Tensor, matrix: tf.Tensor) =>
    mapSlices(fn, [tf.mul(x, 2), words], [matrix], options);

  it('equals a loop, on both engines', async () => {
    const one = (i: number) =>
      tf.tidy(() => {
        const x = tf.mul(tf.tensor2d(values[0] as Float32Array, [count, columns]), 2);
        const row = tf.reshape(tf.slice(x, [i, 0], [1, columns]), [columns]);
        const matrix = tf.tensor2d(values[2] as Float32Array, [rows, columns]);
        return [...fn([row, tf.scalar(values[1]![i]!, 'int32')], [matrix]).dataSync()];
      });
    const each = [0, 1, 2].map(one);
    const expected = options?.combine === 'sum' ? each.reduce((a, b) => a.map((v, i) => v + b[i]!)) : each.flat();
    for (const engine of ['onnx', 'tfjs'] as const) {
      const runner = await compile(
        (x, words, matrix) => [tf.add(mapped(x!, words!, matrix!), 1)],
        { inputs },
        { engine },
      );
      const before = tf.memory().numTensors;
      for (let run = 0; run < 2; run++) {
        const [result] = await runner.run(values);
        expect([...result!]).toEqual(expected.map((value) => expect.closeTo(value + 1, 4)));
      }
      expect(tf.memory().numTensors).toBe(before);
      await runner.dispose();
    }
  });
});
