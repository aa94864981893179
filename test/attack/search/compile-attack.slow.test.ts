/** Compiled attacks against eager ones, and the contract of `compileAttack`. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { frameMask } from '../../../src/attack/agent/attacked-frames.js';
import { apgd } from '../../../src/attack/apgd.js';
import { eotPgd } from '../../../src/attack/eot-pgd.js';
import { fgsm, transfer } from '../../../src/attack/fgsm.js';
import { iterative } from '../../../src/attack/iterative.js';
import { pgd } from '../../../src/attack/pgd.js';
import { randomSign } from '../../../src/attack/random-sign.js';
import type { Attack } from '../../../src/attack/search/attack.js';
import { type AttackTarget, type AttackValues, compileAttack } from '../../../src/attack/search/compile-attack.js';
import { greedyAction, misclassification, worstAction } from '../../../src/attack/search/criteria.js';
import { exact, expected } from '../../../src/attack/search/gradients.js';
import { differenceOfLogitsRatio, margin } from '../../../src/attack/search/losses.js';
import { square } from '../../../src/attack/square.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { sap } from '../../../src/defense/sap.js';
import { createModel } from '../../../src/model/create-model.js';
import type { Model } from '../../../src/model/model.js';
import { smallNetwork, smallParameters, smallPixels } from '../../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const parameters = smallParameters(3);
const given = parameters.specs.map(({ shape }, i) => ({ shape, frozen: parameters.views[i]! }));
const inputs = { shape: [2, 2, 6, 6], storage: 'uint8' } as const;
const pixels = smallPixels(2, 4);
const key = [5, 6] as const;
const lambdas = [0, 3, 20];
const outputSamples = 3;

const plainOf = (tensors: readonly tf.Tensor[]) => createModel(smallNetwork, tensors);
const defended = sap({ percent: 100 });

/** The targets, made of the plain model. */
const targets: Readonly<Record<string, (plain: Model) => AttackTarget>> = {
  plain: (model) => ({ model, criterion: greedyAction() }),
  sap100: (plain) => ({ model: defended(plain), criterion: greedyAction() }),
  'sap100 by transfer': (model) => ({ model, evaluatedModel: defended(model), criterion: worstAction() }),
  'newest frame': (model) => ({ model, criterion: greedyAction(), mask: frameMask('newest', 2) }),
};

const gradient = expected({ samples: 3 });
const attacks: readonly Attack[] = [
  fgsm({ gradient }),
  transfer({ gradient }),
  randomSign(),
  iterative({ gradient, stepSize: 5 }),
  pgd({ gradient, steps: 3, restarts: 2 }),
  pgd({ gradient: exact(), steps: 2, loss: margin }),
  eotPgd({ gradient, steps: 4, stepSize: 2 }),
  apgd({ gradient, steps: 6, restarts: 2 }),
  apgd({ gradient: exact(), steps: 5, loss: margin }),
  square({ samples: 3, steps: 5 }),
];
const table = attacks.flatMap((attack, i) =>
  Object.keys(targets).map((target) => ({ i, label: attack.label, attack, target })),
);

const compileOn = (attack: Attack, target: (plain: Model) => AttackTarget, engine: 'onnx' | 'tfjs' = 'onnx') =>
  compileAttack({
    attack,
    inputs,
    given,
    target: (...tensors) => target(plainOf(tensors)),
    outputSamples,
    engine,
  });

