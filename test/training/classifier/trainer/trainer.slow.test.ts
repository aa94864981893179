import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFlatParameters } from '../../../../src/common/flat-parameters.js';
import { createRandom } from '../../../../src/common/random.js';
import { loadEagerBackend } from '../../../../src/compute/engine.js';
import { createTrainer } from '../../../../src/training/classifier/trainer/create-trainer.js';
import type { ImageBatch, Trainer, TrainerOptions } from '../../../../src/training/classifier/trainer/trainer.js';
import { initializeResnet, resnet20InTraining, resnetSpecs } from '../../../../src/vision/resnet.js';
import { isLearned } from '../../../../src/vision/training-step.js';
import { sameBytes } from '../../../helpers/same-bytes.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const specs = resnetSpecs(4);
const learned = specs.filter(isLearned);
const side = 8;
const batch = 4;
const base = {
  specs,
  batch,
  side,
  slices: 1,
  dropoutRate: 0,
  momentum: 0.9,
  weightDecay: 1e-4,
} satisfies TrainerOptions;
const made: Trainer[] = [];
afterAll(() => Promise.all(made.map((trainer) => trainer.dispose())));

function noise(seed: number): ImageBatch {
  const rng = createRandom(seed);
  return {
    pixels: Uint8Array.from({ length: batch * 3 * side * side }, () => rng.integer(256)),
    labels: Int32Array.from({ length: batch }, (_, i) => i % 4),
  };
}
const images = noise(2);

async function newTrainer(options: Partial<TrainerOptions>) {
  const trainer = await createTrainer({ ...base, ...options });
  made.push(trainer);
  const parameters = createFlatParameters(specs);
  const velocities = createFlatParameters(learned);
  initializeResnet(parameters.views, specs, createRandom(1));
  trainer.load(parameters.views, velocities.views);
  const store = () => trainer.store(parameters.views, velocities.views);
  const step = (learningRate: number, counter: number) => trainer.step(images, learningRate, [1, counter]);
  return { trainer, parameters, velocities, store, step };
}

const furthest = (a: Float32Array, b: Float32Array) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

describe('a trainer', () => {
  it.each([
    ['', { slices: 1 }],
    [', in slices', { slices: 2 }],
    [', in slices by two threads', { slices: 2, threads: 2 }],
    [', with dropout', { slices: 2, dropoutRate: 0.2 }],
    [', on WebAssembly', { slices: 2, provider: 'wasm' as const }],
  ])('computes the same step compiled as eagerly%s', async (_, options) => {
    const [compiled, eager] = [await newTrainer(options), await newTrainer({ ...options, engine: 'tfjs' })];
    for (let i = 0; i < 2; i++) {
      const [found, expected] = [await compiled.step(0.1, i), await eager.step(0.1, i)];
      expect(found.loss).toBeCloseTo(expected.loss, 3);
      expect(found.accuracy).toBe(expected.accuracy);
      await Promise.all([compiled.store(), eager.store()]);
      expect(furthest(compiled.parameters.flat, eager.parameters.flat)).toBeLessThan(2e-3);
      expect(furthest(compiled.velocities.flat, eager.velocities.flat)).toBeLessThan(1e-2);
    }
  });

  it('leaves the same bytes with any number of threads', async () => {
    const all = await Promise.all([1, 2, 3, 4].map((threads) => newTrainer({ slices: 4, dropoutRate: 0.1, threads })));
    const found = [];
    for (const { step, store } of all) {
      found.push([await step(0.1, 0), await step(0.1, 1)]);
      await store();
    }
    for (const [i, { parameters, velocities }] of all.entries()) {
      expect(found[i]).toEqual(found[0]);
      expect(sameBytes(parameters.flat, all[0]!.parameters.flat)).toBe(true);
      expect(sameBytes(velocities.flat, all[0]!.velocities.flat)).toBe(true);
    }
  });

  it.each([1, 2])('copies its batch, which may change during a step: %i threads', async (threads) => {
    const [left, disturbed] = [await newTrainer({ slices: 2, threads }), await newTrainer({ slices: 2, threads })];
    const expected = await left.step(0.1, 0);
    const { pixels, labels } = noise(2);
    const step = disturbed.trainer.step({ pixels, labels }, 0.1, [1, 0]);
    pixels.fill(0);
    labels.fill(0);
    expect(await step).toEqual(expected);
  });

  it('fails in one line when its threads cannot start', async () => {
    await expect(createTrainer({ ...base, slices: 2, threads: 2, provider: 'cuda' })).rejects.toThrow(
      /^provider 'cuda' cannot compute here .*$/,
    );
  });

  it('lowers the loss of a batch that is repeated', async () => {
    const { step } = await newTrainer({});
    const first = await step(0.02, 0);
    let last = first;
    for (let i = 1; i < 15; i++) last = await step(0.02, i);
    expect(last.loss).toBeLessThan(first.loss / 2);
  });

  it('updates running statistics by a tenth, and decays only weights', async () => {
    const { step, parameters, store } = await newTrainer({ weightDecay: 0.5, momentum: 0 });
    const views = parameters.views.map((view) => view.slice());
    await step(1e-3, 0);
    await store();
    const decayed = parameters.views.map((view) => view.slice());
    const plain = await newTrainer({ weightDecay: 0, momentum: 0 });
    await plain.step(1e-3, 0);
    await plain.store();
    specs.forEach(({ role, name }, i) => {
      const moved = decayed[i]!.map((value, j) => value - plain.parameters.views[i]![j]!);
      const expected = views[i]!.map((w) => (role === 'weights' ? -1e-3 * 0.5 * w : 0));
      expect(furthest(moved, expected), name).toBeLessThan(1e-6);
    });
    const statistics = tf.tidy(() =>
      resnet20InTraining(
        specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape])),
        tf.tensor4d(images.pixels, [batch, 3, side, side]),
      ).statistics.map((statistic) => statistic.dataSync() as Float32Array),
    );
    const running = specs.flatMap(({ role }, i) => (role === 'statistic' ? [i] : []));
    running.forEach((i, j) => {
      const expected = views[i]!.map((old, c) => 0.9 * old + 0.1 * statistics[j]![c]!);
      expect(furthest(decayed[i]!, expected), specs[i]!.name).toBeLessThan(1e-3);
    });
  });

  it('draws dropout masks that depend on the key alone', async () => {
    const { trainer, parameters, velocities, step } = await newTrainer({ dropoutRate: 0.5 });
    const losses: number[] = [];
    for (const counter of [1, 1, 2]) {
      trainer.load(parameters.views, velocities.views);
      losses.push((await step(0.1, counter)).loss);
    }
    expect(losses[1]).toBe(losses[0]);
    expect(losses[2]).not.toBe(losses[0]);
  });

  it('disposes all tensors when it runs eagerly', async () => {
    const { step } = await newTrainer({ engine: 'tfjs' });
    await step(0.01, 0);
    const before = tf.memory().numTensors;
    await step(0.01, 1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses slices that do not divide the batch', async () => {
    await expect(newTrainer({ slices: 3 })).rejects.toThrow('expected slices that divide 4 images, got 3');
  });
});
