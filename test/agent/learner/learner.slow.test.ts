import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { createLearner, type Learner, type LearnerOptions, type Update } from '../../../src/agent/learner/learner.js';
import { initialize, parameterSpecs, qNetwork } from '../../../src/agent/network.js';
import { compileQ } from '../../../src/agent/q-function.js';
import { type Batch, createBatch } from '../../../src/agent/replay/replay.js';
import { createRandom } from '../../../src/common/random.js';
import { observationBytes } from '../../../src/env/environment.js';
import { sameBytes } from '../../helpers/same-bytes.js';

const size = 2; // the eager cpu backend takes seconds an update
const specs = parameterSpecs({ actions: 3 });
const optimizer = { kind: 'rmsprop' as const, decay: 0.95, epsilon: 1e-5 };
const disposals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(disposals.map((dispose) => dispose())));

async function newLearner(options: Partial<LearnerOptions> = {}): Promise<Learner> {
  const learner = await createLearner({
    ...{ network: {}, specs, batchTransitions: size, slices: 1, loss: 'huber', optimizer },
    ...options,
  });
  disposals.push(learner.dispose);
  initialize(learner.online.views, specs, createRandom(1));
  for (const { flat } of [learner.target, learner.acting]) flat.set(learner.online.flat);
  await learner.refresh();
  return learner;
}

/** Fills a batch with noise. */
function randomBatch(seed: number, batch: Batch = createBatch(size)): Batch {
  const rng = createRandom(seed);
  for (const bytes of [batch.s_tm1, batch.s_t]) for (let i = 0; i < bytes.length; i++) bytes[i] = rng.integer(256);
  for (let i = 0; i < batch.a_tm1.length; i++) {
    batch.a_tm1[i] = rng.integer(3);
    batch.r_t[i] = rng.integer(3) - 1;
    batch.discount_t[i] = rng.integer(4) === 0 ? 0 : 0.99;
  }
  return batch;
}

/** An update by a batch of noise. → what has ended by then */
async function learnNoise(learner: Learner, seed: number): Promise<Update | undefined> {
  randomBatch(seed, learner.batch);
  return learner.learn(1, 2.5e-4);
}

const largestDifference = (a: Float32Array, b: Float32Array) =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0);

/** All that updates leave. */
const bytesOf = ({ online, mean, meanSquare }: Learner) =>
  [online, mean, meanSquare].map(({ flat }) => createHash('sha256').update(flat).digest('hex'));