/** Runs the attack eagerly; the result has the form of a compiled one. */
function eagerly(attack: Attack, target: (plain: Model) => AttackTarget): AttackValues[] {
  return tf.tidy(() => {
    const { model, evaluatedModel = model, criterion, mask } = target(plainOf(parameters.tensors()));
    const x = tf.tensor4d(pixels, [2, 2, 6, 6], 'float32');
    const result = attack(model, x, criterion, {
      lambdas: lambdas.map((lambda) => tf.scalar(lambda)),
      key: tf.tensor1d([...key, 0], 'int32'),
      outputSamples,
      evaluatedModel,
      ...(mask && { mask }),
    });
    return lambdas.map((_, i) => ({
      perturbed: result.clipped[i]!.dataSync() as Float32Array,
      outputs: result.outputs[i]!.dataSync() as Float32Array,
      votes: result.votes[i]!.dataSync() as Float32Array,
      success: Int32Array.from(result.success[i]!.dataSync()),
      labels: result.labels.dataSync() as Int32Array,
      linfNorm: tf.max(tf.abs(tf.sub(result.clipped[i]!, x)), [1, 2, 3]).dataSync() as Float32Array,
      ...(result.zeroGradients.length > 0 && { zeroGradients: result.zeroGradients[i]!.dataSync() as Float32Array }),
    }));
  });
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe.each(table)('$label ($i) on $target, compiled', ({ attack, target }) => {
  it('equals the eager attack at every λ', async () => {
    const expected = eagerly(attack, targets[target]!);
    const compiled = await compileOn(attack, targets[target]!);
    const found = await compiled.run(pixels, { lambdas, key });
    expect(found.length).toBe(lambdas.length);
    for (const [i, values] of found.entries()) {
      expect(Object.keys(values).sort()).toEqual(Object.keys(expected[i]!).sort());
      expect(furthest(values.perturbed, expected[i]!.perturbed)).toBeLessThan(1e-3);
      expect(furthest(values.outputs, expected[i]!.outputs)).toBeLessThan(1e-3);
      expect(furthest(values.votes, expected[i]!.votes)).toBeLessThan(1e-3);
      expect(furthest(values.linfNorm, expected[i]!.linfNorm)).toBeLessThan(1e-3);
      expect(values.labels).toEqual(expected[i]!.labels);
      expect(values.success).toEqual(expected[i]!.success);
      if (values.zeroGradients) expect(furthest(values.zeroGradients, expected[i]!.zeroGradients!)).toBeLessThan(1e-5);
    }
    expect(await compiled.run(pixels, { lambdas, key })).toEqual(found);
    await compiled.dispose();
  });
});

describe('a compiled attack', () => {
  const target = targets.sap100!;

  it('is the same on the engine tfjs', async () => {
    const attack = apgd({ gradient, steps: 4, restarts: 2 });
    const compiled = await compileOn(attack, target, 'tfjs');
    const found = await compiled.run(pixels, { lambdas, key });
    for (const [i, values] of eagerly(attack, target).entries()) {
      expect(furthest(found[i]!.perturbed, values.perturbed)).toBeLessThan(1e-4);
    }
    await compiled.dispose();
  });

  it('gives the same result for a λ alone and among others', async () => {
    const compiled = await compileOn(pgd({ gradient, steps: 3, restarts: 2 }), target);
    const together = await compiled.run(pixels, { lambdas, key });
    for (const [i, lambda] of lambdas.entries()) {
      expect(await compiled.run(pixels, { lambdas: [lambda], key })).toEqual([together[i]]);
    }
    await compiled.dispose();
  });

  it('gives overlapping calls separate results in new arrays', async () => {
    const compiled = await compileOn(apgd({ gradient, steps: 4 }), target);
    const others = smallPixels(2, 8);
    const [first] = await compiled.run(pixels, { lambdas: [8], key });
    const [second] = await compiled.run(others, { lambdas: [8], key });
    const [[a], [b]] = await Promise.all([
      compiled.run(pixels, { lambdas: [8], key }),
      compiled.run(others, { lambdas: [8], key }),
    ]);
    expect([a, b]).toEqual([first, second]);
    expect(a!.perturbed).not.toBe(first!.perturbed);
    await compiled.dispose();
  });

  it('draws new random numbers for another key', async () => {
    const compiled = await compileOn(randomSign(), target);
    const [one] = await compiled.run(pixels, { lambdas: [8], key: [5, 6] });
    const [other] = await compiled.run(pixels, { lambdas: [8], key: [5, 7] });
    expect(other!.perturbed).not.toEqual(one!.perturbed);
    await compiled.dispose();
  });

  it('accepts labels as given values, and float pixels', async () => {
    const compiled = await compileAttack({
      attack: fgsm(),
      inputs: { shape: inputs.shape },
      given: [...given, { shape: [2], dtype: 'int32' }],
      target: (...tensors) => ({
        model: plainOf(tensors.slice(0, -1)),
        criterion: misclassification(tensors.at(-1) as tf.Tensor1D),
      }),
    });
    const run = (labels: number[]) =>
      compiled.run(Float32Array.from(pixels), { lambdas: [8], key, given: [Int32Array.from(labels)] });
    const [zeros] = await run([0, 0]);
    const [mixed] = await run([0, 1]);
    expect(mixed!.labels).toEqual(Int32Array.of(0, 1));
    expect(mixed!.perturbed.subarray(0, 72)).toEqual(zeros!.perturbed.subarray(0, 72));
    expect(mixed!.perturbed.subarray(72)).not.toEqual(zeros!.perturbed.subarray(72));
    await compiled.dispose();
  });

  it('reads frozen parameters again at refreeze', async () => {
    const views = parameters.views.map((view) => view.slice());
    const compiled = await compileAttack({
      attack: iterative({ gradient: exact(), stepSize: 4 }),
      inputs,
      given: parameters.specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
      target: (...tensors) => ({ model: plainOf(tensors), criterion: greedyAction() }),
    });
    const [before] = await compiled.run(pixels, { lambdas: [8], key });
    views[2]!.set(views[2]!.map((weight) => -weight));
    await compiled.refreeze();
    const [after] = await compiled.run(pixels, { lambdas: [8], key });
    expect(after!.labels).not.toEqual(before!.labels);
    expect(after!.outputs).not.toEqual(before!.outputs);
    await compiled.dispose();
  });

  it('refuses a loss that needs more outputs than the model has', async () => {
    const worst = (model: Model): AttackTarget => ({ model, criterion: worstAction() });
    await expect(compileOn(apgd({ loss: differenceOfLogitsRatio }), worst)).rejects.toThrow(
      /at least 4 outputs, got 3/,
    );
  });

  it('leaks no tensors', async () => {
    const before = tf.memory().numTensors;
    const compiled = await compileOn(square({ samples: 2, steps: 3 }), target);
    await compiled.run(pixels, { lambdas, key });
    await compiled.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('tracing', () => {
  it('refuses an attack whose number of steps depends on λ', async () => {
    const { compile } = await import('../../../src/compute/engine.js');
    const unrolled = (attack: Attack) =>
      compile(
        (x, lambda, key) =>
          attack(plainOf(parameters.tensors()), x as tf.Tensor4D, greedyAction(), {
            lambdas: [lambda as tf.Scalar],
            key: key as tf.Tensor1D,
          }).clipped,
        { inputs: [inputs, { shape: [] }, { shape: [3], dtype: 'int32' }] },
      );
    await expect(unrolled(iterative())).rejects.toThrow(/a tensor was read while tracing/);
    await (await unrolled(pgd({ steps: 2 }))).dispose();
  });
});
