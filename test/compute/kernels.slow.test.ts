/**
 * Every compiled kernel, and the gradient through it, native and on WebAssembly, against TensorFlow.js, eagerly: on
 * TensorFlow's own library where that is installed, else on its cpu backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { kernelRules } from '../../src/compute/lower/rules.js';
import type { TensorFunction } from '../../src/compute/signature.js';
import { onnxEngines } from '../helpers/engines.js';
import { type Input, type Row, rows } from './kernel-rows.js';

const toNhwc = [0, 2, 3, 1];

/** The row's function; with a gradient, also d Σ f·w / d input for every float input, w fixed by position. */
function subject({ fn, gradient }: Row): TensorFunction {
  const results = (inputs: tf.Tensor[]) => [fn(...(inputs as never[]))].flat();
  const weighted = (inputs: tf.Tensor[]): tf.Scalar =>
    tf.addN(
      results(inputs).map((y) => {
        const weights = Array.from({ length: y.size }, (_, i) => Math.cos(i + 1));
        return tf.sum(tf.mul(tf.cast(y, 'float32'), tf.tensor(weights, y.shape)));
      }),
    );
  return (...inputs) => {
    const values = results(inputs);
    const floats = inputs.flatMap(({ dtype }, index) => (dtype === 'float32' ? [index] : []));
    if (gradient === false || floats.length === 0 || values.some(({ dtype }) => dtype !== 'float32')) return values;
    const differentiated = (...variables: tf.Tensor[]) => {
      const all = inputs.slice();
      for (const [position, index] of floats.entries()) all[index] = variables[position]!;
      return weighted(all);
    };
    return [...values, ...tf.grads(differentiated)(floats.map((index) => inputs[index]!))];
  };
}

/** The same with every input of rank 4 handed over as NCHW and transposed first, as images are. */
function channelsFirst(fn: TensorFunction, inputs: readonly Input[]): [TensorFunction, Input[]] {
  const moved = inputs.map((input) => {
    const [n, h, w, c] = input.shape;
    return input.shape.length === 4 ? { ...input, shape: [n!, c!, h!, w!] } : input;
  });
  return [(...tensors) => fn(...tensors.map((x) => (x.rank === 4 ? tf.transpose(x, toNhwc) : x))), moved];
}

async function expectEqual(fn: TensorFunction, inputs: readonly Input[], engines = onnxEngines): Promise<void> {
  const signature = { inputs: inputs.map(({ shape, dtype }) => ({ shape, dtype })) };
  const values = inputs.map((input) => input.values);
  const eager = await compile(fn, signature, { engine: 'tfjs' });
  const expected = await eager.run(values);
  for (const [engine, options] of engines) {
    const compiled = await compile(fn, signature, options);
    const actual = await compiled.run(values);
    await compiled.dispose();
    expect(compiled.outputs).toEqual(eager.outputs);
    for (const [index, array] of expected.entries()) {
      const largest = Math.max(1, ...Array.from(array, Math.abs).filter(Number.isFinite));
      for (const [i, value] of array.entries()) {
        const close = Object.is(actual[index]![i], value) || Math.abs(actual[index]![i]! - value) <= 2e-5 * largest;
        if (!close)
          expect.fail(
            `${engine}: result ${index}[${i}] of [${compiled.outputs[index]!.shape}]: expected ${value}, got ${actual[index]![i]}; inputs ${inputs.map(({ shape }) => `[${shape}]`)}`,
          );
      }
    }
  }
}

/** WebAssembly runs the same graphs: once is enough. */
const enginesFor = (sample: number) => onnxEngines.slice(0, sample === 0 ? undefined : 1);

beforeAll(async () => {
  await loadEagerBackend();
});

describe.each(rows.map((row) => ({ ...row, title: [row.kernel, row.note].filter(Boolean).join(', ') })))(
  '$title',
  (row) => {
    const random = createRandom(rows.findIndex(({ kernel, note }) => kernel === row.kernel && note === row.note));

    test('runs the kernel it names', async () => {
      const inputs = row.inputs(random).map(({ values, shape, dtype }) => tf.tensor(values, [...shape], dtype));
      const { kernelNames } = await tf.profile(() => tf.tidy(() => subject(row)(...inputs)));
      tf.dispose(inputs);
      expect(kernelNames).toContain(row.kernel);
    });

    test('equals the eager backend', async () => {
      for (let sample = 0; sample < 3; sample++) {
        await expectEqual(subject(row), row.inputs(random), enginesFor(sample));
      }
    });

    const images = Array.from({ length: 4 }, () => row.inputs(random)).filter((inputs) =>
      inputs.some(({ shape }) => shape.length === 4),
    );
    if (images.length === 0) return;
    const imageInputs = Array.from({ length: 32 }, (_, i) => row.inputs(random.split(`channels first, ${i}`)))
      .filter((inputs) => inputs.some(({ shape }) => shape.length === 4))
      .slice(0, 3);

    test.runIf(imageInputs.length > 0)('equals it channels first', async () => {
      for (const [sample, inputs] of imageInputs.entries()) {
        await expectEqual(...channelsFirst(subject(row), inputs), enginesFor(sample));
      }
    });
  },
);

test('the table covers every compiled kernel', () => {
  expect([...new Set(rows.map(({ kernel }) => kernel))].sort()).toEqual(Object.keys(kernelRules).sort());
});