describe('learner', () => {
  it('changes the online network and both moments, not the target network', async () => {
    const learner = await newLearner();
    const before = learner.online.flat.slice();
    expect((await learnNoise(learner, 1))!.loss).toBeGreaterThan(0);
    expect(sameBytes(learner.target.flat, before)).toBe(true);
    for (const views of [learner.mean.views, learner.meanSquare.views]) {
      expect(views.every((view) => view.some((x) => x !== 0))).toBe(true);
    }
    specs.forEach(({ name }, i) => {
      expect(sameBytes(learner.online.views[i]!, learner.target.views[i]!), name).toBe(false);
    });
  });

  it('lowers the loss of a repeated batch', async () => {
    const learner = await newLearner();
    const first = await learnNoise(learner, 2);
    for (let i = 0; i < 20; i++) await learnNoise(learner, 2);
    expect((await learnNoise(learner, 2))!.loss).toBeLessThan(first!.loss / 4);
  });

  it('learns towards the copied target only after the copy', async () => {
    const [copied, kept] = [await newLearner(), await newLearner()];
    for (const learner of [copied, kept]) await learnNoise(learner, 3);
    expect(sameBytes(copied.online.flat, kept.online.flat)).toBe(true);
    await copied.copyToTarget();
    expect(sameBytes(copied.target.flat, copied.online.flat)).toBe(true);
    const losses = [await learnNoise(copied, 4), await learnNoise(kept, 4)].map((update) => update!.loss);
    expect(losses[0]).not.toBe(losses[1]);
  });

  it('gives the same updates compiled and eagerly, within 1e-5 of each parameter', async () => {
    const [compiled, eager] = [await newLearner({ engine: 'onnx' }), await newLearner({ engine: 'tfjs' })];
    let tensors = 0;
    for (const seed of [5, 6]) {
      const [a, b] = [await learnNoise(compiled, seed), await learnNoise(eager, seed)];
      expect(a!.loss).toBeCloseTo(b!.loss, 5);
      expect(a!.meanQ).toBeCloseTo(b!.meanQ, 5);
      tensors ||= tf.memory().numTensors;
    }
    await eager.settle();
    expect(largestDifference(compiled.online.flat, eager.online.flat)).toBeLessThan(1e-5);
    expect(largestDifference(compiled.mean.flat, eager.mean.flat)).toBeLessThan(1e-5);
    expect(tf.memory().numTensors).toBe(tensors);
  }, 180_000);

  it.each<[string, Partial<LearnerOptions>]>([
    ['in the thread that plays', {}],
    ['in two threads', { batchTransitions: 4, slices: 2, workers: 2 }],
  ])('on WebAssembly does the same as natively, %s', async (_, options) => {
    const [native, wasm] = [await newLearner(options), await newLearner({ ...options, provider: 'wasm' })];
    for (const seed of [5, 6, 7]) {
      const [a, b] = [await learnNoise(native, seed), await learnNoise(wasm, seed)];
      expect(b!.loss).toBeCloseTo(a!.loss, 5);
      expect(b!.meanQ).toBeCloseTo(a!.meanQ, 5);
    }
    expect(largestDifference(native.online.flat, wasm.online.flat)).toBeLessThan(1e-5);
    expect(largestDifference(native.meanSquare.flat, wasm.meanSquare.flat)).toBeLessThan(1e-5);
  });
});

describe('a learner with several slices', () => {
  const batchTransitions = 6;

  it('updates like a learner with one slice, up to rounding', async () => {
    const [whole, sliced] = [await newLearner({ batchTransitions }), await newLearner({ batchTransitions, slices: 3 })];
    for (const seed of [9, 10]) {
      const [a, b] = [await learnNoise(whole, seed), await learnNoise(sliced, seed)];
      expect(b!.loss).toBeCloseTo(a!.loss, 6);
      expect(b!.meanQ).toBeCloseTo(a!.meanQ, 6);
    }
    expect(largestDifference(whole.online.flat, sliced.online.flat)).toBeLessThan(1e-5);
    expect(largestDifference(whole.mean.flat, sliced.mean.flat)).toBeLessThan(1e-6);
  });

  it.each([
    { slices: 1, counts: [0, 1] },
    { slices: 3, counts: [0, 1, 2, 3] },
  ])('leaves the same bytes with any number of threads: $slices slices', async ({ slices, counts }) => {
    const learners = await Promise.all(counts.map((workers) => newLearner({ batchTransitions, slices, workers })));
    const updates = [];
    for (const learner of learners) {
      const first = await learnNoise(learner, 11);
      await learner.copyToTarget();
      updates.push([first, await learnNoise(learner, 12)]);
      expect(sameBytes(learner.acting.flat, learner.online.flat)).toBe(true);
    }
    for (const [i, learner] of learners.entries()) {
      expect(bytesOf(learner), `${counts[i]} threads`).toEqual(bytesOf(learners[0]!));
      expect(updates[i]).toEqual(updates[0]);
    }
  });

  it('gives the same bytes when two threads compute the whole batch', async () => {
    const [one, two] = [await newLearner({ threads: 1 }), await newLearner({ threads: 2 })];
    for (const seed of [17, 18]) expect(await learnNoise(two, seed)).toEqual(await learnNoise(one, seed));
    expect(bytesOf(two)).toEqual(bytesOf(one));
  });

  it('rejects slices that do not divide the batch', async () => {
    await expect(newLearner({ batchTransitions: 4, slices: 3 })).rejects.toThrow(
      'expected slices that divide 4 transitions, got 3',
    );
  });
});

