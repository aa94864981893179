/** Every attack on every kind of model: the properties that all attacks share. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { frameMask } from '../../src/attack/agent/attacked-frames.js';
import { apgd } from '../../src/attack/apgd.js';
import { eotPgd } from '../../src/attack/eot-pgd.js';
import { fgsm, transfer } from '../../src/attack/fgsm.js';
import { iterative } from '../../src/attack/iterative.js';
import { pgd } from '../../src/attack/pgd.js';
import { randomSign } from '../../src/attack/random-sign.js';
import type { Attack, AttackResult } from '../../src/attack/search/attack.js';
import {
  type Criterion,
  greedyAction,
  misclassification,
  targetedMisclassification,
  worstAction,
} from '../../src/attack/search/criteria.js';
import { exact, expected } from '../../src/attack/search/gradients.js';
import { differenceOfLogitsRatio, margin } from '../../src/attack/search/losses.js';
import { square } from '../../src/attack/square.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { sap } from '../../src/defense/sap.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, Model } from '../../src/model/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

/** λ of the table. Attacks with a step size in gray levels have a large one, so that few steps reach 255. */
const lambdas = [0, 0.5, 1, 16, 255];

/** `oneStep`: every pixel whose gradient is not zero changes by λ. */
const attacks: readonly { readonly attack: Attack; readonly oneStep?: true }[] = [
  { attack: fgsm(), oneStep: true },
  { attack: fgsm({ gradient: exact() }), oneStep: true },
  { attack: fgsm({ gradient: expected({ samples: 5 }), loss: margin }), oneStep: true },
  { attack: transfer(), oneStep: true },
  { attack: randomSign(), oneStep: true },
  { attack: iterative({ gradient: expected({ samples: 2 }), stepSize: 60 }) },
  { attack: pgd({ gradient: expected({ samples: 2 }), steps: 2, restarts: 2 }) },
  { attack: pgd({ gradient: exact(), steps: 3, stepSize: 4, loss: differenceOfLogitsRatio }) },
  { attack: eotPgd({ gradient: expected({ samples: 2 }), steps: 4, stepSize: 3 }) },
  { attack: apgd({ gradient: expected({ samples: 2 }), steps: 5 }) },
  { attack: apgd({ gradient: exact(), steps: 4, restarts: 2, loss: differenceOfLogitsRatio }) },
  { attack: square({ samples: 2, steps: 6 }) },
  { attack: square({ samples: 2, steps: 6, layout: 'channels-last' }) },
];
const plain = () => createModel(smallNetwork, smallParameters(1).tensors());
const models: readonly (readonly [string, () => Model])[] = [
  ['plain', plain],
  ['sap100', () => sap({ percent: 100 })(plain())],
  ['logits', () => createModel(smallNetwork, smallParameters(1).tensors(), { outputKind: 'logits' })],
  ['narrow bounds', () => createModel(smallNetwork, smallParameters(1).tensors(), { bounds: [20, 200] })],
];
const table = attacks.flatMap(({ attack, oneStep }, i) =>
  models.map(([name, model]) => ({ i, label: attack.label, attack, oneStep, name, model })),
);

const keyOf = (counter: number): Key => tf.tensor1d([1, counter, 0], 'int32');

interface Run {
  readonly counter?: number;
  readonly criterion?: Criterion;
  readonly mask?: tf.Tensor;
}

function run(attack: Attack, model: Model, { counter = 0, criterion = greedyAction(), mask }: Run = {}) {
  const inputs = tf.tidy(() =>
    tf.clipByValue(tf.tensor4d(smallPixels(2, 9), [2, 2, 6, 6], 'float32'), ...model.bounds),
  );
  const options = {
    lambdas: lambdas.map((lambda) => tf.scalar(lambda)),
    key: keyOf(counter),
    outputSamples: 3,
    ...(mask && { mask }),
  };
  return { inputs, result: attack(model, inputs, criterion, options) };
}
const bytes = (result: AttackResult) =>
  (Object.values(result).flat() as tf.Tensor[]).map((tensor) => [...tensor.dataSync()]);

