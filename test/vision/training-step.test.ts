import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEagerBackend } from '../../src/compute/engine.js';
import type { CompileOptions } from '../../src/compute/signature.js';
import { dropoutTap } from '../../src/defense/dropout.js';
import { parameterBlock } from '../../src/parameter-block.js';
import { createRandom } from '../../src/random.js';
import { initialiseResnet, resnet20InTraining, resnetSpecs } from '../../src/vision/resnet.js';
import { type CompiledStep, compileTrainingStep, isLearned, type StepOptions } from '../../src/vision/training-step.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const specs = resnetSpecs(4);
const learned = specs.filter(isLearned);
const side = 8;
const batch = 4;
const base = { specs, slices: 1, momentum: 0.9, weightDecay: 1e-4 } satisfies StepOptions;
const made: CompiledStep[] = [];
afterAll(() => Promise.all(made.map((step) => step.dispose())));

async function newStep(options: Partial<StepOptions> & CompileOptions) {
  const step = await compileTrainingStep({ ...base, batch, side, ...options });
  made.push(step);
  const parameters = parameterBlock(specs);
  const velocities = parameterBlock(learned);
  initialiseResnet(parameters.views, specs, createRandom(1));
  step.load(parameters.views, velocities.views);
  const rng = createRandom(2);
  for (let i = 0; i < step.pixels.length; i++) step.pixels[i] = rng.integer(256);
  for (let i = 0; i < batch; i++) step.labels[i] = i % 4;
  const store = () => step.store(parameters.views, velocities.views);
  return { step, parameters, velocities, store };
}

const furthest = (a: Float32Array, b: Float32Array) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

describe('the training step', () => {
  it.each([
    ['', { slices: 1 }],
    [', in slices', { slices: 2 }],
    [', with dropout', { slices: 2, tap: dropoutTap({ rate: 0.2 }) }],
  ])('compiled does what it does eagerly%s', async (_, options) => {
    const [compiled, eager] = [await newStep(options), await newStep({ ...options, engine: 'tfjs' })];
    for (let i = 0; i < 2; i++) {
      const [found, expected] = [await compiled.step.step(0.1, [1, i]), await eager.step.step(0.1, [1, i])];
      expect(found.loss).toBeCloseTo(expected.loss, 3);
      expect(found.accuracy).toBe(expected.accuracy);
      await Promise.all([compiled.store(), eager.store()]);
      expect(furthest(compiled.parameters.flat, eager.parameters.flat)).toBeLessThan(2e-3);
      expect(furthest(compiled.velocities.flat, eager.velocities.flat)).toBeLessThan(1e-2);
    }
  });

  it('brings the loss of a batch down that it sees again and again', async () => {
    const { step } = await newStep({});
    const first = await step.step(0.02, [1, 0]);
    let last = first;
    for (let i = 1; i < 15; i++) last = await step.step(0.02, [1, i]);
    expect(last.loss).toBeLessThan(first.loss / 2);
  });

  it('moves running statistics a tenth of the way to the batch’s, and decays only weights', async () => {
    const { step, parameters, store } = await newStep({ weightDecay: 0.5, momentum: 0 });
    const views = parameters.views.map((view) => view.slice());
    await step.step(1e-3, [1, 0]);
    await store();
    const decayed = parameters.views.map((view) => view.slice());
    const plain = await newStep({ weightDecay: 0, momentum: 0 });
    await plain.step.step(1e-3, [1, 0]);
    await plain.store();
    specs.forEach(({ role, name }, i) => {
      const moved = decayed[i]!.map((value, j) => value - plain.parameters.views[i]![j]!);
      const expected = views[i]!.map((w) => (role === 'weights' ? -1e-3 * 0.5 * w : 0));
      expect(furthest(moved, expected), name).toBeLessThan(1e-6);
    });
    const statistics = tf.tidy(() =>
      resnet20InTraining(
        specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape])),
        tf.tensor4d(step.pixels, [batch, 3, side, side]),
      ).statistics.map((statistic) => statistic.dataSync() as Float32Array),
    );
    const running = specs.flatMap(({ role }, i) => (role === 'statistic' ? [i] : []));
    running.forEach((i, j) => {
      const expected = views[i]!.map((old, c) => 0.9 * old + 0.1 * statistics[j]![c]!);
      expect(furthest(decayed[i]!, expected), specs[i]!.name).toBeLessThan(1e-3);
    });
  });

  it('with dropout goes by its key alone', async () => {
    const { step, parameters, velocities } = await newStep({ tap: dropoutTap({ rate: 0.5 }) });
    const losses: number[] = [];
    for (const counter of [1, 1, 2]) {
      step.load(parameters.views, velocities.views);
      losses.push((await step.step(0.1, [7, counter])).loss);
    }
    expect(losses[1]).toBe(losses[0]);
    expect(losses[2]).not.toBe(losses[0]);
  });

  it('eagerly leaves no tensor behind', async () => {
    const { step } = await newStep({ engine: 'tfjs' });
    await step.step(0.01, [1, 0]);
    const before = tf.memory().numTensors;
    await step.step(0.01, [1, 1]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses slices that do not divide the batch', async () => {
    await expect(newStep({ slices: 3 })).rejects.toThrow('expected slices that divide 4 images, got 3');
  });
});
