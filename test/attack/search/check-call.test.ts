/** Calls of the library that cannot mean anything: refused in one line, before anything is computed. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AttackOptions,
  compileAttack,
  fgsm,
  greedyAction,
  misclassification,
  pgd,
  randomSign,
  square,
} from '../../../src/attack/index.js';
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
  /** To be led away from; default the model's own. */
  readonly labels?: readonly number[];
  readonly model?: ModelOptions;
  /** What the network's weights are multiplied by. */
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
    epsilons: [tf.scalar(1)],
    key,
    ...options,
  });
}

describe.each(attacks)('$label', (attack) => {
  it.each<[string, () => Call, string]>([
    [
      'a λ below 0',
      () => ({ options: { epsilons: [tf.scalar(1), tf.scalar(-1)] } }),
      'expected λ (epsilon) of 0 or more, got -1',
    ],
    [
      'a λ that is NaN',
      () => ({ options: { epsilons: [tf.scalar(Number.NaN)] } }),
      'expected λ (epsilon) of 0 or more, got NaN',
    ],
    ['a λ without end', () => ({ options: { epsilons: [tf.scalar(Infinity)] } }), 'got Infinity'],
    [
      'many λ in one',
      () => ({ options: { epsilons: [tf.tensor1d([1, 2]) as never] } }),
      'each epsilon to be a scalar, got [2]',
    ],
    [
      'a pixel that is NaN',
      () => ({ pixels: pixelsOf(7, Number.NaN) }),
      'inputs of finite numbers, got NaN at place 5',
    ],
    ['a pixel beyond the bounds', () => ({ pixels: pixelsOf(7, 256) }), 'inputs within [0, 255], got 256 at place 5'],
    [
      'a pixel beyond bounds of its own',
      () => ({ pixels: pixelsOf(0.5, -1), model: { bounds: [0, 1] } }),
      'inputs within [0, 1], got -1',
    ],
    ['bounds without room', () => ({ model: { bounds: [3, 3] } }), 'with min < max, got [3, 3]'],
    ['bounds that are NaN', () => ({ model: { bounds: [0, Number.NaN] } }), 'with min < max'],
    ['a mask above 1', () => ({ options: { mask: tf.scalar(2) } }), 'a mask within [0, 1], got 2'],
    ['a key of floats', () => ({ options: { key: tf.tensor1d([1, 2, 3]) } }), 'a key int32 [3], got float32 [3]'],
    [
      'a name for an example that is not there',
      () => ({ options: { examples: [1, 2] } }),
      'examples of 1 whole numbers, got [1,2]',
    ],
    [
      'an example without a number',
      () => ({ options: { examples: [Number.NaN] } }),
      'examples of 1 whole numbers, got [NaN]',
    ],
    ['pixels of three axes', () => ({ shape: [1, 1, 72] }), 'of rank 4, at least one, got float32 [1,1,72]'],
    ['no pixels', () => ({ shape: [0, ...smallShape], pixels: new Float32Array() }), 'at least one, got float32 [0,'],
    ['labels beyond the outputs', () => ({ labels: [3] }), "labels from 0 to 2, the model's outputs, got 3"],
    ['labels below 0', () => ({ labels: [-1] }), "labels from 0 to 2, the model's outputs, got -1"],
    ['more labels than pixels', () => ({ labels: [0, 1] }), 'labels int32 [1], got int32 [2]'],
    ['half a draw', () => ({ options: { outputSamples: 0.5 } }), 'outputSamples of 1 or more, got 0.5'],
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

  it('compiled, refuses the same', async () => {
    const { specs, views } = smallParameters(1);
    const compiledWith = (scale: number, criterion = greedyAction()) =>
      compileAttack({
        attack,
        inputs: { shape: [1, ...smallShape] },
        given: specs.map(({ shape }, i) => ({ shape, frozen: views[i]!.map((value) => value * scale) })),
        target: (...tensors) => ({ model: createModel(smallNetwork, tensors), criterion }),
      });
    const compiled = await compiledWith(1);
    const run = (lambda: number, pixels = pixelsOf()) => compiled.run(pixels, { lambdas: [lambda], moment: [1, 2] });
    expect(await run(1)).toHaveLength(1);
    await expect(run(-1)).rejects.toThrow('expected λ (epsilon) of 0 or more, got -1');
    await expect(run(1, pixelsOf(7, Number.NaN))).rejects.toThrow('inputs of finite numbers, got NaN at place 5');
    await expect(run(1, pixelsOf(7, 300))).rejects.toThrow('inputs within [0, 255], got 300 at place 5');
    await compiled.dispose();
    await expect(compiledWith(1, misclassification(tf.tensor1d([0, 1], 'int32')))).rejects.toThrow(
      'labels int32 [1], got int32 [2]',
    );
    const broken = await compiledWith(Number.NaN);
    await expect(broken.run(pixelsOf(), { lambdas: [1], moment: [1, 2] })).rejects.toThrow(
      'outputs that are not finite',
    );
    await broken.dispose();
  });
});
