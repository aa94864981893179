/** Attacks on models whose worst input is known in closed form: their result, and the points on the way. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { apgd } from '../../src/attack/apgd.js';
import { eotPgd } from '../../src/attack/eot-pgd.js';
import { fgsm } from '../../src/attack/fgsm.js';
import { iterative } from '../../src/attack/iterative.js';
import { pgd } from '../../src/attack/pgd.js';
import type { Attack } from '../../src/attack/search/attack.js';
import { misclassification, targetedMisclassification } from '../../src/attack/search/criteria.js';
import { exact, expected } from '../../src/attack/search/gradients.js';
import { differenceOfLogitsRatio, margin } from '../../src/attack/search/losses.js';
import { square } from '../../src/attack/square.js';
import { createRandom } from '../../src/common/random.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import type { Model } from '../../src/model/model.js';
import { linearModel, quadraticModel, withNoise } from '../helpers/toy-models.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const pixels = 12;
const rng = createRandom(3);
const some = (low: number, high: number) => Array.from({ length: pixels }, () => low + (high - low) * rng.uniform());

function attacked(attack: Attack, model: Model, x: readonly number[], lambda: number, label = 0, towards = false) {
  return tf.tidy(() => {
    const labels = tf.tensor1d([label], 'int32');
    const criterion = towards ? targetedMisclassification(labels) : misclassification(labels);
    const { clipped } = attack(model, tf.tensor4d([...x], [1, 2, 2, 3]), criterion, {
      lambdas: [tf.scalar(lambda)],
      key: tf.tensor1d([1, 2, 0], 'int32'),
    });
    return Array.from(clipped[0]!.dataSync());
  });
}
const close = (values: readonly number[], digits = 3) => values.map((value) => expect.closeTo(value, digits));
const clip = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

describe('on a linear model with two outputs', () => {
  // Some pixels are nearer to 0 or 255 than λ, so that the bounds cut the ball.
  const x = some(0, 255).map((value, i) => (i === 0 ? 1 : i === 1 ? 254 : value));
  // Small weights: otherwise the cross-entropy saturates and its gradient vanishes.
  const w = some(-1, 1).map((a, i) => [a / 200, (a + (i % 2 === 0 ? 0.1 : -0.1) * (i + 1)) / 200]);
  const model = () => linearModel(w);
  /** The margin over label 0 rises along w₁ − w₀, so that the worst input is a corner of the ball. */
  const corner = (lambda: number) =>
    x.map((value, i) => clip(value + lambda * Math.sign(w[i]![1]! - w[i]![0]!), 0, 255));

  it.each<[Attack]>([
    [fgsm()],
    [fgsm({ loss: margin })],
    [iterative({ gradient: exact() })],
    [iterative({ gradient: exact(), stepSize: 0.7, loss: margin })],
    [pgd({ gradient: exact(), steps: 10 })],
    [pgd({ gradient: exact(), steps: 10, stepSize: 3, loss: margin, restarts: 2 })],
    [eotPgd({ gradient: exact(), steps: 20, stepSize: 0.5 })],
    [apgd({ gradient: exact(), steps: 10, loss: margin })],
  ])('$label ends in the worst corner', (attack) => {
    for (const lambda of [0.5, 3, 7]) expect(attacked(attack, model(), x, lambda)).toEqual(close(corner(lambda)));
  });

  it.each<[Attack]>([[fgsm({ loss: margin })], [pgd({ gradient: exact(), steps: 10, loss: margin })]])(
    '$label, targeted, ends in the opposite corner',
    (attack) => {
      const opposite = x.map((value, i) => clip(value - 3 * Math.sign(w[i]![1]! - w[i]![0]!), 0, 255));
      expect(attacked(attack, model(), x, 3, 0, true)).toEqual(close(opposite));
    },
  );

  it('Square reaches 99 % of the worst margin', () => {
    const lambda = 6;
    const rise = (point: readonly number[]) =>
      point.reduce((sum, value, i) => sum + (value - x[i]!) * (w[i]![1]! - w[i]![0]!), 0);
    const found = attacked(square({ steps: 400 }), model(), x, lambda);
    expect(rise(found)).toBeGreaterThan(0.99 * rise(corner(lambda)));
    expect(rise(found)).toBeLessThanOrEqual(rise(corner(lambda)) + 1e-3);
  });

  it('Adam on signs changes each pixel by the learning rate a step while the sign is constant', () => {
    const slow = eotPgd({ gradient: exact(), steps: 7, stepSize: 0.2 });
    expect(attacked(slow, model(), x, 50)).toEqual(close(corner(1.4)));
  });

  it('ten iterated steps of λ/10 equal one of λ', () => {
    const steps = attacked(iterative({ gradient: exact(), stepSize: 0.5 }), model(), x, 5);
    expect(steps).toEqual(close(attacked(fgsm(), model(), x, 5)));
  });
});

