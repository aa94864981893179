import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, ParameterTransform } from '../../src/model/model.js';
import { sampleKeys } from '../../src/model/per-sample.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const keyOf = (counter: number): Key => tf.tensor1d([7, counter, 0], 'int32');
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const { tensors } = smallParameters(1);
const pixelsOf = (examples: number) => tf.tensor4d(smallPixels(examples, 2), [examples, 2, 6, 6], 'float32');

describe('withParameters', () => {
  it('applies its transforms in order, and lists them in the label', () => {
    const times =
      (factor: number): ParameterTransform =>
      (parameters) =>
        parameters.map((p) => tf.mul(p, factor));
    const plus: ParameterTransform = (parameters) => parameters.map((p) => tf.add(p, 1));
    const sum = createModel(
      ([p], x) => tf.mul(tf.ones([x.shape[0], 1]), tf.sum(p!)) as tf.Tensor2D,
      [tf.tensor1d([1, 2])],
    );
    const model = sum
      .withParameters('double', times(2), { stochastic: false })
      .withParameters('plus', plus, { stochastic: false });
    expect(model.label).toBe('double+plus');
    expect(model.stochastic).toBe(false);
    expect(values(model.forward(pixelsOf(1), keyOf(0)))).toEqual([8]);
  });

  it('passes each transform its index', () => {
    const ordinals: number[] = [];
    const note: ParameterTransform = (parameters, { ordinal }) => {
      ordinals.push(ordinal);
      return parameters;
    };
    const model = createModel(smallNetwork, tensors())
      .withParameters('a', note, { stochastic: false })
      .withParameters('b', note, { stochastic: true })
      .withParameters('c', note, { stochastic: false });
    model.forward(pixelsOf(1), keyOf(0));
    expect(ordinals).toEqual([0, 1, 2]);
  });
});

describe('a model with random parameters', () => {
  const model = parseDefense('rnw0.1')(createModel(smallNetwork, tensors()));
  const samples = 4;

  it('has one network per sample, which all examples share', () => {
    const together = tf.reshape(model.forward(pixelsOf(3), keyOf(1), samples), [3, samples, 3]);
    for (let example = 0; example < 3; example++) {
      const one = tf.slice(pixelsOf(3), [example], [1]);
      const alone = values(model.forward(one as tf.Tensor4D, keyOf(1), samples));
      expect(values(tf.slice(together, [example], [1]))).toEqual(alone.map((value) => expect.closeTo(value, 4)));
    }
    expect(new Set(tf.unstack(tf.reshape(together, [3 * samples, 3])).map((row) => values(row).join())).size).toBe(12);
  });

  it('gives the first of many samples when fewer are requested', () => {
    const many = values(model.forward(pixelsOf(1), keyOf(1), samples));
    for (const fewer of [1, 2]) {
      expect(values(model.forward(pixelsOf(1), keyOf(1), fewer))).toEqual(many.slice(0, 3 * fewer));
    }
  });

  it('has the gradient of the sum over its samples', () => {
    const weights = tf.tensor2d(
      Array.from({ length: 2 * samples * 3 }, (_, i) => Math.sin(i)),
      [2 * samples, 3],
    );
    const gradient = values(
      tf.grad((x) => tf.sum(tf.mul(model.forward(x as tf.Tensor4D, keyOf(1), samples), weights)))(pixelsOf(2)),
    );
    // The network is piecewise linear in the pixels, so small differences give the gradient up to rounding.
    const loss = (x: tf.Tensor) =>
      values(tf.sum(tf.mul(model.forward(x as tf.Tensor4D, keyOf(1), samples), weights)))[0]!;
    for (const place of [0, 17, 71, 72, 100, 143]) {
      const step = tf.reshape(tf.oneHot(tf.scalar(place, 'int32'), 144), [2, 2, 6, 6]);
      const difference = (loss(tf.add(pixelsOf(2), step)) - loss(tf.sub(pixelsOf(2), step))) / 2;
      expect(difference).toBeCloseTo(gradient[place]!, 3);
    }
  });

  it('leaves no tensors behind', () => {
    const parameters = tensors();
    const pixels = pixelsOf(2);
    const key = keyOf(0);
    for (const name of ['rnw0.1', 'dwp50+rnw0.1+sap100']) {
      const each = parseDefense(name)(createModel(smallNetwork, parameters));
      const before = tf.memory().numTensors;
      each.forward(pixels, key, 3).dispose();
      tf.grad((x) => tf.sum(each.forward(x as tf.Tensor4D, key, 3)))(pixels).dispose();
      tf.grad((x) => tf.sum(each.forward(x as tf.Tensor4D, key, 1)))(pixels).dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

it('all samples have different keys, also those of neighboring keys', () => {
  const keys = [keyOf(0), keyOf(1), tf.tensor1d([7, 0, 1], 'int32'), tf.tensor1d([8, 0, 0], 'int32')].flatMap((key) =>
    tf.unstack(sampleKeys(key as Key, 1000)).map((row) => values(row)[0]),
  );
  expect(new Set(keys).size).toBe(keys.length);
});
