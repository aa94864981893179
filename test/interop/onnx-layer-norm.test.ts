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
  [
    'over channels, rows and columns together, as one operator',
    network([single('c', 'n', ['all', 'all'], { axis: 1 })]),
  ],
  [
    'over channels, rows and columns together, as several, with a scale and an offset for each position',
    network(decomposed('c', 'n', { axes: 'axes123', scale: 'all', offset: 'all' })),
  ],
  ['over the rows of images', network(decomposed('c', 'n', { axes: 'axis2' }))],
  ['with a scale for each position', network(decomposed('c', 'n', { ...channels, scale: 'all' }))],
  [
    'with a part of it that is used besides',
    {
      ...network(decomposed('c', 'n', channels)),
      nodes: network(decomposed('c', 'n', channels)).nodes.map((node) =>
        node.operator === 'Reshape' ? { ...node, inputs: ['c_centered', 'flat'] } : node,
      ),
    },
  ],
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
  const changed = (at: number, change: Partial<OnnxNode>, spelling: Spelling = channels) =>
    network(decomposed('c', 'n', spelling).map((node, i) => (i === at ? { ...node, ...change } : node)));
  const alone = (operator: string, ...calls: Call[]) => chain([[operator, ['s', 'o']], ...calls], constants, 3);
  const root = 'takes the result of Sqrt, which is supported only in a normalization: expected';
  const table: readonly (readonly [string, OnnxGraph, string, string])[] = [
    [
      'an axis far away',
      network([single('c', 'n', ['all', 'all'], { axis: -(2 ** 40) })]),
      'LayerNormalization',
      'over axis -1099511627776 of 4 is not valid',
    ],
    ['two axes of images', network([single('c', 'n', ['all'], { axis: 2 })]), 'LayerNormalization', 'over 2 of 3 axes'],
    [
      'all axes',
      network(decomposed('c', 'n').map((node) => ({ ...node, inputs: node.inputs.filter((each) => each !== 'last') }))),
      'ReduceMean',
      'over all axes is not supported: it mixes examples',
    ],
    ['the batch', network(decomposed('c', 'n', { axes: 'axis0' })), 'ReduceMean', 'over the batch is not supported'],
    ['a batch normalization without statistics', alone('BatchNormalization'), 'BatchNormalization', 'lacks input 4'],
    ...['GroupNormalization', 'InstanceNormalization', 'RMSNormalization'].map(
      (operator) => [operator, alone(operator), operator, 'is not supported (supported: Add, '] as const,
    ),
    [
      'a scale of another length',
      network(undefined, [single('u', 'v', ['s'])]),
      'LayerNormalization',
      'has the scale [3] where [5] was expected',
    ],
    [
      'an offset along another axis',
      network(channelsLast([single('a', 'z', ['s', 'o11'])])),
      'LayerNormalization',
      'has the offset [1,3,1,1] where [3] was expected',
    ],
    ['no scale', network(undefined, [single('u', 'v', [])]), 'LayerNormalization', 'has no scale'],
    [
      'an offset without a scale',
      network(undefined, [single('u', 'v', ['', 'uo'])]),
      'LayerNormalization',
      'has no scale',
    ],
    [
      'a normalized constant',
      network(undefined, [{ ...single('us', 'v', []), inputs: ['us', 'u'] }]),
      'LayerNormalization',
      'has a constant as input 1: expected a result',
    ],
    [
      'means that lose their axis',
      changed(0, { attributes: { keepdims: 0 } }),
      'Sub',
      'of [N,3,4,4] and [N,4,4] is not supported: the results have different numbers of axes',
    ],
    ['a mean of a constant', changed(0, { inputs: ['s', 'axis1'] }), 'ReduceMean', 'of constants is not supported'],
    ['another order of Sub', changed(1, { inputs: ['c_mean', 'c'] }), 'Div', `${root} a result minus its mean`],
    ['a cube', changed(2, { inputs: ['c_centered', 'epsilon'] }), 'Pow', 'is supported only with the exponents 2, 0.5'],
    ['a power for each channel', changed(2, { inputs: ['c_centered', 's11'] }), 'Pow', 'is supported only with the'],
    [
      'a product of others',
      changed(2, { inputs: ['c_centered', 'c'] }, { ...channels, square: 'Mul' }),
      'Div',
      `${root} the mean of the squares of the other operand`,
    ],
    [
      'a variance along another axis',
      changed(3, { inputs: ['c_square', 'axis2'] }),
      'Div',
      `${root} mean and variance over the same axes`,
    ],
    [
      'an ε for each channel',
      changed(4, { inputs: ['c_variance', 's11'] }),
      'Div',
      `${root} the root of a variance plus a number`,
    ],
    ['a mean absolute deviation', changed(5, { operator: 'Abs' }), 'Abs', 'is not supported (supported: Add, '],
    ['a quotient of others', changed(6, { inputs: ['c', 'c_root'] }), 'Div', `${root} the mean of the squares`],
    ['a root alone', changed(6, { operator: 'Mul' }), 'Mul', 'takes the result of Sqrt, which is supported only in a'],
    [
      'constants of another size',
      network(undefined, [reshaped('us', 'r'), single('u', 'v', ['r'])]),
      'Reshape',
      'changes the size of a constant [5]',
    ],
  ];
  it.each(table)('%s', (_, graph, operator, why) => {
    const file = encodeModel(graph);
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(why);
    expect(() => importOnnx(file, 'file')).toThrow(
      new RegExp(
        `^file: ${operator} \\(node \\d+ '[^']*', which gives '[^']*'\\) .*, so the network cannot be imported$`,
      ),
    );
  });

  it.each<[string, OnnxGraph, string]>([
    [
      'an ε of 0',
      network(undefined, [single('u', 'v', ['us'], { epsilon: { float: 0 } })]),
      '(layerNorm): expected an epsilon above 0, got 0',
    ],
    [
      'a mean at the end',
      chain([['ReduceMean', 'axis1']], constants, 3),
      "the output 'y' has the shape [N,1,6,6]: expected [N,actions]",
    ],
  ])('%s', (_, graph, message) => {
    const file = encodeModel(graph);
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
    expect(() => importOnnx(file, 'file')).toThrow(/^file: .*$/);
  });
});