describe('on a quadratic model', () => {
  const x = some(100, 150);
  // Some centers are within λ of the input, some outside.
  const center = x.map((value, i) => value + [0.3, -2.4, 5.6, -9, 20, -40][i % 6]!);
  const scale = some(0.5, 2);
  const lambda = 8;
  const best = x.map((value, i) => clip(center[i]!, value - lambda, value + lambda));
  const model = () => quadraticModel(center, scale);
  const loss = (point: readonly number[]) =>
    point.reduce((sum, value, i) => sum + scale[i]! * (value - center[i]!) ** 2, 0);

  it('the iterative attack steps to the center of each pixel and then oscillates', () => {
    const k = 1;
    const steps = Math.ceil(lambda / k);
    const walked = x.map((value, i) => {
      const distance = Math.abs(center[i]! - value);
      const arrival = Math.ceil(distance / k);
      const taken = steps <= arrival ? steps : arrival - ((steps - arrival) % 2);
      return value + Math.sign(center[i]! - value) * taken * k;
    });
    const found = attacked(iterative({ gradient: exact(), stepSize: k, loss: margin }), model(), x, lambda);
    expect(found).toEqual(close(walked));
  });

  it('FGSM overshoots: its step is λ whatever the distance', () => {
    const found = attacked(fgsm({ loss: margin }), model(), x, lambda);
    expect(found).toEqual(close(x.map((value, i) => value + lambda * Math.sign(center[i]! - value))));
  });

  it.each<[string, Attack, number]>([
    ['PGD', pgd({ gradient: exact(), steps: 40, loss: margin }), (2.5 * lambda) / 40],
    ['EOT-PGD', eotPgd({ gradient: exact(), steps: 400, stepSize: 0.1 }), 0.2],
    ['Auto-PGD', apgd({ gradient: exact(), steps: 100, loss: margin }), 0.05],
  ])('%s gets as near to the worst input as its step size allows', (_, attack, pixelsOff) => {
    const found = attacked(attack, model(), x, lambda);
    const off = Math.max(...found.map((value, i) => Math.abs(value - best[i]!)));
    expect(off).toBeLessThanOrEqual(pixelsOff + 1e-3);
  });

  it('Auto-PGD, which halves its step size, finds the known minimum where PGD does not', () => {
    const [adaptive, fixed] = [
      apgd({ gradient: exact(), steps: 60, loss: margin }),
      pgd({ gradient: exact(), steps: 60, loss: margin }),
    ].map((attack) => loss(attacked(attack, model(), x, lambda)) - loss(best));
    expect(adaptive).toBeLessThan(1e-3 * loss(x));
    expect(adaptive).toBeLessThan(fixed!);
  });

  it('Square, which tries only corners of the ball, finds the best corner', () => {
    const found = attacked(square({ steps: 1500 }), model(), x, lambda);
    const corner = x.map((value, i) => {
      const ends = [value - lambda, value + lambda];
      const worth = ends.map((end) => scale[i]! * (end - center[i]!) ** 2);
      return worth[0]! < worth[1]! ? ends[0]! : ends[1]!;
    });
    expect(loss(found)).toBeGreaterThanOrEqual(loss(corner) - 1e-2);
    expect(loss(found) - loss(corner)).toBeLessThan(0.01 * (loss(x.map((value) => value + lambda)) - loss(corner)));
  });
});

describe('on a linear model with three outputs', () => {
  it('the difference of logits ratio leads to the second output, as the margin does', () => {
    const x = some(100, 150);
    // The first output is the largest, then the second; the third is far below.
    const w = some(0.2, 1).map((a, i) => [a, a - 0.1 + 0.02 * (i % 5), a - 0.5 - 0.01 * i]);
    const second = x.map((value, i) => value + 2 * Math.sign(w[i]![1]! - w[i]![0]!));
    expect(attacked(fgsm({ loss: margin }), linearModel(w), x, 2)).toEqual(close(second));
    const found = attacked(apgd({ gradient: exact(), steps: 10, loss: differenceOfLogitsRatio }), linearModel(w), x, 2);
    const ratio = (point: readonly number[]) => {
      const z = [0, 1, 2].map((output) => point.reduce((sum, value, i) => sum + value * w[i]![output]!, 0));
      return (z[1]! - z[0]!) / (z[0]! - z[2]!);
    };
    expect(ratio(found)).toBeGreaterThanOrEqual(ratio(second) - 1e-5);
  });
});

