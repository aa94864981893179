/** ONNX graphs that are refused: each in one line with the operator, its place and the reason. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { encodeModel, type OnnxInitializer } from '../../src/compute/onnx/onnx-model.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { bytesOf, type Call, chain, floats, lengths, weights } from '../helpers/onnx-graph.js';

const whole = chain(
  [
    ['Flatten', ''],
    ['MatMul', 'w'],
  ],
  [weights('w', 72, 3)],
  3,
);

describe('refuses in one line', () => {
  const w = weights('w', 72, 3);
  const conv = weights('k', 2, 2, 3, 3);
  const pads = lengths('p', 0, 0, 1, 1, 0, 0, 1, 1);
  it.each<[string, readonly Call[], readonly OnnxInitializer[], RegExp]>([
    [
      'an operator that is not supported',
      [['Selu', '']],
      [],
      /^file: Selu \(node 1 'y', which gives 'y'\) is not supported \(supported: Add, .*, Unsqueeze\): export the network without it, or choose its operand with --output 'x', so the network cannot be imported$/,
    ],
    [
      'a recurrent layer, and not the transposition before it',
      [
        ['Transpose', '', { perm: [1, 0, 2, 3] }],
        ['LSTM', ''],
      ],
      [],
      /LSTM \(node 2 .*\) remembers earlier steps, .*: import an agent without recurrent layers, so/,
    ],
    ['indices that it computes', [['GatherElements', 'i']], [], /GatherElements .* indices .* with --output 'x', so/],
    ['the best two actions', [['TopK', 'i']], [], /TopK \(.*\) chooses an action/],
    ['pooling', [['MaxPool', '', { kernel_shape: [2, 2] }]], [], /MaxPool \(.*\) is not supported/],
    ['an operator of JavaScript’s objects', [['toString', '']], [], /toString \(.*\) is not supported/],
    ['dilations', [['Conv', 'k', { dilations: [1, 2] }]], [conv], /Conv .* is dilated/],
    ['groups', [['Conv', 'k', { group: 2 }]], [conv], /Conv .* has groups/],
    ['unknown padding', [['Conv', 'k', { auto_pad: 'FULL' }]], [conv], /Conv .* with auto_pad FULL is not/],
    ['three strides', [['Conv', 'k', { strides: [1, 1, 1] }]], [conv], /Conv .* has 3 strides: expected 2/],
    ['filters of other channels', [['Conv', 'w']], [weights('w', 2, 3, 3, 3)], /filters of 3 channels for images of 2/],
    ['a filter of a row', [['Conv', 'w']], [weights('w', 2, 2, 3)], /of \[N,2,6,6\] with filters \[2,2,3\]/],
    [
      'a dense layer over images',
      [['MatMul', 'w']],
      [w],
      /MatMul .* expects an input \[N,72\], but its operand is \[N,2,6,6\]/,
    ],
    [
      'a product of results',
      [
        ['Flatten', ''],
        ['MatMul', 'r1'],
      ],
      [],
      /MatMul .* has no constant as input 2/,
    ],
    [
      'a transposed Gemm',
      [
        ['Flatten', ''],
        ['Gemm', 'w', { transA: 1 }],
      ],
      [w],
      /Gemm .* of a transposed result/,
    ],
    ['a flattened batch', [['Flatten', '', { axis: 0 }]], [], /of \[N,2,6,6\] to \[1,72N\] moves elements between/],
    ['a reshaped batch', [['Reshape', 's']], [lengths('s', 1, 144)], /Reshape .* to \[1,144\] moves elements between/],
    [
      'a moved batch',
      [['Transpose', '', { perm: [1, 0, 2, 3] }]],
      [],
      /Transpose .* moves the batch, as attention .* do: only feed-forward/,
    ],
    ['an axis twice', [['Transpose', '', { perm: [0, 1, 1, 3] }]], [], /Transpose .* has the axes \[0,1,1,3\] of 4/],
    [
      'a part of the batch',
      [['Slice', ['zero', 'one', 'zero']]],
      [lengths('zero', 0), lengths('one', 1)],
      /of the batch/,
    ],
    ['an example', [['Gather', 'zero']], [lengths('zero', 0)], /Gather .* over the batch is not supported/],
    [
      'an index beyond',
      [['Gather', 'two', { axis: 1 }]],
      [lengths('two', 2)],
      /takes elements outside of an axis of 2/,
    ],
    [
      'an image for each example',
      [['Add', 'a']],
      [weights('a', 2, 2, 6, 6)],
      /with a constant of shape \[2,2,6,6\] for/,
    ],
    [
      'a constant of another size',
      [['Add', 'a']],
      [weights('a', 5)],
      /of shape \[5\] does not fit a result \[N,2,6,6\]/,
    ],
    [
      'padding before a ReLU',
      [
        ['Pad', 'p'],
        ['Relu', ''],
      ],
      [pads],
      /takes the result of Pad, which is supported only before/,
    ],
    ['padding at the end', [['Pad', 'p']], [pads], /the output 'y' is the result of Pad/],
    [
      'padding of channels',
      [
        ['Pad', 'p'],
        ['Conv', 'k'],
      ],
      [lengths('p', 0, 1, 0, 0, 0, 0, 0, 0), conv],
      /a Pad of the channels/,
    ],
    ['reflected padding', [['Pad', 'p', { mode: 'reflect' }]], [pads], /Pad .* with mode reflect is not supported/],
    ['integers of results', [['Cast', '', { to: 7 }]], [], /Cast .* of a result to integers is not supported/],
    ['nothing', [['Add', 'nowhere']], [], /Add .* takes 'nowhere', which nothing before it gives/],
    ['a sum over all', [['ReduceSum', '']], [], /ReduceSum .* over all axes is not supported: it mixes examples/],
    ['a division by a result', [['Div', 'x']], [], /Div .* by a result is supported only in a normalization/],
    ['images as outputs', [['Relu', '']], [], /the output 'y' has the shape \[N,2,6,6\]: expected \[N,actions\]$/],
    [
      'quantiles as outputs',
      [
        ['Flatten', ''],
        ['MatMul', 'w'],
        ['Reshape', 's'],
      ],
      [weights('w', 72, 6), lengths('s', -1, 3, 2)],
      /the output 'y' has the shape \[N,3,2\]: expected \[N,actions\]; of a distribution of returns export the mean/,
    ],
    [
      'the best action',
      [
        ['Flatten', ''],
        ['MatMul', 'w'],
        ['ArgMax', '', { axis: 1 }],
      ],
      [w],
      /ArgMax .* chooses an action, which has no gradient: export the network before it .* or choose its operand with --output 'r2'/,
    ],
  ])('%s', (_, calls, initializers, message) => {
    const file = encodeModel(chain(calls, initializers, 3));
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['text', new TextEncoder().encode('no model'), /^file is not an ONNX file/],
    ['nothing', new Uint8Array(0), /^file is not an ONNX file: expected a graph, got none/],
    ['half a file', encodeModel(whole).subarray(0, 200), /^file is not an ONNX file/],
    [
      'a cut array',
      encodeModel(chain([['Add', 'a']], [{ ...weights('a', 3), data: bytesOf(floats([2])) }], 3)),
      /expected 3 elements for 'a' \[3\], got 2$/,
    ],
    [
      'an unknown input size',
      encodeModel({ ...whole, inputs: [{ name: 'x', dtype: 'float32', shape: [2, 0, 6, 6] }] }),
      /expected an input whose axes but the first are known, got \[2,0,6,6\]/,
    ],
  ])('%s', (_, file, message) => {
    expect(() => importOnnx(file, 'file')).toThrow(UsageError);
    expect(() => importOnnx(file, 'file')).toThrow(message);
  });
});
