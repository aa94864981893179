import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createLearner, type Learner } from '../../src/agent/learner.js';
import { initialise, parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { compileQ } from '../../src/agent/q-function.js';
import { type Batch, createBatch } from '../../src/agent/replay.js';
import { observationBytes } from '../../src/env/environment.js';
import { createRandom } from '../../src/random.js';
import { sameBytes } from '../helpers/same-bytes.js';

const size = 2; // the eager cpu backend takes seconds an update
const shared = { network: qNetwork(), specs: parameterSpecs({ actions: 3 }) };
const optimiser = { learningRate: 2.5e-4, decay: 0.95, epsilon: 1e-5 };
const disposals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(disposals.map((dispose) => dispose())));

async function newLearner(engine: 'onnx' | 'tfjs'): Promise<Learner> {
  const learner = await createLearner({ ...shared, batch: size, loss: 'huber', optimiser, engine });
  disposals.push(learner.dispose);
  initialise(learner.online.views, shared.specs, createRandom(1));
  await learner.copyToTarget();
  return learner;
}

/** A batch of noise. */
function randomBatch(seed: number): Batch {
  const rng = createRandom(seed);
  const batch = createBatch(size);
  for (const bytes of [batch.s_tm1, batch.s_t]) for (let i = 0; i < bytes.length; i++) bytes[i] = rng.integer(256);
  for (let i = 0; i < size; i++) {
    batch.a_tm1[i] = rng.integer(3);
    batch.r_t[i] = rng.integer(3) - 1;
    batch.discount_t[i] = rng.integer(4) === 0 ? 0 : 0.99;
  }
  return batch;
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0);

describe('learner', () => {
  it('moves the online network and both moments, not the target network', async () => {
    const learner = await newLearner('onnx');
    const before = learner.online.flat.slice();
    const { loss } = await learner.learn(randomBatch(1));
    expect(loss).toBeGreaterThan(0);
    expect(sameBytes(learner.target.flat, before)).toBe(true);
    for (const views of [learner.mean.views, learner.meanSquare.views]) {
      expect(views.every((view) => view.some((x) => x !== 0))).toBe(true);
    }
    shared.specs.forEach(({ name }, i) => {
      expect(sameBytes(learner.online.views[i]!, learner.target.views[i]!), name).toBe(false);
    });
  });

  it('lowers the loss on a batch it sees again and again', async () => {
    const learner = await newLearner('onnx');
    const batch = randomBatch(2);
    const first = await learner.learn(batch);
    for (let i = 0; i < 20; i++) await learner.learn(batch);
    expect((await learner.learn(batch)).loss).toBeLessThan(first.loss / 4);
  });

  it('learns towards the copied target only after the copy', async () => {
    const [copied, kept] = [await newLearner('onnx'), await newLearner('onnx')];
    for (const learner of [copied, kept]) await learner.learn(randomBatch(3));
    expect(sameBytes(copied.online.flat, kept.online.flat)).toBe(true);
    await copied.copyToTarget();
    expect(sameBytes(copied.target.flat, copied.online.flat)).toBe(true);
    const losses = [await copied.learn(randomBatch(4)), await kept.learn(randomBatch(4))].map(({ loss }) => loss);
    expect(losses[0]).not.toBe(losses[1]);
  });

  it('compiled does the same as eager: two updates within 1e-5 of each parameter', async () => {
    const [compiled, eager] = [await newLearner('onnx'), await newLearner('tfjs')];
    const tensors = tf.memory().numTensors;
    for (const seed of [5, 6]) {
      const [a, b] = [await compiled.learn(randomBatch(seed)), await eager.learn(randomBatch(seed))];
      expect(a.loss).toBeCloseTo(b.loss, 5);
      expect(a.meanQ).toBeCloseTo(b.meanQ, 5);
    }
    expect(largestDifference(compiled.online.flat, eager.online.flat)).toBeLessThan(1e-5);
    expect(largestDifference(compiled.mean.flat, eager.mean.flat)).toBeLessThan(1e-5);
    expect(tf.memory().numTensors).toBe(tensors);
  }, 180_000);
});

describe('compileQ', () => {
  it('follows the parameters when they are live, and keeps the first ones when frozen', async () => {
    const learner = await newLearner('onnx');
    const { views } = learner.online;
    const [live, frozen] = await Promise.all([
      compileQ({ ...shared, views, batch: 2 }),
      compileQ({ ...shared, views, batch: 2, frozen: true }),
    ]);
    disposals.push(live.dispose, frozen.dispose);
    const observations = randomBatch(7).s_t.slice(0, 2 * observationBytes);
    const values = async ({ q }: typeof live) => [...(await q(observations))];
    const before = await values(live);
    expect(before).toHaveLength(6);
    (await values(frozen)).forEach((q, i) => {
      expect(q).toBeCloseTo(before[i]!, 5);
    });
    await learner.learn(randomBatch(8));
    expect(await values(live)).not.toEqual(before);
    (await values(frozen)).forEach((q, i) => {
      expect(q).toBeCloseTo(before[i]!, 5);
    });
  });
});
