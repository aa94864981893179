import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { afterLayers, type Layer } from '../../src/agent/layers.js';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { loadEagerBackend } from '../../src/compute/engine.js';

beforeAll(async () => {
  await loadEagerBackend();
});

it('layers put before a graph become its input', () => {
  const graph: Layer[] = [
    { kind: 'scale', factor: 10, offset: 0 },
    { kind: 'scale', factor: 100, offset: 0, from: [0] },
    { kind: 'subtract', from: [2, 1] },
    { kind: 'add', from: [0, 3] },
  ];
  const first: Layer[] = [
    { kind: 'scale', factor: 2, offset: 0 },
    { kind: 'scale', factor: 1, offset: 1 },
  ];
  const outputs = (layers: readonly Layer[], value: number) =>
    layersNetwork(layers)([], tf.tensor([value], [1, 1]) as unknown as tf.Tensor4D).dataSync()[0];
  expect(outputs(afterLayers(first, graph), 3)).toBe(outputs(graph, 7));
  expect(afterLayers([], graph)).toEqual(graph);
});
