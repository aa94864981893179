import { describe, expect, it } from 'vitest';
import { checkLayers, mostKept, mostLayers, mostValues } from '../../src/agent/check-layers.js';
import type { Layer } from '../../src/agent/layers.js';
import { UsageError } from '../../src/common/errors.js';

const array = (...shape: number[]) => ({ name: 'w', shape });
const convolution = (changes: object = {}): Layer => ({
  kind: 'convolution',
  bias: false,
  strides: [4, 4],
  pads: [
    [0, 0],
    [0, 0],
  ],
  ...changes,
});
const dense: Layer = { kind: 'dense', bias: false };
const check = (layers: readonly Layer[], arrays: readonly ReturnType<typeof array>[], input = [84, 84, 4]) =>
  checkLayers(layers, arrays, input, 'file');

it('derives the shapes of the paper’s network', () => {
  const layers: Layer[] = [
    { kind: 'scale', factor: 1 / 255, offset: 0 },
    convolution({ bias: true }),
    { kind: 'relu' },
    convolution({ strides: [2, 2] }),
    convolution({ strides: [1, 1] }),
    { kind: 'transpose', order: [0, 3, 1, 2] },
    { kind: 'reshape', shape: [3136] },
    { ...dense, bias: true } as Layer,
  ];
  const arrays = [array(8, 8, 4, 32), array(32), array(4, 4, 32, 64), array(3, 3, 64, 64), array(3136, 3), array(3)];
  expect(check(layers, arrays)).toEqual([3]);
});

it('a normalization keeps the shape and takes a scale and an offset', () => {
  expect(check([{ kind: 'layerNorm', epsilon: 1e-6 }], [array(4), array(4)])).toEqual([84, 84, 4]);
  expect(check([{ kind: 'layerNorm', epsilon: 1 }, dense], [array(6), array(6), array(6, 2)], [6])).toEqual([2]);
});

it('derives the shapes of a graph', () => {
  const layers: Layer[] = [
    { kind: 'reshape', shape: [6] },
    dense,
    { ...dense, from: [1] } as Layer,
    { kind: 'reshape', shape: [3, 5] },
    { kind: 'softmax' },
    { kind: 'affine', scale: true, offset: false },
    { kind: 'sum', axes: [2] },
    { kind: 'slice', axis: 1, start: 1, end: 2 },
    { kind: 'add', from: [7, 8] },
    { kind: 'gather', axis: 1, indices: [2, 0] },
    { kind: 'reshape', shape: [2] },
    { kind: 'subtract', from: [11, 2] },
    { kind: 'elu', alpha: 1 },
    { kind: 'layerNorm', epsilon: 1, axes: 'all' },
  ];
  expect(check(layers, [array(6, 2), array(6, 15), array(5), array(2), array(2)], [2, 3])).toEqual([2]);
  expect(check([{ kind: 'layerNorm', epsilon: 1, axes: 'all' }], [array(24), array(24)], [2, 3, 4])).toEqual([2, 3, 4]);
});

