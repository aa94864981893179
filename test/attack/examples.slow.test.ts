/** An example's perturbation depends on key and example id alone, not on its batch or its position there. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ParseAttackOptions, parseAttack } from '../../src/attack/parse-attack.js';
import { compileAttack } from '../../src/attack/search/compile-attack.js';
import { greedyAction } from '../../src/attack/search/criteria.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { none } from '../../src/defense/defense.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { createModel } from '../../src/model/create-model.js';
import { smallNetwork, smallOutputs, smallParameters, smallPixels } from '../helpers/small-network.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const parameters = smallParameters(3);
const count = 6;
const size = 72;
const pixels = smallPixels(count, 5);

interface Batches {
  readonly batch: number;
  /** Order of all examples; default by id. */
  readonly order?: readonly number[];
  readonly outputSamples?: number;
}
interface Row {
  readonly attack: string;
  readonly options?: ParseAttackOptions;
  readonly defense?: string;
  readonly engine?: 'onnx' | 'tfjs';
}

/** Attacks all examples, batch by batch. Returns the results in the order of the ids, whatever the order of the batches. */
async function outcomes({ attack, options = {}, defense = 'none', engine = 'onnx' }: Row, batches: Batches) {
  const { batch, order = [0, 1, 2, 3, 4, 5], outputSamples = 3 } = batches;
  const defend = defense === 'none' ? none : parseDefense(defense);
  const compiled = await compileAttack({
    attack: parseAttack(attack, options),
    inputs: { shape: [batch, 2, 6, 6], storage: 'uint8' },
    given: parameters.specs.map(({ shape }, i) => ({ shape, frozen: parameters.views[i]! })),
    target: (...tensors) => ({ model: defend(createModel(smallNetwork, tensors)), criterion: greedyAction() }),
    outputSamples,
    engine,
  });
  const found: { perturbed: number[]; outputs: number[]; votes: number[] }[] = [];
  for (let at = 0; at < count; at += batch) {
    const examples = order.slice(at, at + batch);
    const inputs = Uint8Array.from(examples.flatMap((i) => [...pixels.subarray(i * size, (i + 1) * size)]));
    const [values] = await compiled.run(inputs, { lambdas: [8], key: [7, 0], examples });
    for (const [place, example] of examples.entries()) {
      const of = (array: Float32Array, each: number) => [...array.subarray(place * each, (place + 1) * each)];
      const { perturbed, outputs, votes } = values!;
      found[example] = {
        perturbed: of(perturbed, size),
        outputs: of(outputs, smallOutputs),
        votes: of(votes, smallOutputs),
      };
    }
  }
  await compiled.dispose();
  return found;
}

const attacks: readonly Row[] = [
  { attack: 'random' },
  { attack: 'fgsm', options: { gradientSamples: 2 } },
  { attack: 'pgd', options: { gradientSamples: 2, steps: 3, restarts: 2 } },
  { attack: 'apgd', options: { gradientSamples: 2, steps: 4 } },
  { attack: 'eot-pgd', options: { gradientSamples: 2, steps: 3, stepSize: 4 } },
  { attack: 'square', options: { gradientSamples: 2, steps: 12 } },
];
const defenses = ['none', 'sap100', 'sap100-bernoulli', 'dropout0.2', 'rna0.1', 'rnw0.05', 'swp500', 'rnw0.05+sap100'];
const rows: Row[] = [
  ...attacks.map((row) => ({ ...row, defense: 'none' })),
  ...attacks.map((row) => ({ ...row, defense: 'sap100' })),
  ...defenses.map((defense) => ({ ...attacks[2]!, defense })),
  { ...attacks[2]!, defense: 'sap100', engine: 'tfjs' },
  { ...attacks[5]!, defense: 'none', engine: 'tfjs' },
];

/** Tolerances: the engine may round a matrix product of a single row differently. */
const closeTo = (found: Awaited<ReturnType<typeof outcomes>>) =>
  found.map(({ perturbed, outputs, votes }) => ({
    perturbed: perturbed.map((value) => expect.closeTo(value, 2)),
    outputs: outputs.map((value) => expect.closeTo(value, 4)),
    votes: votes.map((value) => expect.closeTo(value, 6)),
  }));

describe.each(rows)('$attack on $defense, $engine', (row) => {
  it('is the same in batches of 1, 2 and 6, and in another order', async () => {
    const alone = await outcomes(row, { batch: 1 });
    expect(await outcomes(row, { batch: 2 })).toEqual(closeTo(alone));
    expect(await outcomes(row, { batch: 6, order: [3, 5, 0, 1, 4, 2] })).toEqual(closeTo(alone));
    expect(new Set(alone.map(({ perturbed }) => String(perturbed))).size).toBe(count);
  });
});

describe.each(attacks)('$attack on the plain network', (row) => {
  it('does not depend on the number of output samples', async () => {
    const one = await outcomes(row, { batch: 3, outputSamples: 1 });
    for (const outputSamples of [2, 100]) expect(await outcomes(row, { batch: 3, outputSamples })).toEqual(one);
  });
});

it('equal pixels with different ids get different noise', async () => {
  const compiled = await compileAttack({
    attack: parseAttack('random'),
    inputs: { shape: [2, 2, 6, 6], storage: 'uint8' },
    given: parameters.specs.map(({ shape }, i) => ({ shape, frozen: parameters.views[i]! })),
    target: (...tensors) => ({ model: createModel(smallNetwork, tensors), criterion: greedyAction() }),
  });
  const twice = Uint8Array.from([...pixels.subarray(0, size), ...pixels.subarray(0, size)]);
  const [values] = await compiled.run(twice, { lambdas: [8], key: [7, 0], examples: [4, 9] });
  const { perturbed } = values!;
  expect(perturbed.subarray(0, size)).not.toEqual(perturbed.subarray(size));
  await compiled.dispose();
});

it('the eager attack equals the compiled one', async () => {
  const attack = parseAttack('pgd', { gradientSamples: 2, steps: 3 });
  const [model, x] = [parseDefense('sap100')(createModel(smallNetwork, parameters.tensors())), [2, 0, 5]];
  const inputs = tf.tensor4d(
    x.flatMap((i) => [...pixels.subarray(i * size, (i + 1) * size)]),
    [3, 2, 6, 6],
  );
  const { clipped } = attack(model, inputs, greedyAction(), {
    lambdas: [tf.scalar(8)],
    key: tf.tensor1d([7, 0, 0], 'int32'),
    examples: x,
    outputSamples: 3,
  });
  const alone = await outcomes(
    { ...attacks[2]!, options: { gradientSamples: 2, steps: 3 }, defense: 'sap100' },
    { batch: 1 },
  );
  const expected = x.flatMap((i) => alone[i]!.perturbed);
  expect([...clipped[0]!.dataSync()]).toEqual(expected.map((value) => expect.closeTo(value, 3)));
});
