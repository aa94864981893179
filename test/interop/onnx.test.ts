import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { encodeModel, modelType, type OnnxGraph, type OnnxInitializer } from '../../src/compute/onnx/onnx-model.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import type { Key } from '../../src/model/model.js';
import { importedModel } from '../helpers/imported-model.js';
import { bytesOf, type Call, chain, floats, lengths, pixels, runOnnx, scalar, weights } from '../helpers/onnx-graph.js';
import { smallShape } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const keyOf = (): Key => tf.tensor1d([1, 2, 3], 'int32');
const pixelTensor = () => tf.tensor4d(pixels, [2, ...smallShape]);

const cases: readonly [string, OnnxGraph][] = [
  [
    'as PyTorch writes it: padding, Flatten, Gemm with transB',
    chain(
      [
        ['Div', 'c'],
        ['Conv', ['w1', 'b1'], { pads: [1, 0, 2, 1], strides: [2, 1], kernel_shape: [3, 2] }],
        ['Relu', ''],
        ['Flatten', '', { axis: 1 }],
        ['Gemm', ['w2', 'b2'], { transB: 1, alpha: { float: 1 }, beta: { float: 1 } }],
        ['Relu', ''],
        ['Gemm', ['w3', 'b3'], { transB: 1 }],
      ],
      [
        scalar('c', 255),
        weights('w1', 3, 2, 3, 2),
        weights('b1', 3),
        weights('w2', 5, 72),
        weights('b2', 5),
        weights('w3', 4, 5),
        weights('b3', 4),
      ],
      4,
    ),
  ],
  [
    'as Keras writes it: channels last before flattening, biases added apart',
    chain(
      [
        ['Mul', 'c'],
        ['Sub', 'half'],
        ['Conv', 'w1', { strides: [1, 2] }],
        ['Add', 'b1'],
        ['Relu', ''],
        ['Transpose', '', { perm: [0, 2, 3, 1] }],
        ['Reshape', 'flat'],
        ['MatMul', 'w2'],
        ['Add', 'b2'],
      ],
      [
        scalar('c', 1 / 128),
        scalar('half', 0.5),
        weights('w1', 4, 2, 3, 3),
        weights('b1', 1, 4, 1, 1),
        lengths('flat', -1, 32),
        weights('w2', 32, 3),
        weights('b2', 3),
      ],
      3,
    ),
  ],
  [
    'with axes moved before the first convolution, and no bias at all',
    chain(
      [
        ['Transpose', '', { perm: [0, 1, 3, 2] }],
        ['Conv', 'w1', { strides: [3, 3] }],
        ['Reshape', 'flat'],
        ['MatMul', 'w2'],
      ],
      [weights('w1', 2, 2, 3, 3), lengths('flat', 0, -1), weights('w2', 8, 3)],
      3,
    ),
  ],
];

describe.each(cases)('a graph %s', (_, graph) => {
  const file = encodeModel(graph);

  it('gives what onnxruntime gives', async () => {
    const expected = await runOnnx(file);
    const network = importOnnx(file, 'file');
    expect(network.inputShape).toEqual(smallShape);
    expect(network.outputs).toBe(graph.outputs[0]!.shape[1]);
    const largest = Math.max(...expected.map(Math.abs));
    const actual = importedModel(network).forward(pixelTensor(), keyOf()).dataSync();
    expect([...actual].map((value) => value / largest)).toEqual(
      [...expected].map((value) => expect.closeTo(value / largest, 5)),
    );
  });

  it('can be defended and attacked', () => {
    const model = parseDefense('rnw0.01+rsa0.1')(importedModel(importOnnx(file, 'file')));
    const gradient = tf.grad((x) => tf.sum(model.forward(x as tf.Tensor4D, keyOf(), 3)))(pixelTensor());
    expect(gradient.shape).toEqual([2, ...smallShape]);
    expect(gradient.dataSync().some((value) => value !== 0)).toBe(true);
  });
});

it('a softmax at the end is left out', () => {
  const tail = (softmax: boolean) =>
    encodeModel(
      chain(
        [['Flatten', ''], ['MatMul', 'w'], ...(softmax ? ([['Softmax', '']] as const) : [])],
        [{ ...weights('w', 72, 3), data: bytesOf(new Float32Array(216).fill(0.25)) }],
        3,
      ),
    );
  expect(importOnnx(tail(true), 'file')).toEqual(importOnnx(tail(false), 'file'));
});

it('hooks follow every ReLU', () => {
  const { layers, arrays } = importOnnx(encodeModel(cases[0]![1]), 'file');
  const seen: string[] = [];
  layersNetwork(layers)(
    arrays.map(({ shape, values }) => tf.tensor(values, [...shape])),
    pixelTensor(),
    (activation, name) => {
      seen.push(`${name} ${activation.shape}`);
      return activation;
    },
  );
  expect(seen).toEqual(['relu1 2,4,6,3', 'relu2 2,5']);
});

