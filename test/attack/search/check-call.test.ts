/** Invalid calls of attacks are refused in one line, before anything is computed. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fgsm } from '../../../src/attack/fgsm.js';
import { pgd } from '../../../src/attack/pgd.js';
import { randomSign } from '../../../src/attack/random-sign.js';
import type { AttackOptions } from '../../../src/attack/search/attack.js';
import { compileAttack } from '../../../src/attack/search/compile-attack.js';
import { greedyAction, misclassification } from '../../../src/attack/search/criteria.js';
import { square } from '../../../src/attack/square.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { createModel } from '../../../src/model/create-model.js';
import type { ModelOptions } from '../../../src/model/model.js';
import { smallNetwork, smallParameters, smallShape } from '../../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const attacks = [fgsm(), pgd({ steps: 1 }), randomSign(), square({ steps: 1 })];
const pixelsOf = (value = 7, odd = value) => Float32Array.from({ length: 72 }, (_, i) => (i === 5 ? odd : value));

interface Call {
  readonly options?: Partial<AttackOptions>;
  readonly pixels?: Float32Array;
  readonly shape?: readonly number[];
  /** Labels to move away from; default the model's own. */
  readonly labels?: readonly number[];
  readonly model?: ModelOptions;
  /** Factor on the network's weights. */
  readonly scale?: number;
}

function call(attack: (typeof attacks)[number], made: Call) {
  const { options, pixels = pixelsOf(), shape = [1, ...smallShape], labels, model = {}, scale = 1 } = made;
  const parameters = smallParameters(1)
    .tensors()
    .map((tensor) => tf.mul(tensor, scale));
  const inputs = tf.tensor<tf.Rank.R4>(pixels, shape as [number, number, number, number]);
  const criterion = labels ? misclassification(tf.tensor1d([...labels], 'int32')) : greedyAction();
  const key = tf.tensor1d([1, 2, 3], 'int32');
  return attack(createModel(smallNetwork, parameters, model), inputs, criterion, {
    lambdas: [tf.scalar(1)],
    key,
    ...options,
  });
}

describe.each(attacks)('$label', (attack) => {
  it.each<[string, () => Call, string]>([
    [
      'a negative λ',
      () => ({ options: { lambdas: [tf.scalar(1), tf.scalar(-1)] } }),
      'expected λ to be a finite number ≥ 0, got -1',
    ],
    [
      'a λ that is NaN',
      () => ({ options: { lambdas: [tf.scalar(Number.NaN)] } }),
      'expected λ to be a finite number ≥ 0, got NaN',
    ],
    ['an infinite λ', () => ({ options: { lambdas: [tf.scalar(Infinity)] } }), 'got Infinity'],
    [
      'several λ in one tensor',
      () => ({ options: { lambdas: [tf.tensor1d([1, 2]) as never] } }),
      'each of lambdas to be a scalar, got [2]',
    ],
    [
      'a pixel that is NaN',
      () => ({ pixels: pixelsOf(7, Number.NaN) }),
      'inputs to be finite numbers, got NaN at index 5',
    ],
    ['a pixel outside the bounds', () => ({ pixels: pixelsOf(7, 256) }), 'inputs within [0, 255], got 256 at index 5'],
    [
      'a pixel outside bounds of 0…1',
      () => ({ pixels: pixelsOf(0.5, -1), model: { bounds: [0, 1] } }),
      'inputs within [0, 1], got -1',
    ],
    ['bounds that are equal', () => ({ model: { bounds: [3, 3] } }), 'with min < max, got [3, 3]'],
    ['bounds that are NaN', () => ({ model: { bounds: [0, Number.NaN] } }), 'with min < max'],
    ['a mask above 1', () => ({ options: { mask: tf.scalar(2) } }), 'mask within [0, 1], got 2'],
    ['a key of float32', () => ({ options: { key: tf.tensor1d([1, 2, 3]) } }), 'key to be int32 [3], got float32 [3]'],
    ['more ids than examples', () => ({ options: { examples: [1, 2] } }), 'examples to hold 1 integers, got [1,2]'],
    ['an id that is NaN', () => ({ options: { examples: [Number.NaN] } }), 'examples to hold 1 integers, got [NaN]'],
    [
      'pixels of three axes',
      () => ({ shape: [1, 1, 72] }),
      'of rank 4 with at least one example, got float32 [1,1,72]',
    ],
    [
      'no pixels',
      () => ({ shape: [0, ...smallShape], pixels: new Float32Array() }),
      'at least one example, got float32 [0,',
    ],
    [
      'a label that is no output',
      () => ({ labels: [3] }),
      "labels from 0 to 2, the indices of the model's outputs, got 3",
    ],
    ['a negative label', () => ({ labels: [-1] }), "labels from 0 to 2, the indices of the model's outputs, got -1"],
    ['more labels than pixels', () => ({ labels: [0, 1] }), 'labels int32 [1], got int32 [2]'],
    ['half a sample', () => ({ options: { outputSamples: 0.5 } }), 'outputSamples to be a positive integer, got 0.5'],
    [
      'weights that are NaN',
      () => ({ scale: Number.NaN }),
      'the network gives outputs that are not finite (NaN at place 0)',
    ],
  ])('refuses %s in one line', (_, make, says) => {
    const made = make();
    expect(() => call(attack, made)).toThrow(says);
    expect(() => call(attack, made)).toThrow(/^.*$/);
  });

  it('refuses the same when compiled', async () => {
    const { specs, views } = smallParameters(1);
    const compiledWith = (scale: number, criterion = greedyAction()) =>
      compileAttack({
        attack,
        inputs: { shape: [1, ...smallShape] },
        given: specs.map(({ shape }, i) => ({ shape, frozen: views[i]!.map((value) => value * scale) })),
        target: (...tensors) => ({ model: createModel(smallNetwork, tensors), criterion }),
      });
    const compiled = await compiledWith(1);
    const run = (lambda: number, pixels = pixelsOf()) => compiled.run(pixels, { lambdas: [lambda], key: [1, 2] });
    expect(await run(1)).toHaveLength(1);
    await expect(run(-1)).rejects.toThrow('expected λ to be a finite number ≥ 0, got -1');
    await expect(run(1, pixelsOf(7, Number.NaN))).rejects.toThrow('inputs to be finite numbers, got NaN at index 5');
    await expect(run(1, pixelsOf(7, 300))).rejects.toThrow('inputs within [0, 255], got 300 at index 5');
    await compiled.dispose();
    await expect(compiledWith(1, misclassification(tf.tensor1d([0, 1], 'int32')))).rejects.toThrow(
      'labels int32 [1], got int32 [2]',
    );
    const broken = await compiledWith(Number.NaN);
    await expect(broken.run(pixelsOf(), { lambdas: [1], key: [1, 2] })).rejects.toThrow('outputs that are not finite');
    await broken.dispose();
  });
});
