/** With default settings every attack can change a pixel by every λ; for settings that cannot, a remedy is given. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { attackNames, type ParseAttackOptions, parseAttack } from '../../../src/attack/parse-attack.js';
import { misclassification } from '../../../src/attack/search/criteria.js';
import { reachOf, remedyFor } from '../../../src/attack/search/unused-lambda.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { linearModel } from '../../helpers/toy-models.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const tested = [1, 8, 20, 64, 255];
/** A model whose gradients have constant signs, with pixels far from the bounds. */
const model = () =>
  linearModel(
    [
      [1e-3, -1e-3],
      [-1e-3, 1e-3],
      [1e-3, 0],
      [0, 1e-3],
    ],
    { bounds: [-1000, 1000] },
  );

/** Returns the L∞ norm of the perturbation at each λ. */
function linfNorms(name: string, options: ParseAttackOptions, lambdas = tested): number[] {
  return tf.tidy(() => {
    const inputs = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const { raw } = parseAttack(name, options)(model(), inputs, misclassification(tf.tensor1d([0], 'int32')), {
      lambdas: lambdas.map((lambda) => tf.scalar(lambda)),
      key: tf.tensor1d([1, 2, 0], 'int32'),
    });
    return raw.map((x) => tf.max(tf.abs(tf.sub(x, inputs))).dataSync()[0]!);
  });
}

describe('by default', () => {
  it.each(attackNames())('%s reaches every λ', (name) => {
    // 5000 queries of square would take minutes; the size of its squares does not depend on their number
    const options = name === 'square' ? { steps: 40 } : {};
    for (const [i, norm] of linfNorms(name, options).entries()) {
      expect(norm).toBeCloseTo(tested[i]!, 2);
      expect(remedyFor(parseAttack(name, options).settings, tested[i]!)).toBeUndefined();
    }
  });

  it.each(['pgd', 'apgd', 'eot-pgd', 'square'])('%s reaches every λ in few steps too', (name) => {
    for (const [i, norm] of linfNorms(name, { steps: 7 }).entries()) {
      expect(norm).toBeCloseTo(tested[i]!, 2);
      expect(remedyFor(parseAttack(name, { steps: 7 }).settings, tested[i]!)).toBeUndefined();
    }
  });

  it('eot-pgd takes the published step where it suffices', () => {
    const settings = parseAttack('eot-pgd').settings;
    expect(settings).toMatchObject({ steps: 500, stepSize: '0.1, from λ 20 on 2.5·λ/steps' });
    const [byDefault, published] = [{}, { stepSize: 0.1 }].map((options) =>
      linfNorms('eot-pgd', { ...options, gradientSamples: 1 }, [20, 64]),
    );
    expect(byDefault![0]).toBe(published![0]);
    expect(byDefault![1]).toBe(64);
    expect(published![1]).toBeLessThan(51);
  });
});

describe('steps that are too few or too small', () => {
  it.each<[string, ParseAttackOptions, number, string | undefined]>([
    ['eot-pgd', { steps: 500, stepSize: 0.1 }, 50, undefined],
    ['eot-pgd', { steps: 500, stepSize: 0.1 }, 64, 'steps=640 or step-size=0.13'],
    ['eot-pgd', { steps: 20, stepSize: 2 }, 64, 'steps=32 or step-size=3.2'],
    ['pgd', { steps: 10, stepSize: 0.5 }, 5, undefined],
    ['pgd', { steps: 10, stepSize: 0.5 }, 8, 'steps=16 or step-size=0.8'],
    ['pgd', { steps: 40, stepSize: 0.01 }, 1, 'steps=100 or step-size=0.03'],
    ['iterative', { stepSize: 0.1 }, 255, undefined],
  ])('of %s, %o, at λ %d: %s', (name, options, lambda, remedy) => {
    const { settings } = parseAttack(name, options);
    expect(remedyFor(settings, lambda)).toBe(remedy);
    if (remedy === undefined) return;
    for (const part of remedy.split(' or ')) {
      const [key, value] = part.split('=') as [string, string];
      const better = { ...options, [key === 'steps' ? 'steps' : 'stepSize']: Number(value) };
      expect(reachOf(parseAttack(name, better).settings)).toBeGreaterThanOrEqual(lambda);
    }
  });
});
