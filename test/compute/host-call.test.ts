/** Host operations: the graph is cut around them, and results do not depend on the engine. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { optimize } from '../../src/compute/graph/optimize.js';
import { trace } from '../../src/compute/graph/trace.js';
import { type HostOperation, hostCall } from '../../src/compute/host-call.js';
import { planSegments } from '../../src/compute/onnx/plan.js';
import type { TensorFunction, TensorSpec, Values } from '../../src/compute/signature.js';

const elementwise = (name: string, compute: (x: number, i: number) => number): HostOperation => ({
  name,
  outputs: ([x]) => [x!],
  run([x], [y]) {
    for (let i = 0; i < y!.length; i++) y![i] = compute(x![i]!, i);
  },
});

const double = elementwise('double', (x) => 2 * x);
const increment = elementwise('increment', (x) => x + 1);
const double$ = (x: tf.Tensor) => hostCall(double, [x])[0]!;
const increment$ = (x: tf.Tensor) => hostCall(increment, [x])[0]!;

const sum: HostOperation = {
  name: 'sum',
  outputs: ([x]) => [x!],
  run([x, y], [z]) {
    for (let i = 0; i < z!.length; i++) z![i] = x![i]! + y![i]!;
  },
};

/** Row sums and the number of positive elements. */
const summary: HostOperation = {
  name: 'summary',
  outputs: ([x]) => [
    { shape: [x!.shape[0]!], dtype: 'float32' },
    { shape: [], dtype: 'int32' },
  ],
  run([x], [sums, positive], [type]) {
    const columns = type!.shape[1]!;
    sums!.fill(0);
    for (let i = 0; i < x!.length; i++) sums![Math.trunc(i / columns)]! += x![i]!;
    positive![0] = x!.filter((value) => value > 0).length;
  },
};

/** Keeps every other activation, scaled by 2; its gradient passes where the activation did. */
const halved = tf.customGrad((x, save) => {
  const mask = hostCall(
    elementwise('mask', (_, i) => (i % 2 === 0 ? 2 : 0)),
    [x as tf.Tensor],
  )[0]!;
  (save as tf.GradSaveFunc)([mask]);
  return {
    value: tf.mul(x as tf.Tensor, mask),
    gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, saved!),
  };
});

interface Case {
  readonly title: string;
  readonly fn: TensorFunction;
  readonly inputs: readonly TensorSpec[];
  readonly segments: number;
}

const vector: TensorSpec = { shape: [6] };
const image: TensorSpec = { shape: [2, 3, 5, 4] };

const cases: readonly Case[] = [
  { title: 'first', fn: (x) => [tf.add(double$(x!), 1)], inputs: [vector], segments: 2 },
  { title: 'last', fn: (x) => [double$(tf.add(x!, 1))], inputs: [vector], segments: 1 },
  { title: 'alone', fn: (x) => [double$(x!)], inputs: [vector], segments: 1 },
  { title: 'on bytes', fn: (x) => [double$(x!)], inputs: [{ shape: [6], storage: 'uint8' }], segments: 1 },
  {
    title: 'on a constant, which is computed beforehand',
    fn: (x) => [tf.add(double$(increment$(tf.tensor1d([1, 2, 3]))), x!)],
    inputs: [{ shape: [3] }],
    segments: 1,
  },
  {
    title: 'on a constant and an input',
    fn: (x) => [tf.add(hostCall(sum, [tf.tensor1d([1, 2, 3]), x!])[0]!, x!)],
    inputs: [{ shape: [3] }],
    segments: 2,
  },
  { title: 'its result twice', fn: (x) => [x!, x!].map(double$), inputs: [vector], segments: 1 },
  { title: 'on another’s result', fn: (x) => [increment$(double$(x!))], inputs: [vector], segments: 2 },
  {
    title: 'two of one level',
    fn: (x) => [tf.add(double$(tf.square(x!)), increment$(tf.exp(x!)))],
    inputs: [vector],
    segments: 2,
  },
  {
    title: 'three in sequence, an early value used late',
    fn(x) {
      const early = tf.sin(x!);
      const late = [double$, increment$, double$].reduce((y, call) => tf.tanh(call(y)), x!);
      return [tf.mul(early, late), early];
    },
    inputs: [vector],
    segments: 4,
  },
  {
    title: 'several results',
    fn(x) {
      const [sums, positive] = hostCall(summary, [tf.mul(x!, 2)]) as [tf.Tensor, tf.Tensor];
      return [tf.div(sums, tf.cast(positive, 'float32')), positive];
    },
    inputs: [{ shape: [3, 4] }],
    segments: 2,
  },
  {
    title: 'between convolutions, which store channels first',
    fn(x, w) {
      const conv = (image: tf.Tensor) => tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, 1, 'same');
      return [conv(tf.relu(double$(conv(tf.transpose(x!, [0, 2, 3, 1])))))];
    },
    inputs: [image, { shape: [3, 3, 3, 3] }],
    segments: 2,
  },
  {
    title: 'a bool that crosses the cut',
    fn(x) {
      const positive = tf.greater(x!, 0);
      return [tf.where(positive, double$(x!), tf.zerosLike(x!))];
    },
    inputs: [vector],
    segments: 2,
  },
  {
    title: 'under a gradient',
    fn: (x, w) => tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.square(halved(tf.mul(halved(a), b)))))([x!, w!]),
    inputs: [vector, vector],
    segments: 3,
  },
];

