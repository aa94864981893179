import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/agent/layers.js';
import { parameterSpecs } from '../../../src/agent/network.js';
import { sizeOf } from '../../../src/common/shape.js';
import { networkLayers } from '../../../src/interop/pytorch/network-layers.js';
import { torchNetwork } from '../../../src/interop/pytorch/torch-modules.js';

const counting = (shape: readonly number[]) => ({
  shape,
  values: Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
});
const sources = (layers: readonly Layer[], shapes: readonly (readonly number[])[], input: readonly number[]) => {
  const { steps, input: scale } = torchNetwork(layers, shapes.map(counting), input);
  return [scale, ...steps.map(({ source }) => source)];
};

describe('torchNetwork', () => {
  it('has the modules of CleanRL’s QNetwork, in its order', () => {
    const shapes = parameterSpecs({ actions: 6 }).map(({ shape }) => shape);
    expect(sources(networkLayers(), shapes, [4, 84, 84])).toEqual([
      { factor: 1 / 255, offset: 0 },
      ...['nn.Conv2d(4, 32, 8, stride=4)', 'nn.ReLU()', 'nn.Conv2d(32, 64, 4, stride=2)', 'nn.ReLU()'],
      ...['nn.Conv2d(64, 64, 3, stride=1)', 'nn.ReLU()', 'nn.Flatten()', 'nn.Linear(3136, 512)', 'nn.ReLU()'],
      'nn.Linear(512, 6)',
    ]);
  });

  it('converts pads, strides, missing biases, scales and norms', () => {
    const layers: Layer[] = [
      { kind: 'scale', factor: 0.5, offset: 1 },
      { kind: 'scale', factor: 2, offset: -3 },
      { kind: 'transpose', order: [0, 2, 3, 1] },
      {
        kind: 'convolution',
        bias: false,
        strides: [2, 1],
        pads: [
          [1, 2],
          [3, 4],
        ],
      },
      { kind: 'layerNorm', epsilon: 0.5 },
      { kind: 'scale', factor: 3, offset: 4 },
      { kind: 'transpose', order: [0, 2, 1, 3] },
      { kind: 'reshape', shape: [9 * 4 * 3] },
      { kind: 'layerNorm', epsilon: 0.25 },
      { kind: 'dense', bias: false },
    ];
    const shapes = [[2, 1, 5, 3], [3], [3], [108], [108], [108, 2]];
    expect(sources(layers, shapes, [5, 5, 2])).toEqual([
      { factor: 1, offset: -1 },
      'nn.ZeroPad2d((3, 4, 1, 2))',
      'nn.Conv2d(5, 3, (2, 1), stride=(2, 1), bias=False)',
      ...['ChannelNorm(3, eps=0.5)', 'Scale(3, 4)', 'Permute(0, 2, 3, 1)', 'Permute(0, 2, 1, 3)', 'nn.Flatten()'],
      ...['nn.LayerNorm(108, eps=0.25)', 'nn.Linear(108, 2, bias=False)'],
    ]);
  });

  it('orders filters [out, in, height, width], and rows of a matrix after images channel by channel', () => {
    const layers: Layer[] = [
      { kind: 'transpose', order: [0, 2, 3, 1] },
      {
        kind: 'convolution',
        bias: true,
        strides: [1, 1],
        pads: [
          [0, 0],
          [0, 0],
        ],
      },
      { kind: 'reshape', shape: [4] },
      { kind: 'dense', bias: true },
    ];
    const { steps } = torchNetwork(layers, [[1, 1, 2, 2], [2], [4, 1], [1]].map(counting), [2, 1, 2]);
    expect([...steps[0]!.parameters.weight!.values]).toEqual([0, 2, 1, 3]);
    expect([...steps[2]!.parameters.weight!.values]).toEqual([0, 2, 1, 3]);
  });
});