describe.each(table)('$label ($i) on $name', ({ attack, oneStep, model }) => {
  it('changes no pixel by more than λ, and stays within the bounds', () => {
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

  it('changes nothing at λ 0; in one step each pixel changes by λ before clipping', () => {
    const { inputs, result } = run(attack, model());
    expect(result.raw[0]!.dataSync()).toEqual(inputs.dataSync());
    if (!oneStep) return;
    const moved = tf.abs(tf.sub(result.raw[2]!, inputs)).dataSync();
    expect(Math.max(...moved)).toBeCloseTo(1, 4);
    expect(moved.every((change) => change < 1e-4 || Math.abs(change - 1) < 1e-4)).toBe(true);
  });

  it('evaluates what it made', () => {
    const { result } = run(attack, model());
    expect(result.labels.shape).toEqual([2]);
    for (const [i, output] of result.outputs.entries()) {
      expect(output.shape).toEqual([2, 3]);
      const greedy = tf.argMax(output, -1).dataSync();
      const labels = result.labels.dataSync();
      expect([...result.success[i]!.dataSync()].map(Boolean)).toEqual([...greedy].map((a, n) => a !== labels[n]));
    }
  });

  it('does not change masked pixels', () => {
    const { inputs, result } = run(attack, model(), { mask: frameMask('newest', 2) });
    for (const [i, lambda] of lambdas.entries()) {
      const change = tf.abs(tf.sub(result.clipped[i]!, inputs));
      const [old, newest] = tf.split(change, 2, 1).map((frame) => tf.max(frame!).dataSync()[0]!);
      expect(old).toBe(0);
      if (lambda > 0) expect(newest).toBeGreaterThan(0);
    }
  });

  it('with the criterion worst action, succeeds where that action is taken', () => {
    if (attack.settings.loss === 'dlr') {
      // With three outputs the targeted ratio for the lowest output is −1 at every input.
      expect(() => run(attack, model(), { criterion: worstAction() })).toThrow(/at least 4 outputs, got 3/);
      return;
    }
    const { result } = run(attack, model(), { criterion: worstAction() });
    const worst = result.labels.dataSync();
    for (const [i, output] of result.outputs.entries()) {
      const greedy = tf.argMax(output, -1).dataSync();
      expect([...result.success[i]!.dataSync()].map(Boolean)).toEqual([...greedy].map((a, n) => a === worst[n]));
    }
  });

  it('gives the same result for the same key, and leaks no tensors', () => {
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
  it('check the bounds first', () => {
    const model = createModel(smallNetwork, smallParameters(1).tensors(), { bounds: [255, 0] });
    const inputs = tf.zeros([1, 2, 6, 6]) as tf.Tensor4D;
    for (const { attack } of attacks) {
      expect(() => attack(model, inputs, greedyAction(), { lambdas: [], key: keyOf(0) })).toThrow(
        /min < max, got \[255, 0\]/,
      );
    }
  });

  it.each([randomSign(), pgd({ steps: 1 }), apgd({ steps: 1 }), square({ steps: 3 })])(
    'with random numbers differ from key to key: $label',
    (attack) => {
      const target = plain();
      const [one, other] = [1, 2].map((counter) => run(attack, target, { counter }).result);
      expect(bytes(one!)).not.toEqual(bytes(other!));
    },
  );

  it('random: signs are balanced', () => {
    const target = plain();
    let sum = 0;
    for (let counter = 0; counter < 100; counter++) {
      const { inputs, result } = run(randomSign(), target, { counter });
      sum += tf.sum(tf.sub(result.raw[2]!, inputs)).dataSync()[0]!;
    }
    expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(100 * 144));
  });

  it('by transfer are evaluated on the evaluated model, with its label', () => {
    const [source, evaluatedModel] = [plain(), createModel(smallNetwork, smallParameters(8).tensors())];
    const inputs = tf.tensor4d(smallPixels(2, 9), [2, 2, 6, 6], 'float32');
    const options = { lambdas: [tf.scalar(4)], key: keyOf(0) };
    const transferred = fgsm()(source, inputs, greedyAction(), { ...options, evaluatedModel });
    expect(transferred.raw[0]!.dataSync()).toEqual(fgsm()(source, inputs, greedyAction(), options).raw[0]!.dataSync());
    expect(transferred.labels.dataSync()).toEqual(tf.argMax(evaluatedModel.forward(inputs, keyOf(0)), -1).dataSync());
    expect([...transferred.outputs[0]!.dataSync()]).toEqual([
      ...evaluatedModel.forward(transferred.clipped[0]!, keyOf(0)).dataSync(),
    ]);
  });
});

describe('targeted misclassification', () => {
  it('raises the probability of the given labels', () => {
    const model = plain();
    const inputs = tf.tensor4d(smallPixels(1, 3), [1, 2, 6, 6], 'float32');
    for (const label of [0, 1, 2]) {
      const criterion = targetedMisclassification(tf.tensor1d([label], 'int32'));
      const { outputs, success } = fgsm()(model, inputs, criterion, { lambdas: [tf.scalar(8)], key: keyOf(0) });
      const before = tf.logSoftmax(model.forward(inputs, keyOf(0))).dataSync()[label]!;
      expect(tf.logSoftmax(outputs[0]!).dataSync()[label]!).toBeGreaterThan(before);
      expect(Boolean(success[0]!.dataSync()[0])).toBe(tf.argMax(outputs[0]!, -1).dataSync()[0] === label);
    }
  });
});

describe('misclassification', () => {
  it('lowers the probability of the given labels', () => {
    const model = plain();
    const inputs = tf.tensor4d(smallPixels(1, 3), [1, 2, 6, 6], 'float32');
    const run = (label: number) => {
      const criterion = misclassification(tf.tensor1d([label], 'int32'));
      return fgsm()(model, inputs, criterion, { lambdas: [tf.scalar(8)], key: keyOf(0) });
    };
    for (const label of [0, 1, 2]) {
      const before = tf.logSoftmax(model.forward(inputs, keyOf(0))).dataSync()[label]!;
      const { outputs, labels } = run(label);
      expect(labels.dataSync()[0]).toBe(label);
      expect(tf.logSoftmax(outputs[0]!).dataSync()[label]!).toBeLessThan(before);
    }
  });
});
