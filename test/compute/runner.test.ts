/** What a runner promises its caller, on both engines where both can keep it. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { optimize } from '../../src/compute/graph/optimize.js';
import { trace } from '../../src/compute/graph/trace.js';
import { planSegments } from '../../src/compute/onnx/plan.js';
import type { TensorFunction, TensorSpec } from '../../src/compute/signature.js';
import { engines } from '../helpers/engines.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const pair: readonly TensorSpec[] = [{ shape: [3] }, { shape: [3] }];
const sum: TensorFunction = (a, b) => [tf.add(a!, b!)];

describe.each(engines)('engine %s', (_engine, options) => {
  const build = (fn: TensorFunction, inputs: readonly TensorSpec[]) => compile(fn, { inputs }, options);

  test('says what it returns', async () => {
    const runner = await build((a, b) => [tf.concat([a!, b!]), tf.argMax(a!)], pair);
    expect(runner.outputs).toEqual([
      { shape: [6], dtype: 'float32' },
      { shape: [], dtype: 'int32' },
    ]);
  });

  test('writes into the arrays it is given and allocates the others', async () => {
    const runner = await build((a, b) => [tf.add(a!, b!), tf.sub(a!, b!)], pair);
    const difference = new Float32Array(3);
    const results = await runner.run([Float32Array.of(1, 2, 3), Float32Array.of(1, 1, 1)], [undefined, difference]);
    expect(results).toEqual([Float32Array.of(2, 3, 4), Float32Array.of(0, 1, 2)]);
    expect(results[1]).toBe(difference);
  });

  test('reads and writes views into WebAssembly memory', async () => {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const [a, b, c] = [0, 64, 128].map((offset) => new Float32Array(buffer, offset, 3)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const runner = await build(sum, pair);
    for (const start of [1, 5]) {
      a.set([start, 2, 3]);
      b.fill(start);
      await runner.run([a, b], [c]);
      expect(c).toEqual(Float32Array.of(2 * start, start + 2, start + 3));
    }
    expect(new Float32Array(buffer, 140, 3)).toEqual(new Float32Array(3));
  });

  test('sees what its input arrays hold at each run', async () => {
    const runner = await build(sum, pair);
    const [a, b] = [new Float32Array(3), Float32Array.of(1, 2, 3)];
    await fc.assert(
      fc.asyncProperty(
        fc.float32Array({ minLength: 3, maxLength: 3, noNaN: true, min: -1000, max: 1000 }),
        async (values) => {
          a.set(values);
          expect((await runner.run([a, b]))[0]).toEqual(values.map((value, i) => value + b[i]!));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('answers overlapping calls one after another', async () => {
    const runner = await build(sum, pair);
    const calls = [1, 2, 3, 4].map((x) => runner.run([new Float32Array(3).fill(x), new Float32Array(3)]));
    expect((await Promise.all(calls)).map(([result]) => result![0])).toEqual([1, 2, 3, 4]);
  });

  test('returns inputs and constants as they are', async () => {
    const runner = await build((a) => [a!, a!, tf.tensor1d([7, 8])], [{ shape: [2] }]);
    const input = Float32Array.of(1, 2);
    const results = await runner.run([input]);
    expect(results).toEqual([input, input, Float32Array.of(7, 8)]);
    expect(results[0]).not.toBe(input);
  });

  test('widens bytes', async () => {
    const pixels: TensorSpec[] = [
      { shape: [4], storage: 'uint8' },
      { shape: [4], storage: 'uint8', dtype: 'int32' },
    ];
    const runner = await build((a, b) => [tf.div(a!, 2), tf.sub(b!, tf.scalar(200, 'int32'))], pixels);
    const bytes = Uint8Array.of(0, 1, 128, 255);
    expect(await runner.run([bytes, bytes])).toEqual([
      Float32Array.of(0, 0.5, 64, 127.5),
      Int32Array.of(-200, -199, -72, 55),
    ]);
  });

  test('reads frozen inputs again after refreeze', async () => {
    const frozen = Float32Array.of(1, 2, 3);
    const runner = await build(sum, [{ shape: [3] }, { shape: [3], frozen }]);
    const zeros = new Float32Array(3);
    expect((await runner.run([zeros]))[0]).toEqual(Float32Array.of(1, 2, 3));
    frozen.fill(9);
    await runner.refreeze();
    expect((await runner.run([zeros]))[0]).toEqual(Float32Array.of(9, 9, 9));
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'inputs are missing',
      async () => (await build(sum, pair)).run([new Float32Array(3)]),
      'expected 2 inputs (frozen ones left out), got 1',
    ],
    [
      'an input is too long',
      async () => (await build(sum, pair)).run([new Float32Array(3), new Float32Array(4)]),
      'input 1: expected a Float32Array of 3 elements ([3]), got Float32Array of 4',
    ],
    [
      'an input has another type',
      async () => (await build(sum, pair)).run([new Float32Array(3), new Int32Array(3)]),
      'input 1: expected a Float32Array of 3 elements ([3]), got Int32Array of 3',
    ],
    [
      'an output array is too short',
      async () => (await build(sum, pair)).run([new Float32Array(3), new Float32Array(3)], [new Float32Array(2)]),
      'output 0: expected a Float32Array of 3 elements ([3]), got Float32Array of 2',
    ],
    [
      'a frozen array has the wrong size',
      () => build(sum, [{ shape: [3] }, { shape: [3], frozen: new Float32Array(2) }]),
      'frozen input 1: expected a Float32Array of 3 elements ([3]), got Float32Array of 2',
    ],
    [
      'a result is bool',
      () => build((a, b) => [tf.less(a!, b!)], pair),
      'result 0: expected float32 or int32, got bool; cast it',
    ],
  ])('refuses when %s', async (_, action, message) => {
    await expect(action()).rejects.toThrow(message);
  });
});

describe('compiling', () => {
  const build = (fn: TensorFunction, inputs: readonly TensorSpec[] = pair) => compile(fn, { inputs });

  test.each<[string, TensorFunction, RegExp]>([
    ['an unknown kernel', (a) => [tf.acosh(a!)], /^kernel 'Acosh' \(used by tf\.acosh\) cannot be compiled/],
    [
      'an unknown kernel in a gradient',
      (a) => [tf.grad((x: tf.Tensor) => tf.sum(tf.prod(x)))(a!)],
      /^kernel 'Cumprod' \(used by tf\.cumprod in a gradient\) cannot be compiled/,
    ],
    ['a value that is read', (a) => [tf.mul(a!, a!.dataSync()[0]!)], /^a tensor was read while tracing/],
  ])('names %s', async (_, fn, message) => {
    const before = tf.getBackend();
    const error = await build(fn).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
    expect(tf.getBackend()).toBe(before);
  });

  test('leaves no tensor behind, nor another backend', async () => {
    const captured = tf.tensor1d([1, 2, 3]);
    const fn: TensorFunction = (a, b) =>
      tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(tf.mul(tf.square(x), tf.add(y, captured))))([a!, b!]);
    const [before, backend] = [{ ...tf.memory() }, tf.getBackend()];
    const runner = await build(fn);
    await runner.run([new Float32Array(3), new Float32Array(3)]);
    await runner.dispose();
    await build((a) => [tf.acosh(tf.exp(a!))]).catch(() => undefined);
    expect(tf.memory()).toEqual(before);
    expect(tf.getBackend()).toBe(backend);
    expect(captured.dataSync()).toEqual(Float32Array.of(1, 2, 3));
    captured.dispose();
  });

  test('takes captured tensors and variables as constants', async () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const runner = await build(
      (a) => {
        const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(tf.square(variable), a!)) as tf.Scalar);
        return [value, grads[variable.name]!];
      },
      [{ shape: [3] }],
    );
    expect(await runner.run([Float32Array.of(1, 1, 2)])).toEqual([Float32Array.of(23), Float32Array.of(2, 4, 12)]);
    variable.dispose();
  });

  test('gives the same bytes at every run and for every compilation', async () => {
    const fn: TensorFunction = (x, w) =>
      tf.grads((a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.tanh(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))),
      )([x!, w!]);
    const inputs = [{ shape: [4, 20, 20, 3] }, { shape: [3, 3, 3, 8] }];
    const values = inputs.map(({ shape }) =>
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)),
    );
    for (const threads of [1, 2]) {
      const runners = await Promise.all([0, 1].map(() => compile(fn, { inputs }, { threads })));
      const [first, ...others] = [
        await runners[0]!.run(values),
        await runners[0]!.run(values),
        await runners[1]!.run(values),
      ];
      for (const other of others) expect(other).toEqual(first);
    }
  });
});

describe('the lowered graph', () => {
  const operators = (fn: TensorFunction, inputs: readonly TensorSpec[]) => {
    const { segments } = planSegments(optimize(trace(fn, inputs)), { frozen: inputs.map(({ frozen }) => frozen) });
    return segments.flatMap(({ nodes }) => nodes.map(({ operator }) => operator));
  };
  const filter = (shape: number[]): TensorSpec => ({ shape, frozen: new Float32Array(shape.reduce((a, b) => a * b)) });

  test('transposes neither images that come channels first nor frozen filters', () => {
    const inputs: TensorSpec[] = [
      { shape: [2, 4, 20, 20], storage: 'uint8' },
      filter([4, 4, 4, 8]),
      filter([8]),
      filter([3, 3, 8, 8]),
    ];
    const fn: TensorFunction = (pixels, w1, b1, w2) => {
      const x = tf.transpose(tf.div(pixels!, 255), [0, 2, 3, 1]) as tf.Tensor4D;
      const hidden = tf.relu(tf.add(tf.conv2d(x, w1 as tf.Tensor4D, 2, 'valid'), b1!)) as tf.Tensor4D;
      return [tf.mean(tf.relu(tf.conv2d(hidden, w2 as tf.Tensor4D, 1, 'same')), [1, 2])];
    };
    expect(operators(fn, inputs)).toEqual(['Cast', 'Div', 'Conv', 'Relu', 'Conv', 'Relu', 'ReduceMean']);
  });

  test('leaves out what no result needs', () => {
    const fn: TensorFunction = (x, w) => {
      tf.exp(x!);
      return [tf.grad((a: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, a as tf.Tensor4D, 1, 'valid')))(w!)];
    };
    expect(operators(fn, [{ shape: [2, 6, 6, 3] }, { shape: [3, 3, 3, 4] }])).not.toContain('ConvTranspose');
  });

  test('computes equal calls once', () => {
    const fn: TensorFunction = (x) => [tf.add(tf.exp(tf.mul(x!, 2)), tf.exp(tf.mul(x!, 2)))];
    expect(operators(fn, [{ shape: [3] }])).toEqual(['Mul', 'Exp', 'Add']);
  });
});
