import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { importLayersModel } from '../../src/interop/layers-model/import-layers-model.js';
import { importedModel } from '../helpers/imported-model.js';
import { init, saved } from '../helpers/layers-models.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const { layers } = tfl;
const input = { inputShape: [6, 7, 2] };

describe('importLayersModel', () => {
  it.each<[string, () => tfl.layers.Layer[]]>([
    [
      'activations inside layers, both paddings',
      () => [
        layers.conv2d({
          ...input,
          filters: 3,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'relu',
          ...init(1),
        }),
        layers.conv2d({ filters: 4, kernelSize: [2, 3], activation: 'relu', ...init(2) }),
        layers.flatten(),
        layers.dense({ units: 5, activation: 'relu', ...init(3) }),
        layers.dense({ units: 3, ...init(4) }),
      ],
    ],
    [
      'activations as layers, dropout, no bias',
      () => [
        layers.permute({ ...input, dims: [2, 1, 3] }),
        layers.conv2d({ filters: 2, kernelSize: 2, useBias: false, ...init(5) }),
        layers.reLU(),
        layers.dropout({ rate: 0.5 }),
        layers.reshape({ targetShape: [60] }),
        layers.dense({ units: 3, useBias: false, ...init(6) }),
        layers.activation({ activation: 'linear' }),
      ],
    ],
    [
      'layer normalization over channels and units, with and without scale and offset',
      () => {
        const norm = (config: object) =>
          layers.layerNormalization({
            gammaInitializer: tfl.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: 8 }),
            betaInitializer: tfl.initializers.randomUniform({ minval: -1, maxval: 1, seed: 9 }),
            ...config,
          });
        return [
          layers.conv2d({ ...input, filters: 3, kernelSize: 3, ...init(1) }),
          norm({ axis: -1 }),
          layers.reLU(),
          layers.conv2d({ filters: 4, kernelSize: 2, ...init(2) }),
          norm({ axis: [3], scale: false, epsilon: 0.01 }),
          layers.reLU(),
          layers.flatten(),
          layers.dense({ units: 5, ...init(3) }),
          norm({ center: false }),
          layers.dense({ units: 3, ...init(4) }),
        ];
      },
    ],
  ])('reads %s', async (_, make) => {
    const model = tfl.sequential({ layers: make() });
    const x = tf.randomUniform([2, 6, 7, 2], -1, 1, 'float32', 3) as tf.Tensor4D;
    const network = importLayersModel(await saved(model));
    expect([network.inputShape, network.outputs]).toEqual([[6, 7, 2], 3]);
    const ours = importedModel(network);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    expect([...ours.forward(x, tf.tensor1d([0, 0, 0], 'int32')).dataSync()]).toEqual(
      [...expected].map((value) => expect.closeTo(value, 5)),
    );
  });

  it('leaves a softmax at the end out', async () => {
    const make = (last: object) =>
      tfl.sequential({ layers: [layers.flatten(input), layers.dense({ units: 3, ...init(7), ...last })] });
    const plain = importLayersModel(await saved(make({})));
    const soft = importLayersModel(await saved(make({ activation: 'softmax' })));
    expect(soft.layers).toEqual(plain.layers);
  });

  it.each<[string, () => tfl.LayersModel, RegExp]>([
    [
      'a layer that is not supported',
      () =>
        tfl.sequential({ layers: [layers.maxPooling2d({ ...input, poolSize: 2, name: 'pool' }), layers.flatten()] }),
      /layer 'pool' \(MaxPooling2D\) is not supported \(supported: Activation, .*, ZeroPadding2D\), so the network cannot/,
    ],
    ...[1, [2, 3]].map((axis): [string, () => tfl.LayersModel, RegExp] => [
      `layer normalization over the axes ${axis}`,
      () => tfl.sequential({ layers: [layers.layerNormalization({ ...input, axis }), layers.flatten()] }),
      /\(LayerNormalization\) is over the axes .*: only the last axis, or all of them, are supported/,
    ]),
    [
      'dilations',
      () =>
        tfl.sequential({
          layers: [layers.conv2d({ ...input, filters: 2, kernelSize: 2, dilationRate: 2 }), layers.flatten()],
        }),
      /\(Conv2D\) is dilated/,
    ],
    [
      'another activation',
      () =>
        tfl.sequential({
          layers: [layers.flatten(input), layers.dense({ units: 3, activation: 'softplus', name: 'd' })],
        }),
      /layer 'd' \(Dense\) has the activation softplus \(supported: relu, .*, linear\)/,
    ],
    [
      'channels first',
      () =>
        tfl.sequential({
          layers: [
            layers.conv2d({ ...input, filters: 2, kernelSize: 2, dataFormat: 'channelsFirst' }),
            layers.flatten(),
          ],
        }),
      /has the data format channels_first/,
    ],
    ['images as outputs', () => tfl.sequential({ layers: [layers.reLU(input)] }), /outputs \[N, n\], got \[N,6,7,2\]/],
  ])('refuses %s', async (_, make, message) => {
    const path = await saved(make());
    expect(() => importLayersModel(path)).toThrow(UsageError);
    expect(() => importLayersModel(path)).toThrow(message);
  });

  it.each([
    ['{', /model.json: expected JSON, got a syntax error: the text is cut short/],
    ['null', /is not a layers model: .*\(the file: .*expected object, received null\)$/],
    ['{}', /is not a layers model: .*\(modelTopology: .*received undefined\)$/],
    ['{"modelTopology":1}', /is not a layers model: .*\(modelTopology: .*expected object, received number\)$/],
    ['{"modelTopology":{},"weightsManifest":1}', /is not a layers model: .*\(weightsManifest: .*received number\)$/],
    ['{"modelTopology":{}}', /is not a layers model: expected a file written by tf.LayersModel.save/],
    ['{"format":"graph-model","modelTopology":{"node":[]}}', /is not a layers model: .*\(modelTopology.node: /],
  ])('refuses %s', async (text, message) => {
    const path = join(temporaryFolder(), 'model.json');
    writeFileSync(path, text);
    expect(() => importLayersModel(path)).toThrow(UsageError);
    expect(() => importLayersModel(path)).toThrow(message);
  });
});