it('a Constant counts as an array', () => {
  const message = modelType.toObject(modelType.decode(encodeModel(cases[2]![1])) as never) as {
    graph: { node: object[]; initializer: { name: string }[] };
  };
  const [w2] = message.graph.initializer.filter(({ name }) => name === 'w2');
  message.graph.initializer = message.graph.initializer.filter(({ name }) => name !== 'w2');
  message.graph.node.unshift({ opType: 'Constant', output: ['w2'], attribute: [{ name: 'value', type: 4, t: w2 }] });
  const file = modelType.encode(modelType.fromObject(message)).finish();
  expect(importOnnx(file, 'file')).toEqual(importOnnx(encodeModel(cases[2]![1]), 'file'));
});

describe('refuses in one line', () => {
  const w = weights('w', 72, 3);
  const conv = weights('k', 2, 2, 3, 3);
  it.each<[string, readonly Call[], readonly OnnxInitializer[], RegExp]>([
    ['an operator that is not supported', [['Elu', '']], [], /^file: Elu is not supported, so the network cannot/],
    ['pooling', [['MaxPool', '', { kernel_shape: [2, 2] }]], [], /MaxPool is not supported/],
    ['an operator of JavaScript’s objects', [['toString', '']], [], /toString is not supported/],
    ['dilations', [['Conv', 'k', { dilations: [1, 2] }]], [conv], /Conv is dilated/],
    ['groups', [['Conv', 'k', { group: 2 }]], [conv], /Conv has groups/],
    ['automatic padding', [['Conv', 'k', { auto_pad: 'SAME_UPPER' }]], [conv], /Conv with auto_pad SAME_UPPER/],
    [
      'a dense layer over images',
      [['MatMul', 'w']],
      [w],
      /MatMul expects an input \[N,72\], but the previous result is \[N,2,6,6\]/,
    ],
    [
      'a scaled Gemm',
      [
        ['Flatten', ''],
        ['Gemm', 'w', { alpha: { float: 2 } }],
      ],
      [w],
      /Gemm with alpha/,
    ],
    ['a flattened batch', [['Flatten', '', { axis: 0 }]], [], /Flatten with axis 0/],
    ['a reshaped batch', [['Reshape', 's']], [lengths('s', 1, 144)], /Reshape to \[1,144\] moves elements between/],
    ['a moved batch', [['Transpose', '', { perm: [1, 0, 2, 3] }]], [], /Transpose moves the batch/],
    ['a constant image', [['Add', 'a']], [weights('a', 2, 6, 6)], /Add with a constant of shape \[2,6,6\]/],
    [
      'a bias behind a ReLU',
      [
        ['Conv', 'k'],
        ['Relu', ''],
        ['Add', 'a'],
      ],
      [conv, weights('a', 2, 1, 1)],
      /Add with a c/,
    ],
    ['a branch', [['Add', 'x']], [], /Add has an input that is neither/],
    [
      'a softmax in between',
      [
        ['Flatten', ''],
        ['Softmax', ''],
        ['MatMul', 'w'],
      ],
      [w],
      /Softmax before the end/,
    ],
    ['images as outputs', [['Relu', '']], [], /expected outputs \[N, n\], got \[N,2,6,6\]/],
  ])('%s', (_, calls, initializers, message) => {
    const file = encodeModel(chain(calls, initializers, 3));
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['text', new TextEncoder().encode('no model'), /^file is not an ONNX file/],
    ['nothing', new Uint8Array(0), /^file is not an ONNX file: expected a graph, got none/],
    ['half a file', encodeModel(cases[0]![1]).subarray(0, 200), /^file is not an ONNX file/],
    [
      'an array of bytes',
      encodeModel(chain([['Add', 'a']], [{ name: 'a', shape: [1], dtype: 'uint8', data: Uint8Array.of(1) }], 3)),
      /expected arrays of float32 or int64, got type 2 for 'a'/,
    ],
    [
      'a cut array',
      encodeModel(chain([['Add', 'a']], [{ ...weights('a', 3), data: bytesOf(floats([2])) }], 3)),
      /expected 3 elements for 'a' \[3\], got 2$/,
    ],
    [
      'an unknown input size',
      encodeModel({ ...cases[0]![1], inputs: [{ name: 'x', dtype: 'float32', shape: [2, 0, 6, 6] }] }),
      /expected an input whose axes but the first are known, got \[2,0,6,6\]/,
    ],
  ])('%s', (_, file, message) => {
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
  });
});
