import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { defend, defense } from '../../src/defense/defense.js';
import { rna } from '../../src/defense/random-activations.js';
import { activationHook, type HookSite } from '../../src/model/activation-hook.js';
import { createModel } from '../../src/model/create-model.js';
import { identityHook, type Key, type Network } from '../../src/model/model.js';

beforeAll(async () => {
  await loadEagerBackend();
});

/** Two layers: a feature map [N, 1, 2, 3] in NHWC order, and its flat units. */
const network: Network = (_, pixels, hook = identityHook) =>
  tf.tidy(() => {
    const map = hook(tf.transpose(pixels, [0, 2, 3, 1]), 'map');
    return hook(tf.reshape(map, [map.shape[0]!, -1]), 'flat') as tf.Tensor2D;
  });
const plain = createModel(network, []);
const key = (): Key => tf.tensor1d([7, 1, 0], 'int32');
const pixelsOf = (examples: number) =>
  tf.tensor4d(
    Array.from({ length: examples * 6 }, (_, i) => i),
    [examples, 3, 1, 2],
  );
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

const doubled = activationHook((h) => tf.mul(h, 2), { stochastic: false });
const double = defense('double', (model) => model.withHook('double', doubled));

describe('a deterministic hook', () => {
  it('changes every activation, and leaves the model deterministic', () => {
    const model = double(plain);
    expect(model).toMatchObject({ label: 'double', stochastic: false });
    const expected = values(plain.forward(pixelsOf(2), key())).map((value) => 4 * value);
    const outputs = model.forward(pixelsOf(2), key(), 5);
    expect(outputs.shape).toEqual([2, 6]); // the number of samples is ignored
    expect(values(outputs)).toEqual(expected);
  });

  it('receives one sample of flat units, channels first', () => {
    const sites: (Omit<HookSite, 'key'> & { first: number[] })[] = [];
    const note = activationHook(
      (h, { name, units, samples, site }) => {
        sites.push({ name, units, samples, site, first: values(tf.slice(h, [0, 0, 0], [1, 1, -1])) });
        return h;
      },
      { stochastic: false },
    );
    plain.withHook('note', note).forward(pixelsOf(2), key(), 3);
    expect(sites).toMatchObject([
      { name: 'map', units: 6, samples: 1, first: [0, 1, 2, 3, 4, 5] },
      { name: 'flat', units: 6, samples: 1, first: [0, 2, 4, 1, 3, 5] },
    ]);
    expect(sites[0]!.site).not.toBe(sites[1]!.site);
  });

  it.each([
    ['before', defend(double, rna({ deviation: 0.5 }))],
    ['behind', defend(rna({ deviation: 0.5 }), double)],
  ])('%s a stochastic hook leaves the samples to that hook', (_, composed) => {
    const model = composed(plain);
    expect(model.stochastic).toBe(true);
    const outputs = model.forward(pixelsOf(2), key(), 4);
    expect(outputs.shape).toEqual([8, 6]);
    const rows = tf.unstack(outputs).map((row) => values(row).join());
    expect(new Set(rows).size).toBe(8);
  });

  it('has the same result when compiled', async () => {
    const forward = (x: tf.Tensor) => [double(plain).forward(x as tf.Tensor4D, key(), 3)];
    const runner = await compile(forward, { inputs: [{ shape: [2, 3, 1, 2] }] });
    const [outputs] = await runner.run([pixelsOf(2).dataSync() as Float32Array]);
    expect([...outputs!]).toEqual(values(double(plain).forward(pixelsOf(2), key())));
    await runner.dispose();
  });

  it('passes gradients and leaves no tensors behind', () => {
    const [x, sameKey] = [pixelsOf(1), key()];
    const before = tf.memory().numTensors;
    const gradient = tf.grad((at) => tf.sum(double(plain).forward(at as tf.Tensor4D, sameKey)))(x);
    expect(values(gradient)).toEqual(Array(6).fill(4));
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a stochastic hook', () => {
  it('is the default: it returns the samples of each row', () => {
    const repeat = activationHook((h, { samples, units }) => tf.tile(tf.reshape(h, [-1, 1, units]), [1, samples, 1]));
    const model = plain.withHook('repeat', repeat);
    expect(model.stochastic).toBe(true);
    const rows = tf.unstack(model.forward(pixelsOf(2), key(), 3)).map((row) => values(row));
    const [first, second] = tf.unstack(plain.forward(pixelsOf(2), key())).map((row) => values(row));
    expect(rows).toEqual([first, first, first, second, second, second]);
  });
});

describe('a hook that returns another shape', () => {
  it('is refused with the layer and both shapes', () => {
    const unsampled = activationHook((h) => tf.mul(h, 2));
    const model = plain.withHook('unsampled', unsampled);
    expect(() => model.forward(pixelsOf(2), key(), 3)).toThrow(
      'activation hook at layer "map": expected the shape [2, 3, 6] ([rows, samples, units]), got [2, 1, 6]',
    );
  });
});
