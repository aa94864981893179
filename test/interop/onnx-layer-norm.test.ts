/** Layer normalization in ONNX files, as one operator and as exporters write it before operator set 17. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { encodeModel, type OnnxGraph, type OnnxNode } from '../../src/compute/onnx/onnx-model.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { importedModel } from '../helpers/imported-model.js';
import { type Call, chain, pixels, runOnnx } from '../helpers/onnx-graph.js';
import {
  channelsLast,
  constants,
  decomposed,
  network,
  rename,
  reshaped,
  type Spelling,
  single,
} from '../helpers/onnx-norm.js';
import { smallShape } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const kindsOf = (graph: OnnxGraph) => importOnnx(encodeModel(graph), 'file').layers.map(({ kind }) => kind);

const epsilon = { float: 1e-3 };
const channels = { axes: 'axis1', scale: 's11', offset: 'o11' };
const cases: readonly [string, OnnxGraph][] = [
  [
    'one operator, between transpositions and over units',
    network(channelsLast([single('a', 'z', ['s', 'o'], { axis: -1, epsilon })]), [
      single('u', 'v', ['us', 'uo'], { axis: 1, epsilon }),
    ]),
  ],
  ['one operator without an offset, its axis and ε by default', network(undefined, [single('u', 'v', ['us'])])],
  [
    'as PyTorch writes it for older operator sets',
    network(
      channelsLast(decomposed('a', 'z', { scale: 's', offset: 'o' })),
      decomposed('u', 'v', { scale: 'us', offset: 'uo' }),
    ),
  ],
  ['over axis 1 of images, the constants first', network(decomposed('c', 'n', { ...channels, constantsFirst: true }))],
  [
    'as our export writes it, with constants that are reshaped',
    network(
      [
        reshaped('s', 'rs'),
        reshaped('o', 'ro'),
        ...decomposed('c', 'n', { axes: 'axis1', square: 'Mul', divide: 'Reciprocal', scale: 'rs', offset: 'ro' }),
      ],
      decomposed('u', 'v', { square: 'Mul', divide: 'Reciprocal', scale: 'us', offset: 'uo' }),
    ),
  ],
  ['with copies of constants', network(undefined, [rename('us', 'copy'), single('u', 'v', ['copy', 'uo'])])],
  ['without scale and offset', network(decomposed('c', 'n', { axes: 'axis1' }), decomposed('u', 'v'))],
  ['with a scale only', network(decomposed('c', 'n', { axes: 'axis1', scale: 's11' }))],
  ['with an offset only', network(decomposed('c', 'n', { axes: 'axis1', offset: 'o11' }))],
  ['a scale that is one number is a layer of its own', network(decomposed('c', 'n', { axes: 'axis1', scale: 'two' }))],
  ['over the columns of images', network(decomposed('c', 'n', { scale: 'columns', divide: 'Reciprocal' }))],
];

describe.each(cases)('%s', (_, graph) => {
  it('gives what ONNX Runtime gives', async () => {
    const file = encodeModel(graph);
    const expected = await runOnnx(file);
    const largest = Math.max(...expected.map(Math.abs));
    const model = importedModel(importOnnx(file, 'file'));
    const actual = model.forward(tf.tensor4d(pixels, [2, ...smallShape]), tf.tensor1d([1, 2, 3], 'int32')).dataSync();
    expect([...actual].map((value) => value / largest)).toEqual(
      [...expected].map((value) => expect.closeTo(value / largest, 5)),
    );
  });
});

it('images keep our order of axes from a convolution to the first dense layer', () => {
  const usual = 'transpose convolution layerNorm relu transpose reshape dense layerNorm relu dense'.split(' ');
  expect(kindsOf(cases[0]![1])).toEqual(usual);
  expect(kindsOf(cases[2]![1])).toEqual(usual);
  expect(kindsOf(cases[4]![1])).toEqual(usual);
});

it('the axes may be an attribute, as before operator set 18', () => {
  const before = decomposed('c', 'n', channels).map((node) =>
    node.operator === 'ReduceMean' ? { ...node, inputs: [node.inputs[0]!], attributes: { axes: [1] } } : node,
  );
  const imported = (norm: readonly OnnxNode[]) => importOnnx(encodeModel(network(norm)), 'file');
  expect(imported(before)).toEqual(imported(decomposed('c', 'n', channels)));
});

it('hooks follow every ReLU, and nothing else', () => {
  const { layers, arrays } = importOnnx(encodeModel(cases[4]![1]), 'file');
  const seen: string[] = [];
  layersNetwork(layers)(
    arrays.map(({ shape, values }) => tf.tensor(values, [...shape])),
    tf.tensor4d(pixels, [2, ...smallShape]),
    (activation, name) => {
      seen.push(`${name} ${activation.shape}`);
      return activation;
    },
  );
  expect(seen).toEqual(['relu1 2,4,4,3', 'relu2 2,5']);
});

describe('refuses in one line', () => {
  const supported = 'only layer normalization over the last axis, or over the channels of each pixel, is supported';
  const whole = network(decomposed('c', 'n', channels));
  const changed = (at: number, change: Partial<OnnxNode>, spelling: Spelling = channels) =>
    network(decomposed('c', 'n', spelling).map((node, i) => (i === at ? { ...node, ...change } : node)));
  const alone = (operator: string, ...calls: Call[]) => chain([[operator, ['s', 'o']], ...calls], constants, 3);
  it.each<[string, OnnxGraph, string]>([
    [
      'channels, rows and columns together',
      network([single('c', 'n', ['all', 'all'], { axis: 1 })]),
      `LayerNormalization over the axes from 1 on is not supported: ${supported}`,
    ],
    [
      'an axis far away',
      network([single('c', 'n', ['all', 'all'], { axis: -(2 ** 40) })]),
      'LayerNormalization over the axes from -1099511627776 on is not supported',
    ],
    [
      'several axes of ReduceMean',
      changed(0, { inputs: ['c', 'axes123'] }, { ...channels, axes: 'axes123' }),
      `ReduceMean over the axes [1,2,3] is not supported: ${supported}`,
    ],
    [
      'the rows of images',
      network(decomposed('c', 'n', { axes: 'axis2' })),
      'ReduceMean over the axes [2] is not supported',
    ],
    [
      'all axes',
      network(decomposed('c', 'n').map((node) => ({ ...node, inputs: node.inputs.filter((each) => each !== 'last') }))),
      'ReduceMean over all axes is not supported',
    ],
    ...['BatchNormalization', 'GroupNormalization', 'InstanceNormalization', 'RMSNormalization'].map(
      (operator): [string, OnnxGraph, string] => [
        operator,
        alone(operator),
        `${operator} is not supported: ${supported}`,
      ],
    ),
    [
      'a scale of another length',
      network(undefined, [single('u', 'v', ['s'])]),
      'LayerNormalization has the scale [3] where [5] was expected',
    ],
    [
      'an offset along another axis',
      network(channelsLast([single('a', 'z', ['s', 'o11'])])),
      'LayerNormalization has the offset [1,3,1,1] where [3] was expected',
    ],
    ['no scale', network(undefined, [single('u', 'v', [])]), 'LayerNormalization has no scale'],
    [
      'an offset without a scale',
      network(undefined, [single('u', 'v', ['', 'uo'])]),
      'LayerNormalization has no scale',
    ],
    [
      'a normalized constant',
      network(undefined, [{ ...single('us', 'v', []), inputs: ['us', 'u'] }]),
      'LayerNormalization has the previous result as its scale or offset',
    ],
    [
      'an ε of 0',
      network(undefined, [single('u', 'v', ['us'], { epsilon: { float: 0 } })]),
      '(layerNorm): expected an epsilon above 0, got 0',
    ],
    [
      'a mean alone',
      chain(
        [
          ['ReduceMean', 'axis1'],
          ['Relu', ''],
        ],
        constants,
        3,
      ),
      'ReduceMean is supported only as the beginning of layer normalization: expected Sub, got Relu',
    ],
    ['a mean at the end', chain([['ReduceMean', 'axis1']], constants, 3), 'expected Sub, got the end of the graph'],
    [
      'means that lose their axis',
      changed(0, { attributes: { keepdims: 0 } }),
      'expected ReduceMean with keepdims, got one without',
    ],
    [
      'a mean of a constant',
      changed(0, { inputs: ['s', 'axis1'] }),
      'expected ReduceMean of the results before it, got other operands',
    ],
    [
      'another order of Sub',
      changed(1, { inputs: ['c_mean', 'c'] }),
      'expected Sub of the results before it, got other operands',
    ],
    ['a cube', changed(2, { inputs: ['c_centered', 'epsilon'] }), 'expected Pow with 2, got 0.001'],
    [
      'a power for each channel',
      changed(2, { inputs: ['c_centered', 's11'] }),
      'expected Pow with a number, got something else',
    ],
    [
      'a product of others',
      changed(2, { inputs: ['c_centered', 'c'] }, { ...channels, square: 'Mul' }),
      'expected Mul of the results before it',
    ],
    [
      'a variance along another axis',
      changed(3, { inputs: ['c_square', 'axis2'] }),
      'expected ReduceMean over the axes [1], got [2]',
    ],
    [
      'an ε for each channel',
      changed(4, { inputs: ['c_variance', 's11'] }),
      'expected Add with a number, got something else',
    ],
    ['a mean absolute deviation', changed(5, { operator: 'Abs' }), 'expected Sqrt, got Abs'],
    ['a quotient of others', changed(6, { inputs: ['c', 'c_root'] }), 'expected Div of the results before it'],
    [
      'a scale for each position',
      changed(7, { inputs: ['c_normal', 'all'] }),
      'Mul with a constant of shape [3,4,4] is not supported',
    ],
    [
      'an offset for each position',
      changed(8, { inputs: ['c_scaled', 'all'] }),
      'Add with a constant of shape [3,4,4] is not supported',
    ],
    [
      'a part of it that is used again',
      {
        ...whole,
        nodes: whole.nodes.map((node) =>
          node.operator === 'Reshape' ? { ...node, inputs: ['c_centered', 'flat'] } : node,
        ),
      },
      'Reshape has an input that is neither the previous result nor a constant',
    ],
    [
      'constants of another size',
      network(undefined, [reshaped('us', 'r'), single('u', 'v', ['r'])]),
      'Reshape to [1,3,1,1] changes the size of a constant [5]',
    ],
  ])('%s', (_, graph, message) => {
    const file = encodeModel(graph);
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
    expect(() => importOnnx(file, 'file')).toThrow(/^file: .*$/);
  });
});
