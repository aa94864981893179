import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { layersNetwork } from '../../../src/agent/layers-network.js';
import { initialize, parameterSpecs, qNetwork } from '../../../src/agent/network.js';
import { createRandom } from '../../../src/common/random.js';
import { sizeOf } from '../../../src/common/shape.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { observationShape } from '../../../src/env/environment.js';
import { networkLayers } from '../../../src/interop/pytorch/network-layers.js';

beforeAll(async () => {
  await loadEagerBackend();
});

it.each([{}, { normalization: 'layer' }, { hiddenLayers: 0 }, { hiddenLayers: 2, normalization: 'layer' }] as const)(
  'the layers of %o give the Q-values of the network',
  (options) => {
    const specs = parameterSpecs({ actions: 5, ...options });
    const rng = createRandom(3);
    const views = specs.map(({ shape }) => new Float32Array(sizeOf(shape)));
    initialize(views, specs, rng);
    const parameters = specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape]));
    const pixels = Float32Array.from({ length: 2 * sizeOf(observationShape) }, () => rng.integer(256));
    const x = tf.tensor4d(pixels, [2, ...observationShape]);
    const [expected, got] = [qNetwork(options), layersNetwork(networkLayers(options))].map((network) =>
      Array.from(network(parameters, x).dataSync()),
    );
    const largest = Math.max(...expected!.map(Math.abs));
    expect(largest).toBeGreaterThan(0.001);
    for (const [i, value] of expected!.entries()) expect(Math.abs(got![i]! - value)).toBeLessThan(1e-6 * largest);
  },
);
