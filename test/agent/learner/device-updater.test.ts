import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceUpdater } from '../../../src/agent/learner/device-updater.js';
import { hostUpdater } from '../../../src/agent/learner/host-updater.js';
import { layOut, memoryBytes } from '../../../src/agent/learner/learner-memory.js';
import type { Updater, UpdaterSetup } from '../../../src/agent/learner/updater.js';
import { initialize, parameterSpecs, qNetwork } from '../../../src/agent/network.js';
import { flatOptimizer } from '../../../src/agent/optimizer/flat-optimizer.js';
import { rmsprop } from '../../../src/agent/optimizer/rmsprop.js';
import { compileQ } from '../../../src/agent/q-function.js';
import { createBatch } from '../../../src/agent/replay/replay.js';
import { createFlatParameters, type FlatParameters } from '../../../src/common/flat-parameters.js';
import { createRandom } from '../../../src/common/random.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { createKernels, kernelMemory } from '../../../src/compute/kernels.js';
import type { CompileOptions } from '../../../src/compute/signature.js';
import { observationBytes } from '../../../src/env/environment.js';
import { sameBytes } from '../../helpers/same-bytes.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const specs = parameterSpecs({ actions: 3 });
const optimizer = { kind: 'rmsprop' as const, decay: 0.95, epsilon: 1e-5 };
const update = { batch: 0, update: 1, learningRate: 2.5e-4 };
const layout = { specs, batchTransitions: 2, slices: 1, batches: 1, optimizer };
const disposals: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(disposals.map((dispose) => dispose())));

async function newUpdater(create: (setup: UpdaterSetup) => Promise<Updater>, lag: boolean) {
  const memory = layOut(kernelMemory(memoryBytes(layout)), layout);
  const acting = lag ? createFlatParameters(specs) : memory.online;
  const updater = await create({ memory, acting, layout, network: {}, loss: 'huber', engine });
  disposals.push(updater.dispose);
  for (const { views } of [memory.online, memory.target, acting]) initialize(views, specs, createRandom(1));
  await updater.load();
  const rng = createRandom(2);
  const { s_tm1, s_t, a_tm1, r_t, discount_t } = memory.batches[0]!;
  for (const bytes of [s_tm1, s_t]) for (let i = 0; i < bytes.length; i++) bytes[i] = rng.integer(256);
  a_tm1.set([0, 2]);
  r_t.set([1, -1]);
  discount_t.set([0.99, 0]);
  return { updater, memory, acting };
}

const largestDifference = ({ flat: a }: FlatParameters, { flat: b }: FlatParameters) =>
  a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0);

/** onnxruntime's processor stands for the device; the eager backend is tested with the learner. */
const engine: CompileOptions = { engine: 'onnx' };

describe('updates with networks on the device', () => {
  it('change networks and moments like updates in memory, after `store`', async () => {
    const device = await newUpdater(deviceUpdater, false);
    const host = await newUpdater((setup) => hostUpdater(setup, 0), false);
    const before = device.memory.online.flat.slice();
    for (let i = 0; i < 2; i++) {
      await device.updater.learn(update);
      await host.updater.learn(update);
      for (const i of [0, 1]) expect(device.memory.results[i]).toBeCloseTo(host.memory.results[i]!, 5);
    }
    expect(sameBytes(device.memory.online.flat, before)).toBe(true);
    await device.updater.store();
    for (const name of ['online', 'mean', 'meanSquare', 'target'] as const) {
      expect(largestDifference(device.memory[name], host.memory[name]), name).toBeLessThan(1e-5);
    }
    expect(sameBytes(device.memory.online.flat, before)).toBe(false);
  });

  it('act with the network before the update in progress', async () => {
    const { updater, memory, acting } = await newUpdater(deviceUpdater, true);
    const q = await compileQ({ network: qNetwork(), specs, views: updater.acting, batch: 1, ...engine });
    disposals.push(q.dispose);
    const observation = createBatch(1).s_t.fill(7);
    expect(observation).toHaveLength(observationBytes);
    const values = async () => [...(await q.q(observation))];
    const first = await values();
    updater.follow();
    await updater.learn(update);
    expect(await values()).toEqual(first);
    await updater.store();
    expect(sameBytes(acting.flat, memory.online.flat)).toBe(false);
    updater.follow();
    expect(await values()).not.toEqual(first);
    await updater.store();
    expect(sameBytes(acting.flat, memory.online.flat)).toBe(true);
  });
});

describe('rmsprop over tensors', () => {
  it.each([true, false])('gives the same bytes as the kernel: centered %s', (centered) => {
    const length = 501;
    const options = { ...optimizer, centered };
    const kernels = createKernels(16 * length + 4096);
    const [parameters, gradient] = [kernels.float32(length), kernels.float32(length)];
    const { mean, meanSquare, step } = flatOptimizer(length, kernels, rmsprop(options));
    let [p, m, n] = [0, 1, 2].map(() => tf.zeros([length])) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const rng = createRandom(4);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < length; j++) gradient[j] = rng.uniform() - 0.5;
      step(parameters, [gradient], update);
      [p, m, n] = rmsprop(options).tensorStep(p, tf.tensor1d(gradient.slice()), m, n, [tf.scalar(update.learningRate)]);
    }
    expect(p.dataSync()).toEqual(parameters.slice());
    expect(m.dataSync()).toEqual(mean.slice());
    expect(n.dataSync()).toEqual(meanSquare.slice());
  });
});