const random = (length: number, seed: number) => Array.from({ length }, (_, i) => Math.sin(7 * i + seed));

function valuesFor({ shape, storage }: TensorSpec, seed: number): Values {
  const values = random(
    shape.reduce((a, b) => a * b, 1),
    seed,
  );
  return storage ? Uint8Array.from(values, (x) => 100 + 100 * x) : Float32Array.from(values);
}

beforeAll(async () => {
  await loadEagerBackend();
});

describe.each(cases)('a host operation $title', ({ fn, inputs, segments }) => {
  test('gives what the eager engine gives', async () => {
    const eager = await compile(fn, { inputs }, { engine: 'tfjs' });
    const compiled = await compile(fn, { inputs });
    // Twice, since the buffers of the first run are those of the second.
    for (const seed of [0, 1]) {
      const values = inputs.map((spec, index) => valuesFor(spec, seed + 10 * index));
      const [expected, actual] = [await eager.run(values), await compiled.run(values)];
      expect(actual.map((result) => result.length)).toEqual(expected.map((result) => result.length));
      for (const [index, result] of expected.entries()) {
        for (const [i, value] of result.entries()) expect(actual[index]![i]).toBeCloseTo(value, 4);
      }
    }
    await compiled.dispose();
  });

  test('cuts the graph as seldom as it can', () => {
    const plan = planSegments(optimize(trace(fn, inputs)), { frozen: [] });
    expect(plan.segments).toHaveLength(segments);
  });
});

test('an operation reads bool operands only after a cast', () => {
  expect(() => hostCall(double, [tf.tensor1d([true], 'bool')])).toThrow(
    "host operation 'double': expected float32 or int32 operands, got bool",
  );
});

test('an operation on a frozen input is computed when the graph is made, and again when it is taken over', async () => {
  let runs = 0;
  const counted: HostOperation = {
    ...double,
    run(...buffers) {
      runs++;
      double.run(...buffers);
    },
  };
  const frozen = Float32Array.of(1, 2);
  const runner = await compile((w, x) => [tf.add(hostCall(counted, [w!])[0]!, x!)], {
    inputs: [{ shape: [2], frozen }, { shape: [2] }],
  });
  for (let i = 0; i < 3; i++) expect(await runner.run([Float32Array.of(0, 1)])).toEqual([Float32Array.of(2, 5)]);
  expect(runs).toBe(1);
  frozen.set([3, 4]);
  expect(await runner.run([Float32Array.of(0, 1)])).toEqual([Float32Array.of(2, 5)]);
  await runner.refreeze();
  expect(await runner.run([Float32Array.of(0, 1)])).toEqual([Float32Array.of(6, 9)]);
  await runner.dispose();
});
