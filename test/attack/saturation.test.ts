/** Signs of gradients in float32 against double precision, for every lead of the label and every scale of the outputs. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misclassification, targetedMisclassification } from '../../src/attack/search/criteria.js';
import { expected } from '../../src/attack/search/gradients.js';
import { type Loss, type LossName, losses } from '../../src/attack/search/losses.js';
import { createRandom } from '../../src/common/random.js';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import type { Runner } from '../../src/compute/signature.js';
import { createModel } from '../../src/model/create-model.js';
import type { Key, OutputKind } from '../../src/model/model.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const pixels = 60;
const label = 1;
const engines = ['onnx', 'tfjs'] as const;
const runners: Runner[] = [];
afterAll(() => Promise.all(runners.map((runner) => runner.dispose())));

interface Case {
  readonly engine: (typeof engines)[number];
  readonly loss: Loss;
  readonly outputs: number;
  readonly draws?: number;
  readonly targeted?: boolean;
  readonly outputKind?: OutputKind;
}

/** Returns the input gradient, by pixel, of a linear model whose samples differ in their biases. */
async function gradientOf({ engine, loss, outputs, draws = 1, targeted = false, outputKind = 'q-values' }: Case) {
  const aim = targeted ? targetedMisclassification : misclassification;
  const runner = await compile(
    (x, weights, biases) => {
      const model = createModel(
        ([w, b], images, hook) => {
          const z = tf.matMul(tf.reshape(images, [-1, pixels]), w as tf.Tensor2D);
          return tf.add(hook!(z, 'outputs'), b!) as tf.Tensor2D;
        },
        [weights!, biases!],
        { outputKind },
      ).withHook(
        'draws',
        ({ rows }) =>
          (z) =>
            tf.tile(z, [rows / z.shape[0]!, 1]) as typeof z,
      );
      const key = tf.tensor1d([1, 0, 0], 'int32') as Key;
      return [
        expected({ samples: draws })(model, x as tf.Tensor4D, aim(tf.tensor1d([label], 'int32')), loss, key).gradient,
      ];
    },
    { inputs: [{ shape: [1, 1, 1, pixels] }, { shape: [pixels, outputs] }, { shape: [draws, outputs] }] },
    { engine },
  );
  runners.push(runner);
  return async (weights: readonly number[][], biases: readonly number[][]) => {
    const arrays = [new Float32Array(pixels), Float32Array.from(weights.flat()), Float32Array.from(biases.flat())];
    return [...((await runner.run(arrays))[0] as Float32Array)];
  };
}

/** Returns weights that float32 holds exactly, [pixels][outputs]. */
function randomWeights(outputs: number, seed: number): number[][] {
  const rng = createRandom(seed);
  return Array.from({ length: pixels }, () => Array.from({ length: outputs }, () => Math.fround(rng.uniform() - 0.5)));
}

/** Returns the gradient of the cross-entropy at the input 0, up to a positive factor, and the sum of its terms' magnitudes; in float64. */
function reference(weights: readonly number[][], biases: readonly number[][]) {
  // log p of every output but the label's, sample by sample
  const logs = biases.flatMap((z) => {
    const total = Math.max(...z) + Math.log(z.reduce((sum, value) => sum + Math.exp(value - Math.max(...z)), 0));
    return z.flatMap((value, k) => (k === label ? [] : [{ k, log: value - total }]));
  });
  const largest = Math.max(...logs.map(({ log }) => log));
  return weights.map((row) => {
    const terms = logs.map(({ k, log }) => Math.exp(log - largest) * (row[k]! - row[label]!));
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    return { slope: sum(terms), size: sum(terms.map(Math.abs)) };
  });
}

/** Whether the slope is large enough that float32 has its sign. */
const decided = ({ slope, size }: { slope: number; size: number }) => Math.abs(slope) > 1e-4 * size;

/** Returns outputs whose label exceeds the largest other output by `lead`. */
const ledBy = (lead: number, outputs: number, shift = 0) =>
  Array.from({ length: outputs }, (_, k) => Math.fround(k === label ? lead + shift : shift - 0.5 * ((k * 2) % 3)));

