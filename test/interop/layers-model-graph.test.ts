/** Graphs of TensorFlow.js layers, with the outputs that TensorFlow.js computes. */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { importLayersModel } from '../../src/interop/layers-model/import-layers-model.js';
import { readNetwork } from '../../src/interop/read-network.js';
import { importedModel } from '../helpers/imported-model.js';
import { init, saved } from '../helpers/layers-models.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const { layers } = tfl;
const input = { inputShape: [6, 7, 2] };

/** A functional model. */
function graph(make: (x: tfl.SymbolicTensor) => unknown): tfl.LayersModel {
  const x = tfl.input({ shape: input.inputShape });
  return tfl.model({ inputs: x, outputs: make(x) as tfl.SymbolicTensor });
}

describe('importLayersModel', () => {
  const normed = (seed: number) => ({
    gammaInitializer: tfl.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed }),
    betaInitializer: tfl.initializers.randomUniform({ minval: -1, maxval: 1, seed: seed + 1 }),
    movingMeanInitializer: tfl.initializers.randomUniform({ minval: -1, maxval: 1, seed: seed + 2 }),
    movingVarianceInitializer: tfl.initializers.randomUniform({ minval: 0.5, maxval: 2, seed: seed + 3 }),
  });
  const dense = (x: unknown, units: number, seed: number, activation?: 'relu') =>
    layers.dense({ units, ...init(seed), ...(activation && { activation }) }).apply(x as tfl.SymbolicTensor);
  const scaled = (x: unknown, scale: number) => layers.rescaling({ scale }).apply(x as tfl.SymbolicTensor);
  /** Value plus advantage minus the mean of the advantages, as far as TensorFlow.js has layers for it. */
  const dueling = (h: unknown) => {
    const advantage = dense(dense(h, 5, 11, 'relu'), 3, 12);
    const column = layers.reshape({ targetShape: [3, 1] }).apply(advantage as tfl.SymbolicTensor);
    const mean = layers.globalAveragePooling1d({}).apply(column as tfl.SymbolicTensor);
    const value = dense(dense(h, 4, 13, 'relu'), 1, 14);
    return layers.add().apply([value, advantage, scaled(mean, -1)] as tfl.SymbolicTensor[]);
  };

  it.each<[string, (x: tfl.SymbolicTensor) => unknown]>([
    [
      'a dueling head',
      (x) => {
        const conv = layers
          .conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...init(1) })
          .apply(scaled(x, 0.5) as tfl.SymbolicTensor);
        return dueling(layers.flatten().apply(conv as tfl.SymbolicTensor));
      },
    ],
    [
      'a residual block with batch normalization, padding as a layer, a global mean',
      (x) => {
        const block = (from: unknown, seed: number) => {
          const wide = layers.zeroPadding2d({ padding: [[1, 2], [0, 2]] }).apply(from as tfl.SymbolicTensor); // biome-ignore format: a list
          const conv = layers
            .conv2d({ filters: 4, kernelSize: [4, 3], useBias: seed > 5, ...init(seed) })
            .apply(wide as tfl.SymbolicTensor);
          return layers.batchNormalization(normed(seed)).apply(conv as tfl.SymbolicTensor);
        };
        const first = layers.reLU().apply(block(x, 5) as tfl.SymbolicTensor);
        const sum = layers.add().apply([first, block(first, 6)] as tfl.SymbolicTensor[]);
        const mean = layers
          .globalAveragePooling2d({})
          .apply(layers.elu().apply(sum as tfl.SymbolicTensor) as tfl.SymbolicTensor);
        return dense(mean, 3, 7);
      },
    ],
    [
      'gates, averages and every activation',
      (x) => {
        const h = layers.layerNormalization({ axis: [1, 2, 3], ...normed(3) }).apply(x);
        const flat = layers.flatten().apply(h as tfl.SymbolicTensor);
        const kinds = ['tanh', 'sigmoid', 'swish', 'elu'] as const;
        const units = kinds.map((activation, i) =>
          layers.dense({ units: 4, activation, ...init(20 + i) }).apply(flat as tfl.SymbolicTensor),
        );
        const leaky = layers.leakyReLU({ alpha: 0.2 }).apply(dense(flat, 4, 30) as tfl.SymbolicTensor);
        const soft = layers.softmax().apply(dense(flat, 4, 31) as tfl.SymbolicTensor);
        const gated = layers.multiply().apply([units[0], soft] as tfl.SymbolicTensor[]);
        return dense(layers.average().apply([...units.slice(1), leaky, gated] as tfl.SymbolicTensor[]), 3, 32);
      },
    ],
    [
      'one with `same` behind padding',
      (x) => {
        const wide = layers.zeroPadding2d({ padding: 1 }).apply(x);
        const conv = layers
          .conv2d({ filters: 2, kernelSize: 4, strides: 3, padding: 'same', ...init(8) })
          .apply(wide as tfl.SymbolicTensor);
        return dense(layers.flatten().apply(conv as tfl.SymbolicTensor), 3, 9);
      },
    ],
  ])('reads a graph: %s', async (_, make) => {
    const model = graph(make);
    const x = tf.randomUniform([2, 6, 7, 2], -1, 1, 'float32', 3) as tf.Tensor4D;
    const network = importLayersModel(await saved(model));
    expect(network.layers.map(({ kind }) => kind)).not.toContain('affine'); // folded
    expect([
      ...importedModel(network)
        .forward(x, tf.tensor1d([0, 0, 0], 'int32'))
        .dataSync(),
    ]).toEqual([...(model.predict(x) as tf.Tensor).dataSync()].map((value) => expect.closeTo(value, 4)));
  });

  it('reads the output that is chosen, of an actor and a critic', async () => {
    const x = tfl.input({ shape: [6, 7, 2] });
    const h = dense(layers.flatten().apply(x), 5, 1, 'relu') as tfl.SymbolicTensor;
    const actor = layers
      .dense({ units: 3, name: 'actor', activation: 'softmax', ...init(2) })
      .apply(h) as tfl.SymbolicTensor;
    const critic = layers.dense({ units: 1, name: 'critic', ...init(3) }).apply(h) as tfl.SymbolicTensor;
    const path = await saved(tfl.model({ inputs: x, outputs: [actor, critic] }));
    expect(() => importLayersModel(path)).toThrow(
      /expected one output, got 2: choose one with --output, of 'actor', 'critic'$/,
    );
    expect(await readNetwork(path, { output: 'critic' })).toMatchObject({ outputs: 1, facts: { output: 'q-values' } });
    const network = importLayersModel(path, { output: 'actor' });
    expect(network).toMatchObject({ outputs: 3, facts: { output: 'logits' } });
    const pixels = tf.randomUniform([2, 6, 7, 2], -1, 1, 'float32', 3) as tf.Tensor4D;
    const logits = importedModel(network).forward(pixels, tf.tensor1d([0, 0, 0], 'int32'));
    const expected = tfl.model({ inputs: x, outputs: actor }).predict(pixels) as tf.Tensor;
    expect([...tf.softmax(logits).dataSync()]).toEqual(
      [...expected.dataSync()].map((value) => expect.closeTo(value, 5)),
    );
    expect(() => importLayersModel(path, { output: 'x' })).toThrow('expected a layer "x", got none');
  });

  it.each<[string, () => tfl.LayersModel, RegExp]>([
    [
      'a graph with a concatenation',
      () => graph((x) => layers.concatenate().apply([layers.reLU().apply(x), x] as tfl.SymbolicTensor[])),
      /layer '\w+' \(Concatenate\) is not supported/,
    ],
    [
      'operands that do not fit',
      () => {
        const x = tfl.input({ shape: [3, 1] });
        const y = layers.dense({ units: 2, ...init(1) }).apply(layers.flatten().apply(x)) as tfl.SymbolicTensor;
        return tfl.model({ inputs: x, outputs: layers.add({ name: 'sum' }).apply([x, y]) as tfl.SymbolicTensor });
      },
      /layer 'sum' \(Add\): expected two operands of the same axes/,
    ],
  ])('refuses %s', async (_, make, message) => {
    const path = await saved(make());
    expect(() => importLayersModel(path)).toThrow(UsageError);
    expect(() => importLayersModel(path)).toThrow(message);
  });
});
