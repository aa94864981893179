import { describe, expect, it } from 'vitest';
import { checkLayers, mostValues } from '../../src/agent/check-layers.js';
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
    ['arrays too many', [dense], [array(6, 2), array(2)], [6], 'expected 1 arrays for its layers, got 2'],
  ])('%s', (_, layers, arrays, input, says) => {
    const checked = () => check(layers, arrays, [...input]);
    expect(checked).toThrow(UsageError);
    expect(checked).toThrow(says);
    expect(checked).toThrow(/^file: .*$/);
  });
});