describe('rejected in one line', () => {
  it.each<[string, readonly Layer[], readonly ReturnType<typeof array>[], readonly number[], string]>([
    [
      'a factor of infinity',
      [{ kind: 'scale', factor: Infinity, offset: 0 }],
      [],
      [3],
      'finite numbers, got × Infinity',
    ],
    ['an offset of NaN', [{ kind: 'scale', factor: 1, offset: Number.NaN }], [], [3], 'finite numbers'],
    ['an axis twice', [{ kind: 'transpose', order: [0, 1, 1] }], [], [3, 4], 'an order of the axes 0,1,2'],
    ['a moved batch', [{ kind: 'transpose', order: [1, 0] }], [], [3], 'that keeps axis 0'],
    ['other values', [{ kind: 'reshape', shape: [5] }], [], [6], 'a shape of the 6 values of [6], got [5]'],
    ['half a length', [{ kind: 'reshape', shape: [0.5, 12] }], [], [6], 'a shape of the 6 values'],
    ['no weights', [dense], [], [6], 'an array of weights, got none'],
    ['empty weights', [dense], [array(6, 0)], [6], 'weights, got [6,0]'],
    ['a matrix of another height', [dense], [array(5, 2)], [6], 'got [6] and [5,2]'],
    ['images into a dense layer', [dense], [array(6, 2)], [1, 2, 3], 'got [1,2,3] and [6,2]'],
    ['a long bias', [{ kind: 'dense', bias: true }], [array(6, 2), array(3)], [6], 'a bias [2], got [3]'],
    ['other channels', [convolution()], [array(2, 2, 3, 4)], [9, 9, 2], 'got [9,9,2] and [2,2,3,4]'],
    ['a stride of 0', [convolution({ strides: [0, 1] })], [array(2, 2, 2, 4)], [9, 9, 2], 'two strides of 1 or more'],
    ['a kernel larger than the image', [convolution()], [array(10, 2, 2, 4)], [9, 9, 2], 'a result with values'],
    [
      'padding that makes much of little',
      [
        convolution({
          pads: [
            [2 ** 30, 0],
            [2 ** 30, 0],
          ],
        }),
      ],
      [array(2, 2, 2, 4)],
      [9, 9, 2],
      `a result of at most ${mostValues} values`,
    ],
    [
      'more work than a machine does',
      [convolution({ strides: [1, 1] })],
      [array(64, 64, 4, 512)],
      [84, 84, 4],
      'at most 1073741824 multiplications',
    ],
    ...[0, -1e-6, Number.NaN, Infinity, 1e-60, 1e60].map((epsilon): [string, Layer[], [], number[], string] => [
      `an epsilon of ${epsilon}`,
      [{ kind: 'layerNorm', epsilon }],
      [],
      [6],
      `(layerNorm): expected an epsilon above 0, got ${epsilon}`,
    ]),
    [
      'a scale of other units',
      [{ kind: 'layerNorm', epsilon: 1 }],
      [array(5), array(6)],
      [6],
      'a scale [6] and an offset [6], got [5] and [6]',
    ],
    [
      'an offset of whole images',
      [{ kind: 'layerNorm', epsilon: 1 }],
      [array(4), array(84, 84, 4)],
      [84, 84, 4],
      'a scale [4] and an offset [4], got [4] and [84,84,4]',
    ],
    ['no offset', [{ kind: 'layerNorm', epsilon: 1 }], [array(6)], [6], 'an array of weights, got none'],
    [
      'nothing to normalize',
      [
        { kind: 'reshape', shape: [] },
        { kind: 'layerNorm', epsilon: 1 },
      ],
      [array(1), array(1)],
      [1],
      'a scale',
    ],
    [
      'a scale of images as images',
      [{ kind: 'layerNorm', epsilon: 1, axes: 'all' }],
      [array(2, 3, 4), array(24)],
      [2, 3, 4],
      'a scale [24] and an offset [24], got [2,3,4] and [24]',
    ],
    ['a result of the future', [{ kind: 'relu', from: [1] }], [], [6], 'one operand from 0 (the input) to 0'],
    ['two operands of one', [{ kind: 'relu', from: [0, 0] }], [], [6], 'one operand from 0 (the input) to 0'],
    ['one operand of two', [{ kind: 'add' }], [], [6], '(add): expected two operands from 0 (the input) to 0'],
    ['half an operand', [{ kind: 'add', from: [0.5, 0] }], [], [6], 'got [0.5,0]'],
    ['thousands of operands', [{ kind: 'add', from: Array<number>(5000).fill(0) }], [], [6], 'got [0,0,0,0,'],
    [
      'operands of other axes',
      [
        { kind: 'reshape', shape: [1, 6] },
        { kind: 'add', from: [0, 1] },
      ],
      [],
      [6],
      'two operands of the same axes, with lengths that are equal or 1, got [6] and [1,6]',
    ],
    [
      'operands of other lengths',
      [
        { kind: 'slice', axis: 1, start: 0, end: 2 },
        { kind: 'multiply', from: [1, 0] },
      ],
      [],
      [6],
      'got [2] and [6]',
    ],
    [
      'a result without use',
      [{ kind: 'relu' }, { kind: 'relu', from: [0] }],
      [],
      [6],
      'layer 1 (relu): expected a layer',
    ],
    ['a mean of the batch', [{ kind: 'mean', axes: [0] }], [], [6], 'different axes from 1 to 1, got [0]'],
    ['a sum of an axis twice', [{ kind: 'sum', axes: [1, 1] }], [], [6], 'different axes from 1 to 1, got [1,1]'],
    ['a sum of nothing', [{ kind: 'sum', axes: [] }], [], [6], 'different axes from 1 to 1, got []'],
    ['a slice of the batch', [{ kind: 'slice', axis: 0, start: 0, end: 1 }], [], [6], 'an axis from 1 to 1, got 0'],
    ['an empty slice', [{ kind: 'slice', axis: 1, start: 2, end: 2 }], [], [6], 'end of at most 6, got 2 and 2'],
    ['a long slice', [{ kind: 'slice', axis: 1, start: 2, end: 7 }], [], [6], 'end of at most 6, got 2 and 7'],
    ['an index too large', [{ kind: 'gather', axis: 1, indices: [6] }], [], [6], 'indices from 0 to 5, got [6]'],
    ['no index', [{ kind: 'gather', axis: 1, indices: [] }], [], [6], 'indices from 0 to 5, got []'],
    ['an axis beyond', [{ kind: 'gather', axis: 2, indices: [0] }], [], [6], 'an axis from 1 to 1, got 2'],
    ['an affine layer of nothing', [{ kind: 'affine', scale: false, offset: false }], [], [6], 'a scale or an offset'],
    ['another scale', [{ kind: 'affine', scale: true, offset: false }], [array(5)], [6], 'a scale [6], got [5]'],
    [
      'another offset',
      [{ kind: 'affine', scale: false, offset: true }],
      [array(1, 6)],
      [6],
      'an offset [6], got [1,6]',
    ],
    ['an infinite slope', [{ kind: 'leakyRelu', alpha: Infinity }], [], [6], 'a finite alpha, got Infinity'],
    ['many axes', [{ kind: 'reshape', shape: [1, 1, 1, 1, 6] }], [], [6], 'at most 4 axes besides the batch'],
    [
      'probabilities of one number',
      [{ kind: 'reshape', shape: [] }, { kind: 'softmax' }],
      [],
      [1],
      'an axis besides the batch',
    ],
    [
      'a large outer sum',
      [
        { kind: 'reshape', shape: [2 ** 12, 1] },
        { kind: 'reshape', shape: [1, 2 ** 12], from: [0] },
        { kind: 'add', from: [1, 2] },
      ],
      [],
      [2 ** 12],
      `a result of at most ${mostValues} values`,
    ],
    [
      'many results that gradients keep',
      Array.from({ length: 9 }, (): Layer => ({ kind: 'relu' })),
      [],
      [mostValues],
      `layer 9 (relu): expected results of at most ${mostKept} values together`,
    ],
    [
      'layers without end',
      Array.from({ length: mostLayers + 1 }, (): Layer => ({ kind: 'relu' })),
      [],
      [1],
      `expected at most ${mostLayers} layers, got ${mostLayers + 1}`,
    ],
    ['arrays too many', [dense], [array(6, 2), array(2)], [6], 'expected 1 arrays for its layers, got 2'],
  ])('%s', (_, layers, arrays, input, says) => {
    const checked = () => check(layers, arrays, [...input]);
    expect(checked).toThrow(UsageError);
    expect(checked).toThrow(says);
    expect(checked).toThrow(/^file: .*$/);
  });
});