describe('a learner with a lag', () => {
  it.each([0, 1, 2])('acts with the network before the update in progress: %i threads', async (workers) => {
    const [lagging, waiting] = [
      await newLearner({ lagUpdates: 1, workers, slices: 2 }),
      await newLearner({ workers, slices: 2 }),
    ];
    const found: unknown[] = [];
    const expected: unknown[] = [];
    for (const seed of [13, 14, 15]) {
      const before = waiting.online.flat.slice();
      expected.push(await learnNoise(waiting, seed));
      found.push(await learnNoise(lagging, seed));
      expect(sameBytes(lagging.acting.flat, before)).toBe(true);
    }
    const acting = lagging.acting.flat.slice();
    found.push(await lagging.settle(), await lagging.settle());
    expect(sameBytes(lagging.acting.flat, acting)).toBe(true);
    expect(found).toEqual([undefined, ...expected, undefined]);
    expect(bytesOf(lagging)).toEqual(bytesOf(waiting));
  });
});

describe('learner threads', () => {
  const threadsOf = async (start: () => Promise<Learner>) => {
    const threads: Worker[] = [];
    const note = (worker: Worker) => threads.push(worker);
    process.on('worker', note);
    const learner = await start();
    process.off('worker', note);
    return { learner, threads };
  };

  it('that are lost fail the update with one line and end the other threads', async () => {
    const { learner, threads } = await threadsOf(() => newLearner({ workers: 2, slices: 2, lagUpdates: 1 }));
    expect(threads).toHaveLength(2);
    const ended = Promise.all(threads.map((thread) => once(thread, 'exit')));
    await learnNoise(learner, 16);
    await learner.settle();
    threads[1]!.terminate();
    const line = /^a learner thread failed: it ended with exit code 1$/;
    await learnNoise(learner, 16).catch(() => {}); // with a lag, the update fails while play goes on
    await expect(learner.settle()).rejects.toThrow(line);
    await expect(learner.copyToTarget()).rejects.toThrow(line);
    await ended;
  });

  it('end after the update in progress, even if it is not awaited', async () => {
    const { learner, threads } = await threadsOf(() => newLearner({ workers: 2, slices: 2, lagUpdates: 1 }));
    const ended = Promise.all(threads.map((thread) => once(thread, 'exit')));
    await learnNoise(learner, 16);
    await learner.dispose();
    expect(await ended).toEqual([[0], [0]]);
  });

  it('do not disturb the exit of the process during an update', () => {
    const script = new URL('../../helpers/learn-and-exit.ts', import.meta.url).pathname;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  });

  it('that cannot start give the reason in one line', async () => {
    await expect(newLearner({ workers: 1, provider: 'cuda' })).rejects.toThrow(
      /^provider 'cuda' cannot compute here .*$/,
    );
  });
});

describe('compileQ', () => {
  it('uses the present parameters, or the first ones when frozen', async () => {
    const learner = await newLearner();
    const { views } = learner.online;
    const [live, frozen] = await Promise.all([
      compileQ({ ...{ network: qNetwork(), specs }, views, batch: 2 }),
      compileQ({ ...{ network: qNetwork(), specs }, views, batch: 2, frozen: true }),
    ]);
    disposals.push(live.dispose, frozen.dispose);
    const observations = randomBatch(7).s_t.slice(0, 2 * observationBytes);
    const values = async ({ q }: typeof live) => [...(await q(observations))];
    const before = await values(live);
    expect(before).toHaveLength(6);
    (await values(frozen)).forEach((q, i) => {
      expect(q).toBeCloseTo(before[i]!, 5);
    });
    await learnNoise(learner, 8);
    expect(await values(live)).not.toEqual(before);
    (await values(frozen)).forEach((q, i) => {
      expect(q).toBeCloseTo(before[i]!, 5);
    });
  });
});
