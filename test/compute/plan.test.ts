import '../../src/compute/engine.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { pqnGradients } from '../../src/agent/pqn/pqn.js';
import { optimize } from '../../src/compute/graph/optimize.js';
import { trace } from '../../src/compute/graph/trace.js';
import { planSegments } from '../../src/compute/onnx/plan.js';
import type { TensorSpec } from '../../src/compute/signature.js';

beforeAll(() => tf.ready());

it('keeps the channels first in the gradient of a network with layer normalization', () => {
  const options = { actions: 6, normalization: 'layer' } as const;
  const inputs: TensorSpec[] = [
    ...parameterSpecs(options).map(({ shape }) => ({ shape })),
    { shape: [64, 4, 84, 84], storage: 'uint8' },
    { shape: [64], dtype: 'int32' },
    { shape: [64] },
  ];
  const gradients = (...tensors: tf.Tensor[]) => {
    const [observations, actions, returns] = tensors.slice(-3) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const batch = { observations, actions, returns };
    return pqnGradients(qNetwork(options), tensors.slice(0, -3), batch, 'squared');
  };
  const graph = optimize(trace(gradients, inputs));
  const { segments } = planSegments(graph, { frozen: inputs.map(() => undefined), blockSize: 16 });
  const transpositions = segments.flatMap(({ nodes }) => nodes.filter(({ operator }) => operator === 'Transpose'));
  // Of filters, of images as filters, and of maps with examples and channels exchanged; 24 where maps go between both orders.
  expect(transpositions.length).toBe(20);
});