describe('on a stochastic model', () => {
  const x = some(100, 150);
  const w = some(-1, 1).map((a) => [a, -a]);
  /** In about half of the samples a pixel has the wrong sign. */
  const noisy = () => withNoise(linearModel(w), 5);
  const rise = (point: readonly number[]) =>
    point.reduce((sum, value, i) => sum + (value - x[i]!) * (w[i]![1]! - w[i]![0]!), 0);
  const lambda = 4;
  const most = rise(x.map((value, i) => value + lambda * Math.sign(w[i]![1]! - w[i]![0]!)));
  const relativeRise = (attack: Attack) => rise(attacked(attack, noisy(), x, lambda)) / most;

  it('the expected gradient averages out the noise that hides the gradient of one sample', () => {
    const [one, many] = [exact(), expected({ samples: 400 })].map((gradient) =>
      relativeRise(fgsm({ gradient, loss: margin })),
    );
    expect(many).toBeGreaterThan(0.95);
    expect(one).toBeLessThan(0.7);
  });

  it('many steps of one sample each average out the noise too', () => {
    const once = relativeRise(fgsm({ gradient: exact(), loss: margin }));
    expect(relativeRise(eotPgd({ gradient: exact(), steps: 400, stepSize: 0.1 }))).toBeGreaterThan(once);
  });

  it.each<[string, (samples: number) => Attack]>([
    ['iterative', (samples) => iterative({ gradient: expected({ samples }), loss: margin })],
    ['pgd', (samples) => pgd({ gradient: expected({ samples }), steps: 10, loss: margin })],
    ['apgd', (samples) => apgd({ gradient: expected({ samples }), steps: 20, loss: margin })],
    ['square', (samples) => square({ samples, steps: 200 })],
  ])('%s is stronger with more samples', (_, attack) => {
    expect(relativeRise(attack(200))).toBeGreaterThan(relativeRise(attack(1)));
    expect(relativeRise(attack(200))).toBeGreaterThan(0.8);
  });
});

describe('the share of zero gradients', () => {
  // Three of twelve pixels have no effect; of the six unmasked ones in the second half, one has none.
  const dead = [0, 3, 8];
  const w = some(0.1, 1).map((a, i) => (dead.includes(i) ? [0, 0] : [a / 200, -a / 200]));
  const x = some(100, 150);
  const half = () => tf.tensor4d([0, 1], [1, 2, 1, 1]);

  it.each<[Attack]>([
    [fgsm()],
    [iterative({ gradient: exact() })],
    [pgd({ gradient: exact(), steps: 3, restarts: 2 })],
    [eotPgd({ gradient: exact(), steps: 4 })],
    [apgd({ gradient: exact(), steps: 5 })],
  ])('is reported by $label, and counts only unmasked pixels', (attack) => {
    const shares = [undefined, half()].map((mask) =>
      tf.tidy(() => {
        const { zeroGradients } = attack(
          linearModel(w),
          tf.tensor4d(x, [1, 2, 2, 3]),
          misclassification(tf.tensor1d([0], 'int32')),
          { lambdas: [tf.scalar(3)], key: tf.tensor1d([1, 2, 0], 'int32'), ...(mask && { mask }) },
        );
        return zeroGradients[0]!.dataSync()[0]!;
      }),
    );
    expect(shares).toEqual([expect.closeTo(3 / 12, 5), expect.closeTo(1 / 6, 5)]);
  });

  it.each<[string, Attack]>([
    ['fgsm', fgsm({ loss: differenceOfLogitsRatio })],
    ['pgd', pgd({ gradient: exact(), steps: 3, loss: differenceOfLogitsRatio })],
    ['apgd', apgd({ gradient: exact(), steps: 3, loss: differenceOfLogitsRatio })],
  ])('%s: does not count adversarial points, where the ratio is constant', (_, attack) => {
    const three = x.map((__, i) => (i % 2 === 0 ? [0.01, 0.02, 0.03] : [0.02, 0.01, 0.03]));
    const { zeroGradients, success } = attack(
      linearModel(three),
      tf.tensor4d([...x, ...x], [2, 2, 2, 3]),
      // the label of the lowest output, and of the highest
      misclassification(tf.tensor1d([0, 2], 'int32')),
      { lambdas: [tf.scalar(0.01)], key: tf.tensor1d([1, 2, 0], 'int32') },
    );
    expect([...zeroGradients[0]!.dataSync()]).toEqual([0, 0]);
    expect([...success[0]!.dataSync()]).toEqual([1, 0]);
  });
});
