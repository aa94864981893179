/** Every attack against every kind of model: what all attacks must keep, whatever they do. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attack, AttackResult } from '../../src/attack/attack.js';
import { greedyAction, misclassification } from '../../src/attack/criteria.js';
import { fgsm } from '../../src/attack/fgsm.js';
import { exact, expected } from '../../src/attack/gradients.js';
import { attackForms, parseAttack } from '../../src/attack/parse-attack.js';
import { randomSign } from '../../src/attack/random-sign.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { sap } from '../../src/defense/sap.js';
import { UsageError } from '../../src/errors.js';
import { createModel, type Key, type Model } from '../../src/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const attacks: readonly Attack[] = [
  fgsm(),
  fgsm({ gradient: exact() }),
  fgsm({ gradient: expected({ draws: 5 }) }),
  randomSign(),
];
const plain = () => createModel(smallNetwork, smallParameters(1).tensors());
const models: readonly (readonly [string, () => Model])[] = [
  ['plain', plain],
  ['sap100', () => sap({ percent: 100 })(plain())],
  ['logits', () => createModel(smallNetwork, smallParameters(1).tensors(), { outputKind: 'logits' })],
  ['narrow bounds', () => createModel(smallNetwork, smallParameters(1).tensors(), { bounds: [20, 200] })],
];
const table = attacks.flatMap((attack, i) =>
  models.map(([name, model]) => ({ i, label: attack.label, attack, name, model })),
);

const lambdas = [0, 0.5, 1, 16, 255];
const keyOf = (counter: number): Key => tf.tensor1d([1, counter, 0], 'int32');

function run(attack: Attack, model: Model, counter = 0): { inputs: tf.Tensor4D; result: AttackResult } {
  const inputs = tf.tidy(() =>
    tf.clipByValue(tf.tensor4d(smallPixels(2, 9), [2, 2, 6, 6], 'float32'), ...model.bounds),
  );
  const epsilons = lambdas.map((lambda) => tf.scalar(lambda));
  return { inputs, result: attack(model, inputs, greedyAction(), { epsilons, key: keyOf(counter), outputDraws: 3 }) };
}
const bytes = ({ raw, clipped, outputs, success, labels }: AttackResult) =>
  [...raw, ...clipped, ...outputs, ...success, labels].map((tensor) => [...tensor.dataSync()]);

describe.each(table)('$label ($i) on $name', ({ attack, model }) => {
  it('moves no pixel by more than λ, nor out of the bounds', () => {
    const target = model();
    const { inputs, result } = run(attack, target);
    const [min, max] = target.bounds;
    for (const [i, lambda] of lambdas.entries()) {
      const [change, low, high] = [
        tf.max(tf.abs(tf.sub(result.clipped[i]!, inputs))),
        tf.min(result.clipped[i]!),
        tf.max(result.clipped[i]!),
      ].map((tensor) => tensor.dataSync()[0]!);
      expect(change).toBeLessThanOrEqual(lambda * (1 + 1e-6));
      expect(low).toBeGreaterThanOrEqual(min);
      expect(high).toBeLessThanOrEqual(max);
    }
  });

  it('changes nothing at λ 0 and uses λ up before clipping', () => {
    const { inputs, result } = run(attack, model());
    expect(result.raw[0]!.dataSync()).toEqual(inputs.dataSync());
    const moved = tf.abs(tf.sub(result.raw[2]!, inputs)).dataSync();
    expect(Math.max(...moved)).toBeCloseTo(1, 4);
    expect(moved.every((change) => change < 1e-4 || Math.abs(change - 1) < 1e-4)).toBe(true);
  });

  it('judges what it made', () => {
    const { result } = run(attack, model());
    expect(result.labels.shape).toEqual([2]);
    for (const [i, output] of result.outputs.entries()) {
      expect(output.shape).toEqual([2, 3]);
      const greedy = tf.argMax(output, -1).dataSync();
      const labels = result.labels.dataSync();
      expect([...result.success[i]!.dataSync()].map(Boolean)).toEqual([...greedy].map((a, n) => a !== labels[n]));
    }
  });

  it('gives the same for the same key, and leaves no tensors behind', () => {
    const target = model();
    const first = run(attack, target);
    const before = tf.memory().numTensors;
    const second = run(attack, target);
    const made = Object.values(second.result).flat().length + 1 + lambdas.length + 1;
    expect(tf.memory().numTensors).toBe(before + made);
    expect(bytes(second.result)).toEqual(bytes(first.result));
  });
});

describe('attacks', () => {
  it('verify the bounds first', () => {
    const model = createModel(smallNetwork, smallParameters(1).tensors(), { bounds: [255, 0] });
    const inputs = tf.zeros([1, 2, 6, 6]) as tf.Tensor4D;
    expect(() => fgsm()(model, inputs, greedyAction(), { epsilons: [], key: keyOf(0) })).toThrow(
      /min < max, got \[255, 0\]/,
    );
  });

  it('that are random differ from key to key', () => {
    const target = plain();
    expect(bytes(run(randomSign(), target, 1).result)).not.toEqual(bytes(run(randomSign(), target, 2).result));
  });

  it('by random signs go up as often as down', () => {
    const target = plain();
    let sum = 0;
    for (let counter = 0; counter < 100; counter++) {
      const { inputs, result } = run(randomSign(), target, counter);
      sum += tf.sum(tf.sub(result.raw[2]!, inputs)).dataSync()[0]!;
    }
    expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(100 * 144));
  });

  it('on another model are judged by the one that acts, with its label', () => {
    const [source, judge] = [plain(), createModel(smallNetwork, smallParameters(8).tensors())];
    const inputs = tf.tensor4d(smallPixels(2, 9), [2, 2, 6, 6], 'float32');
    const options = { epsilons: [tf.scalar(4)], key: keyOf(0) };
    const transferred = fgsm()(source, inputs, greedyAction(), { ...options, judge });
    expect(transferred.raw[0]!.dataSync()).toEqual(fgsm()(source, inputs, greedyAction(), options).raw[0]!.dataSync());
    expect(transferred.labels.dataSync()).toEqual(tf.argMax(judge.forward(inputs, keyOf(0)), -1).dataSync());
    expect([...transferred.outputs[0]!.dataSync()]).toEqual([
      ...judge.forward(transferred.clipped[0]!, keyOf(0)).dataSync(),
    ]);
  });
});

describe('misclassification', () => {
  it('aims away from the labels it is given', () => {
    const model = plain();
    const inputs = tf.tensor4d(smallPixels(1, 3), [1, 2, 6, 6], 'float32');
    const run = (label: number) => {
      const criterion = misclassification(tf.tensor1d([label], 'int32'));
      return fgsm()(model, inputs, criterion, { epsilons: [tf.scalar(8)], key: keyOf(0) });
    };
    for (const label of [0, 1, 2]) {
      const before = tf.logSoftmax(model.forward(inputs, keyOf(0))).dataSync()[label]!;
      const { outputs, labels } = run(label);
      expect(labels.dataSync()[0]).toBe(label);
      expect(tf.logSoftmax(outputs[0]!).dataSync()[label]!).toBeLessThan(before);
    }
  });
});

describe('parseAttack', () => {
  it.each(attackForms.map((form) => form.split(':')[0]!))('knows %s', (name) => {
    expect(parseAttack(name, { gradientDraws: 3 }).label).toBe(name);
  });

  it.each(['', 'FGSM', 'toString', 'pgd'])('refuses %j in one line', (name) => {
    expect(() => parseAttack(name)).toThrow(UsageError);
    expect(() => parseAttack(name)).toThrow(`attack: expected one of ${attackForms.join('; ')}, got '${name}'`);
  });

  it('refuses a fraction of a draw', () => {
    expect(() => parseAttack('fgsm', { gradientDraws: 0.5 })).toThrow(/whole number of draws from 1, got 0.5/);
  });
});
