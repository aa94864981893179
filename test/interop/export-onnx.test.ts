import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialize, parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { fgsm } from '../../src/attack/fgsm.js';
import { greedyAction } from '../../src/attack/search/criteria.js';
import { createFlatParameters, type ParameterSpec } from '../../src/common/flat-parameters.js';
import { createRandom } from '../../src/common/random.js';
import { sizeOf } from '../../src/common/shape.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { modelType } from '../../src/compute/onnx/onnx-model.js';
import { observationShape } from '../../src/env/environment.js';
import { largestDifference } from '../../src/interop/onnx/check-export.js';
import { encodeOnnx } from '../../src/interop/onnx/export-onnx.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { createModel } from '../../src/model/create-model.js';
import { importedModel } from '../helpers/imported-model.js';
import { smallNetwork, smallParameters, smallPixels, smallShape } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const key = () => tf.tensor1d([1, 2, 3], 'int32');
const pixels = () => tf.tensor4d(Float32Array.from(smallPixels(2, 5)), [2, ...smallShape]);

describe('export', () => {
  const { specs, views, tensors } = smallParameters(6);
  const exported = { network: smallNetwork, specs, views, inputShape: smallShape };
  let file: Uint8Array;
  beforeAll(async () => {
    file = await encodeOnnx(exported);
  });

  it('computes what the network computes, for any batch', async () => {
    expect(await largestDifference(file, exported, createRandom(1))).toBeLessThan(1e-5);
  });

  it('contains the metadata that it is given', async () => {
    const { metadataProps } = modelType.toObject(modelType.decode(await encodeOnnx(exported, { game: 'catch' })));
    expect(metadataProps).toEqual([{ key: 'game', value: 'catch' }]);
  });

  it.each([
    ['q-values', 'q_values'],
    ['logits', 'logits'],
  ] as const)('names its output after %s', async (outputs, name) => {
    const { graph } = modelType.toObject(modelType.decode(await encodeOnnx({ ...exported, outputs })));
    expect(graph.output.map((port: { name: string }) => port.name)).toEqual([name]);
    expect(await largestDifference(await encodeOnnx({ ...exported, outputs }), exported, createRandom(1))).toBeLessThan(
      1e-5,
    );
  });

  it('is not equal to another network', async () => {
    const other = { ...exported, views: smallParameters(7).views };
    expect(await largestDifference(file, other, createRandom(1))).toBeGreaterThan(0.01);
  });

  it('is imported again as the same network', () => {
    const network = importOnnx(file, 'file');
    expect([network.inputShape, network.outputs]).toEqual([smallShape, 3]);
    const again = importedModel(network).forward(pixels(), key()).dataSync();
    const original = createModel(smallNetwork, tensors()).forward(pixels(), key()).dataSync();
    expect([...again]).toEqual([...original].map((value) => expect.closeTo(value, 4)));
  });
});

describe('export of a network with layer normalization', () => {
  const network = qNetwork({ normalization: 'layer' });
  const { specs, views } = withRandomValues(parameterSpecs({ actions: 3, normalization: 'layer' }));
  const exported = { network, specs, views, inputShape: observationShape };
  let file: Uint8Array;
  beforeAll(async () => {
    file = await encodeOnnx(exported);
  });

  it('computes what the network computes, for any batch', async () => {
    expect(await largestDifference(file, exported, createRandom(1))).toBeLessThan(1e-5);
  });

  it('is imported again as a network with the same parameters, outputs and attacked frames', () => {
    const imported = importOnnx(file, 'file');
    expect(imported.arrays.map(({ shape }) => shape)).toEqual(specs.map(({ shape }) => shape));
    expect(imported.arrays.every(({ values }, i) => bytesOf(values).equals(bytesOf(views[i]!)))).toBe(true);
    const original = createModel(
      network,
      specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape])),
    );
    const rng = createRandom(9);
    const values = Float32Array.from({ length: 2 * sizeOf(observationShape) }, () => rng.integer(256));
    const frames = tf.tensor4d(values, [2, ...observationShape]);
    const [before, after] = [original, importedModel(imported)].map((model) => {
      const { clipped } = fgsm()(model, frames, greedyAction(), {
        lambdas: [tf.scalar(2)],
        key: key(),
      });
      return { q: model.forward(frames, key()).dataSync(), attacked: clipped[0]!.dataSync() };
    });
    const largest = Math.max(...before!.q.map(Math.abs));
    for (const [i, q] of before!.q.entries()) expect(Math.abs(q - after!.q[i]!) / largest).toBeLessThan(1e-5);
    // Signs of gradients near 0 depend on rounding: pixels are divided by 255, or multiplied by 1/255.
    const moved = before!.attacked.filter((value, i) => value !== values[i]).length;
    const other = before!.attacked.filter((value, i) => Math.abs(value - after!.attacked[i]!) > 1e-3).length;
    expect(moved).toBeGreaterThan(0.9 * before!.attacked.length);
    expect(other).toBeLessThan(0.001 * before!.attacked.length);
  });
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);

/** Scales and offsets too, which are 1 and 0 at first. */
function withRandomValues(specs: readonly ParameterSpec[]) {
  const parameters = createFlatParameters(specs);
  const rng = createRandom(2);
  initialize(parameters.views, specs, rng);
  for (const [i, { initial }] of specs.entries()) {
    if (initial !== undefined)
      parameters.views[i]!.forEach((_, j, view) => {
        view[j] = initial + rng.uniform() - 0.5;
      });
  }
  return { specs, ...parameters };
}
