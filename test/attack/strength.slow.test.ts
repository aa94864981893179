/** On a fixed trained network no attack is weaker than the one it is an extension of. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { apgd } from '../../src/attack/apgd.js';
import { eotPgd } from '../../src/attack/eot-pgd.js';
import { fgsm } from '../../src/attack/fgsm.js';
import { iterative } from '../../src/attack/iterative.js';
import { pgd } from '../../src/attack/pgd.js';
import { randomSign } from '../../src/attack/random-sign.js';
import type { Attack } from '../../src/attack/search/attack.js';
import { misclassification } from '../../src/attack/search/criteria.js';
import { exact, expected, expectedLoss } from '../../src/attack/search/gradients.js';
import { type LossName, losses } from '../../src/attack/search/losses.js';
import { square } from '../../src/attack/square.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { sap } from '../../src/defense/sap.js';
import type { Model } from '../../src/model/model.js';
import { patterns, trainedNetwork } from '../helpers/trained-network.js';

let plain: Model;
let images: tf.Tensor4D;
let labels: tf.Tensor1D;

beforeAll(async () => {
  await loadEagerBackend();
  plain = trainedNetwork({ outputKind: 'logits' });
  ({ images, labels } = patterns(12, 9));
});

const lambdas = [2, 4, 16];
const gradient = exact();

interface Outcome {
  /** By example, at each λ. */
  readonly losses: number[][];
  readonly success: boolean[][];
}

/** @param lossSamples new Monte Carlo samples over which the loss at the result is averaged */
function outcome(attack: Attack, loss: LossName, model = plain, lossSamples = 1): Outcome {
  return tf.tidy(() => {
    const criterion = misclassification(labels);
    const key = tf.tensor1d([1, 2, 0], 'int32');
    const { clipped, success } = attack(model, images, criterion, {
      lambdas: lambdas.map((lambda) => tf.scalar(lambda)),
      key,
      outputSamples: lossSamples,
    });
    const fresh = tf.tensor1d([9, 9, 9], 'int32');
    return {
      losses: clipped.map((x) => [
        ...expectedLoss(model, x, criterion, losses[loss], fresh, lossSamples).losses.dataSync(),
      ]),
      success: success.map((one) => Array.from(one.dataSync(), Boolean)),
    };
  });
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const means = (found: Outcome) => found.losses.map(mean);

describe('the trained network', () => {
  it('classifies most of the clean images correctly', () => {
    const clean = means(outcome(randomSign(), 'ce'));
    const right = outcome(randomSign(), 'ce').success[0]!.filter((wrong) => !wrong).length;
    expect(right).toBeGreaterThanOrEqual(9);
    expect(clean[0]).toBeLessThan(1);
  });
});

/** Attacks from the weakest to the strongest. */
const ordered = (loss: LossName): readonly (readonly [string, Attack])[] => {
  const options = { gradient, loss: losses[loss] };
  return [
    ['random', randomSign()],
    ['fgsm', fgsm(options)],
    ['iterative', iterative(options)],
    // A single random start may end at a lower loss than the clean input leads to.
    ['pgd', pgd({ ...options, steps: 20, restarts: 3 })],
    ['apgd', apgd({ ...options, steps: 40, restarts: 3 })],
  ];
};
const neighbors = <T>(list: readonly T[]) => list.slice(1).map((stronger, i) => [list[i]!, stronger] as const);

it('the loss rises from random to fgsm, iterative, pgd and apgd, at every λ', () => {
  const found = ordered('ce').map(([name, attack]) => ({ name, means: means(outcome(attack, 'ce')) }));
  for (const [weaker, stronger] of neighbors(found)) {
    for (const [i, lambda] of lambdas.entries()) {
      const claim = `${stronger.name} ≥ ${weaker.name} at λ ${lambda}`;
      expect.soft(stronger.means[i]!, claim).toBeGreaterThanOrEqual(weaker.means[i]! - 1e-5);
    }
  }
});

it.each<LossName>(['ce', 'margin', 'dlr'])(
  'with the loss %s no attack succeeds on fewer examples than the one before',
  (loss) => {
    const found = ordered(loss).map(([name, attack]) => ({ name, success: outcome(attack, loss).success }));
    for (const [weaker, stronger] of neighbors(found)) {
      for (const [i, lambda] of lambdas.entries()) {
        const succeeded = ({ success }: typeof stronger) => success[i]!.filter(Boolean).length;
        expect
          .soft(succeeded(stronger), `${stronger.name} ≥ ${weaker.name} at λ ${lambda}`)
          .toBeGreaterThanOrEqual(succeeded(weaker));
      }
    }
    const total = (one: (typeof found)[number]) => one.success.flat().filter(Boolean).length;
    expect(total(found.at(-1)!)).toBeGreaterThan(total(found[0]!));
  },
);

describe.each<LossName>(['ce', 'margin'])('with the loss %s', (loss) => {
  const options = { gradient, loss: losses[loss] };

  it('random ≤ square ≤ apgd, and fgsm ≤ eot-pgd', () => {
    const [random, blackBox, adam, fast, auto] = [
      randomSign(),
      square({ steps: 150, loss: losses[loss] }),
      eotPgd({ ...options, steps: 60, stepSize: 1 }),
      fgsm(options),
      apgd({ ...options, steps: 40, restarts: 3 }),
    ].map((attack) => means(outcome(attack, loss)));
    for (const i of lambdas.keys()) {
      expect(blackBox![i]).toBeGreaterThan(random![i]!);
      expect(blackBox![i]).toBeLessThanOrEqual(auto![i]! + 1e-5);
      expect(adam![i]).toBeGreaterThanOrEqual(fast![i]! - 1e-5);
    }
  });

  it.each<[string, (restarts: number) => Attack]>([
    ['pgd', (restarts) => pgd({ ...options, steps: 5, restarts })],
    ['apgd', (restarts) => apgd({ ...options, steps: 8, restarts })],
  ])('%s with more restarts succeeds on the same examples and more, at no smaller loss', (_, attack) => {
    const [one, three] = [outcome(attack(1), loss), outcome(attack(3), loss)];
    for (const i of lambdas.keys()) {
      for (const [n, succeeded] of one.success[i]!.entries()) {
        if (succeeded) expect(three.success[i]![n]).toBe(true);
        if (succeeded === three.success[i]![n]) {
          expect(three.losses[i]![n]).toBeGreaterThanOrEqual(one.losses[i]![n]! - 1e-5);
        }
      }
    }
  });
});

describe('on the pruned network', () => {
  const loss = losses.margin;
  const pruned = () => sap({ percent: 20 })(plain);
  const measured = (attack: Attack) => means(outcome(attack, 'margin', pruned(), 200));

  it('a gradient of many samples is stronger than one of a single sample, and both are stronger than random signs', () => {
    const [random, one, many] = [
      randomSign(),
      fgsm({ gradient: exact(), loss }),
      fgsm({ gradient: expected({ samples: 100 }), loss }),
    ].map(measured);
    for (const i of lambdas.keys()) {
      expect(many![i]).toBeGreaterThan(one![i]!);
      expect(one![i]).toBeGreaterThan(random![i]!);
    }
  });

  it('many steps on the expectation are stronger than one step', () => {
    const gradient = expected({ samples: 20 });
    const [single, adam] = [fgsm({ gradient, loss }), eotPgd({ gradient, steps: 40, stepSize: 1.5 })].map(measured);
    for (const i of lambdas.keys()) expect(adam![i]).toBeGreaterThan(single![i]!);
  });
});
