import * as tf from '@tensorflow/tfjs-core';
import { layersNetwork } from '../../src/agent/layers-network.js';
import type { ImportedNetwork } from '../../src/interop/network-builder.js';
import { createModel } from '../../src/model/create-model.js';

/** Returns the model of a network that was imported. */
export function importedModel({ layers, arrays }: ImportedNetwork) {
  return createModel(
    layersNetwork(layers),
    arrays.map(({ shape, values }) => tf.tensor(values, [...shape])),
  );
}
