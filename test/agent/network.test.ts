import '../../src/compute/engine.js';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialize, parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { createFlatParameters, totalSize } from '../../src/common/flat-parameters.js';
import { createRandom } from '../../src/common/random.js';
import { sameBytes } from '../helpers/same-bytes.js';

const specs = parameterSpecs({ actions: 3 });
const block = createFlatParameters(specs);
initialize(block.views, specs, createRandom(1));
let parameters: tf.Tensor[] = [];
beforeAll(async () => {
  await tf.setBackend('cpu');
  parameters = specs.map(({ shape }, i) => tf.tensor(block.views[i]!, [...shape]));
});
afterAll(() => tf.dispose(parameters));

const pixels = (rows: number) => tf.randomUniform([rows, 4, 84, 84], 0, 255, 'float32', 7) as tf.Tensor4D;

describe('qNetwork', () => {
  it('has the shapes of the paper', () => {
    expect(specs.map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      'conv1.weights 8×8×4×32',
      'conv1.bias 32',
      'conv2.weights 4×4×32×64',
      'conv2.bias 64',
      'conv3.weights 3×3×64×64',
      'conv3.bias 64',
      'fc1.weights 3136×512',
      'fc1.bias 512',
      'q.weights 512×3',
      'q.bias 3',
    ]);
    expect(totalSize(specs)).toBe(1_685_667);
  });

  it('passes all 21,632 units to the hook after their ReLU, in order, and continues with its results', () => {
    const seen: string[] = [];
    tf.tidy(() => {
      const q = qNetwork()(parameters, pixels(1), (activation, name) => {
        seen.push(`${name} ${activation.shape.slice(1).join('×')}`);
        expect(tf.min(activation).dataSync()[0]).toBeGreaterThanOrEqual(0);
        return tf.zerosLike(activation);
      });
      expect([...q.dataSync()]).toEqual([...block.views.at(-1)!]); // only the last bias is left
    });
    expect(seen).toEqual(['conv1 20×20×32', 'conv2 9×9×64', 'conv3 7×7×64', 'fc1 512']);
    expect(12_800 + 5_184 + 3_136 + 512).toBe(21_632);
  });

  it('treats each row on its own, and leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    const x = pixels(2);
    const both = qNetwork()(parameters, x);
    const second = tf.tidy(() => qNetwork()(parameters, tf.slice(x, [1], [1])));
    expect(both.shape).toEqual([2, 3]);
    [...second.dataSync()].forEach((q, i) => {
      expect(q).toBeCloseTo(both.dataSync()[3 + i]!, 5);
    });
    tf.dispose([x, both, second]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('with two hidden layers has a second one of 512', () => {
    const deeper = parameterSpecs({ actions: 3, hiddenLayers: 2 });
    expect(deeper.slice(8).map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      'fc2.weights 512×512',
      'fc2.bias 512',
      'q.weights 512×3',
      'q.bias 3',
    ]);
    const visited: string[] = [];
    tf.tidy(() => {
      const values = deeper.map(({ shape }) => tf.zeros([...shape]));
      qNetwork({ hiddenLayers: 2 })(values, pixels(1), (activation, name) => {
        visited.push(name);
        return activation;
      });
    });
    expect(visited).toEqual(['conv1', 'conv2', 'conv3', 'fc1', 'fc2']);
  });
});

describe('initialize', () => {
  it('is uniform within ±1/√fan-in, with equal values for equal seeds', () => {
    specs.forEach(({ fanIn }, i) => {
      const values = block.views[i]!;
      const bound = 1 / Math.sqrt(fanIn);
      expect(Math.max(...values.subarray(0, 1e5).map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * values.length));
    });
    const again = createFlatParameters(specs);
    initialize(again.views, specs, createRandom(1));
    expect(sameBytes(again.flat, block.flat)).toBe(true);
  });
});