const leads = [-500, -30, -2, 0, 2, 8, 14, 16, 17, 18, 20, 30, 60, 85, 200, 5000];

describe.each(engines)('cross-entropy, %s', (engine) => {
  it.each([
    { draws: 1, targeted: false },
    { draws: 1, targeted: true },
    { draws: 4, targeted: false },
    { draws: 4, targeted: true, outputKind: 'logits' as const },
    { draws: 1, targeted: false, outputs: 2 },
  ])('has the signs of double precision at every lead, %o', async ({ outputs = 6, ...options }) => {
    const gradient = await gradientOf({ engine, loss: losses.ce, outputs, ...options });
    for (const [seed, lead] of leads.entries()) {
      const weights = randomWeights(outputs, seed);
      // samples whose leads differ little, and by more than the precision of float32
      for (const apart of [0.2, 40]) {
        const biases = Array.from({ length: options.draws }, (_, m) => ledBy(lead + m * apart, outputs, m));
        const found = await gradient(weights, biases);
        const expected = reference(weights, biases).map(({ slope, size }) => ({
          slope: options.targeted ? -slope : slope,
          size,
        }));
        const known = expected.flatMap((each, i) => (decided(each) ? [i] : []));
        expect(known.length).toBeGreaterThan(0.9 * pixels);
        expect({ lead, signs: known.map((i) => Math.sign(found[i]!)) }).toEqual({
          lead,
          signs: known.map((i) => Math.sign(expected[i]!.slope)),
        });
      }
    }
  });

  it('has the magnitude of the formula where float32 holds it', async () => {
    const gradient = await gradientOf({ engine, loss: losses.ce, outputs: 6 });
    for (const lead of [-3, 0, 5, 20, 40]) {
      const weights = randomWeights(6, 3);
      const z = ledBy(lead, 6);
      const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
      const found = await gradient(weights, [z]);
      for (const [i, row] of weights.entries()) {
        const others = z.map((value, k) => (k === label ? 0 : (Math.exp(value) / total) * (row[k]! - row[label]!)));
        const slope = others.reduce((a, b) => a + b, 0);
        const size = others.reduce((sum, term) => sum + Math.abs(term), 0);
        expect(Math.abs(found[i]! - slope)).toBeLessThan(1e-5 * size);
      }
    }
  });
});

describe.each(engines)('scaling the outputs does not change signs, %s', (engine) => {
  const rows: { name: LossName; outputs: number; targeted?: boolean }[] = [
    { name: 'margin', outputs: 6 },
    { name: 'margin', outputs: 2 },
    { name: 'dlr', outputs: 6 },
    { name: 'dlr', outputs: 3 },
    { name: 'dlr', outputs: 6, targeted: true },
    { name: 'ce', outputs: 2 },
    { name: 'ce', outputs: 2, targeted: true },
  ];
  it.each(rows)('$name of $outputs outputs, targeted $targeted', async ({ name, outputs, targeted = false }) => {
    const gradient = await gradientOf({ engine, loss: losses[name], outputs, targeted });
    // Increasing outputs, so that no two of them differ by rounding alone.
    const cases = fc.record({
      seed: fc.nat(1000),
      ranks: fc.shuffledSubarray(
        Array.from({ length: outputs }, (_, k) => k),
        { minLength: outputs },
      ),
      spread: fc.double({ min: 0.05, max: 5, noNaN: true }),
      scale: fc.double({ min: 1, max: 1000, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, ranks, spread, scale }) => {
        const weights = randomWeights(outputs, seed);
        const z = ranks.map((rank) => spread * (rank + 0.3 * rank * rank));
        const before = await gradient(weights, [z]);
        const after = await gradient(
          weights.map((row) => row.map((w) => w * scale)),
          [z.map((value) => value * scale)],
        );
        const largest = Math.max(...before.map(Math.abs));
        const known = before.flatMap((g, i) => (Math.abs(g) > 1e-4 * largest ? [i] : []));
        expect(known.map((i) => Math.sign(after[i]!))).toEqual(known.map((i) => Math.sign(before[i]!)));
      }),
      { numRuns: 25 },
    );
  });
});
