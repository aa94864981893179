import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { encodeModel, modelType, type OnnxGraph } from '../../src/compute/onnx/onnx-model.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import type { Key } from '../../src/model/model.js';
import { importedModel } from '../helpers/imported-model.js';
import { bytesOf, chain, lengths, pixels, runOnnx, scalar, weights } from '../helpers/onnx-graph.js';
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
  [
    'with automatic padding, a constant image, an Elu and a scaled Gemm',
    chain(
      [
        ['Conv', 'w1', { strides: [2, 2], auto_pad: 'SAME_LOWER' }],
        ['Add', 'image'],
        ['Elu', '', { alpha: { float: 0.5 } }],
        ['Mul', 'row'],
        ['Flatten', ''],
        ['Gemm', ['w2', 'b2'], { alpha: { float: 2 }, beta: { float: 0.5 } }],
        ['LeakyRelu', ''],
        ['Add', 'b2'],
        ['Neg', ''],
      ],
      [
        weights('w1', 3, 2, 4, 4),
        weights('image', 3, 3, 3),
        weights('row', 1, 1, 1, 3),
        weights('w2', 27, 3),
        weights('b2', 3),
      ],
      3,
    ),
  ],
  [
    'with padding before a convolution, moved axes and parts of images',
    chain(
      [
        ['Transpose', '', { perm: [0, 2, 3, 1] }],
        ['Pad', 'pads'],
        ['Transpose', '', { perm: [0, 3, 1, 2] }],
        ['Conv', 'w1', { strides: [2, 2], auto_pad: 'VALID' }],
        ['Sigmoid', ''],
        ['Slice', ['one', 'end', 'last', 'one']],
        ['Gather', 'indices', { axis: 1 }],
        ['Slice', ['minus', 'start', 'two', 'minus']],
        ['Squeeze', 'last'],
        ['Unsqueeze', 'one'],
        ['Flatten', '', { axis: -3 }],
        ['Reshape', 'flat'],
        ['MatMul', 'w2'],
      ],
      [
        lengths('pads', 0, 1, 2, 0, 0, 0, 1, 0),
        weights('w1', 3, 2, 3, 3),
        lengths('one', 1),
        lengths('two', 2),
        lengths('minus', -1),
        lengths('start', -(2 ** 40)),
        lengths('end', 2),
        lengths('last', 3),
        lengths('indices', 2, 0, -1, 1),
        lengths('flat', 0, -1),
        weights('w2', 12, 3),
      ],
      3,
    ),
  ],
  [
    'of a distribution, with batch and actions in one axis, and a matrix for every row',
    chain(
      [
        ['Flatten', ''],
        ['MatMul', 'w'],
        ['Reshape', 'rows'],
        ['LogSoftmax', ''],
        ['Exp', ''],
        ['MatMul', 'mix'],
        ['Tanh', ''],
        ['Reshape', 'apart'],
        ['Softmax', '', { axis: 1 }],
        ['Expand', 'wide'],
        ['MatMul', 'z'],
      ],
      [
        weights('w', 72, 12),
        lengths('rows', -1, 4),
        weights('mix', 4, 5),
        lengths('apart', -1, 3, 5),
        lengths('wide', 1, 3, 5),
        weights('z', 5),
      ],
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

it('a softmax over actions at the end is left out: its operands are logits', () => {
  const tail = (softmax: boolean) =>
    encodeModel(
      chain(
        [['Flatten', ''], ['MatMul', 'w'], ...(softmax ? ([['Softmax', '']] as const) : [])],
        [{ ...weights('w', 72, 3), data: bytesOf(new Float32Array(216).fill(0.25)) }],
        3,
      ),
    );
  const [logits, plain] = [importOnnx(tail(true), 'file'), importOnnx(tail(false), 'file')];
  expect([logits.facts?.output, plain.facts?.output]).toEqual(['logits', 'q-values']);
  expect({ ...logits, facts: undefined }).toEqual({ ...plain, facts: undefined });
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
