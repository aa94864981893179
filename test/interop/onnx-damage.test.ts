/** ONNX files that could make an import run forever, use all memory, or accept another network than the one in the file. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { encodeModel, type OnnxGraph, type OnnxInitializer, type OnnxNode } from '../../src/compute/onnx/onnx-model.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { importedModel } from '../helpers/imported-model.js';
import { pixels, runOnnx } from '../helpers/onnx-graph.js';
import { channelsLast, decomposed, network, single } from '../helpers/onnx-norm.js';
import { processorMs } from '../helpers/processor-time.js';
import { sampleSize } from '../helpers/sample.js';
import { smallShape } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const floats = (count: number, value = 0.5) => new Uint8Array(new Float32Array(count).fill(value).buffer);

/** x [N, 4, 84, 84] → Conv of stride 84 → Relu → Flatten → Gemm → y [N, 3] */
function graphOf(weights: Partial<OnnxInitializer>, before: OnnxGraph['nodes'] = []): OnnxGraph {
  const node = (operator: string, inputs: string[], output: string, attributes = {}) => ({
    operator,
    inputs,
    outputs: [output],
    attributes,
  });
  const array = (name: string, shape: number[]): OnnxInitializer => ({
    name,
    shape,
    dtype: 'float32',
    data: floats(shape.reduce((a, b) => a * b, 1)),
  });
  return {
    nodes: [
      ...before,
      node('Conv', [before.at(-1)?.outputs[0] ?? 'x', 'w'], 'a', { strides: [84, 84], kernel_shape: [8, 8] }),
      node('Relu', ['a'], 'b'),
      node('Flatten', ['b'], 'c'),
      node('Gemm', ['c', 'm', 'bias'], 'y'),
    ],
    initializers: [
      { ...array('w', [2, 4, 8, 8]), ...weights },
      array('m', [2, 3]),
      array('bias', [3]),
      { ...array('zero', []), data: floats(1, 0) },
    ],
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 4, 84, 84] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
  };
}

describe('ONNX', () => {
  it('the graph without a fault is taken', () => {
    expect(importOnnx(encodeModel(graphOf({})), 'file').outputs).toBe(3);
  });

  it.each<[string, OnnxGraph, string]>([
    [
      'a convolution of 2 billion filters without data',
      graphOf({ shape: [2 ** 31, 4, 8, 8], data: new Uint8Array() }),
      "expected 549755813888 elements for 'w' [2147483648,4,8,8], got 0",
    ],
    ['dims whose product overflows', graphOf({ shape: [2 ** 32, 2 ** 32, 8, 8] }), "elements for 'w'"],
    ['a negative length', graphOf({ shape: [-2, -4, 8, 8] }), "expected axes of 0 or more for 'w', got [-2,-4,8,8]"],
    ['data that is cut short', graphOf({ data: floats(3) }), "expected 512 elements for 'w' [2,4,8,8], got 3"],
    ['weights that are NaN', graphOf({ data: floats(512, Number.NaN) }), "finite numbers in 'w', got NaN at index 0"],
    ['weights without end', graphOf({ data: floats(512, -Infinity) }), "finite numbers in 'w', got -Infinity"],
    [
      'a normalization of 2^40 values',
      {
        ...network(),
        nodes: decomposed('x', 'y'),
        inputs: [{ name: 'x', dtype: 'float32', shape: [1, 2 ** 40] }],
      },
      'makes the network too large: the file creates many more numbers than it contains',
    ],
    [
      'a division by 0',
      graphOf({}, [{ operator: 'Div', inputs: ['x', 'zero'], outputs: ['d'], attributes: {} }]),
      'with the constant 0 has no finite result',
    ],
    [
      'a terminal’s codes for an operator',
      graphOf({}, [{ operator: '\u001b[2J\n', inputs: ['x'], outputs: ['d'], attributes: {} }]),
      "file: \\x1b[2J\\n (node 1 'd', which gives 'd') is not supported",
    ],
  ])('%s is refused at once, in one line', (_, graph, says) => {
    const file = encodeModel(graph);
    const start = processorMs();
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(says);
    expect(processorMs() - start).toBeLessThan(1000);
  });

  it('whatever its dims say, the elements are counted before anything is made of them', () => {
    const dim = fc.oneof(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
      fc.maxSafeInteger(),
    );
    const data = fc.integer({ min: 0, max: 600 }).map((count) => floats(count));
    fc.assert(
      fc.property(fc.array(dim, { maxLength: 6 }), data, (shape, bytes) => {
        const file = encodeModel(graphOf({ shape, data: bytes }));
        const start = processorMs();
        try {
          importOnnx(file, 'file');
          expect(shape).toEqual([2, 4, 8, 8]);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
        expect(processorMs() - start).toBeLessThan(1000);
      }),
      { numRuns: sampleSize(200, 2000), examples: [[[2, 4, 8, 8], floats(512)]] },
    );
  });
});

/** All graphs that differ in one node: left out, of another operator, or with another operand. */
function edits(nodes: readonly OnnxNode[]): readonly (readonly OnnxNode[])[] {
  const operators = ['ReduceMean', 'Sub', 'Add', 'Mul', 'Pow', 'Div', 'Sqrt', 'Reciprocal', 'LayerNormalization'];
  const names = [...new Set(nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]))];
  const changesOf = (node: OnnxNode): readonly OnnxNode[][] => [
    [],
    ...operators.map((operator) => [{ ...node, operator }]),
    ...node.inputs.flatMap((_, place) =>
      names.map((name) => [{ ...node, inputs: node.inputs.map((input, i) => (i === place ? name : input)) }]),
    ),
  ];
  return nodes.flatMap((node, i) =>
    changesOf(node).map((change) => [...nodes.slice(0, i), ...change, ...nodes.slice(i + 1)]),
  );
}

describe('a layer normalization with one fault', () => {
  const affine = { scale: 's', offset: 'o' };
  it.each<[string, readonly OnnxNode[]]>([
    ['of operators as PyTorch writes them', decomposed('a', 'z', affine)],
    [
      'of operators as our export writes them',
      decomposed('a', 'z', { ...affine, square: 'Mul', divide: 'Reciprocal' }),
    ],
    ['of one operator', [single('a', 'z', ['s', 'o'])]],
  ])('%s is refused, or imported as what ONNX Runtime computes', async (_, nodes) => {
    let [refused, same] = [0, 0];
    for (const edited of edits(nodes)) {
      const file = encodeModel(network(channelsLast(edited)));
      let imported: ReturnType<typeof importOnnx>;
      try {
        imported = importOnnx(file, 'file');
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        refused++;
        continue;
      }
      const expected = await runOnnx(file).catch(() => undefined); // of types that do not fit
      if (!expected?.every(Number.isFinite)) continue;
      const input = tf.tensor4d(pixels, [2, ...smallShape]);
      const actual = importedModel(imported)
        .forward(input, tf.tensor1d([1, 2, 3], 'int32'))
        .dataSync();
      const largest = Math.max(1e-9, ...expected.map(Math.abs));
      expect([...actual].map((value) => value / largest)).toEqual(
        [...expected].map((value) => expect.closeTo(value / largest, 4)),
      );
      same++;
    }
    expect(Math.min(refused, same)).toBeGreaterThan(nodes.length);
  });
});
