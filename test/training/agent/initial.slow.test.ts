/** Trainings that start from given weights. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../../../src/agent/agent-files.js';
import type { Config } from '../../../src/agent/config.js';
import { loadInitialAgent } from '../../../src/agent/initial-agent.js';
import { prepareSeeds } from '../../../src/training/agent/seeds.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { fingerprints } from '../../helpers/fingerprints.js';
import { sameBytes } from '../../helpers/same-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments } from '../../helpers/toy-run.js';

const newFolder = () => join(temporaryFolder(), 'run');
const run = (folder: string, config: Config, options: Partial<TrainOptions> = {}) =>
  train(config, { folder, environments: toyEnvironments(config), ...options });

const sources = new Map<string, ReturnType<typeof loadInitialAgent>>();

/** An agent of 20 steps, trained once. */
async function source(changes: Partial<Config> = {}) {
  const key = JSON.stringify(changes);
  if (!sources.has(key)) {
    const folder = newFolder();
    await run(folder, toyConfig({ totalSteps: 20, evaluationPeriodSteps: 0, ...changes }));
    sources.set(key, loadInitialAgent(folder));
  }
  return sources.get(key)!;
}

/** Another seed, so that random weights would differ. */
const started = async (changes: Partial<Config> = {}, form: Partial<Config> = {}) => {
  const initial = await source(form);
  const config = toyConfig({ seed: 8, evaluationPeriodSteps: 0, ...form, ...initial.keys, ...changes });
  return { initial, config };
};

const pqn: Partial<Config> = {
  ...{ algorithm: 'pqn', normalization: 'layer', optimizer: 'radam', loss: 'squared' },
  ...{ environments: 2, rolloutSteps: 5, minibatches: 2, threads: 0 },
};

function stopAt(step: number): Partial<TrainOptions> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress(progress) {
      if (progress.step >= step) controller.abort();
    },
  };
}

describe('a training from given weights', () => {
  it.each([
    // Before the end of the warm-up, nothing is learned.
    ['double DQN', { totalSteps: 10 }, {}],
    ['parallel Q-learning with a tiny learning rate', { totalSteps: 10, learningRate: 1e-30 }, pqn],
  ] as const)('has them at its start, at step 0: %s', async (_, changes, form) => {
    const { initial, config } = await started(changes, form);
    const folder = newFolder();
    await run(folder, config, { initial });
    const agent = loadAgent(folder);
    expect(agent.step).toBe(10);
    const differences = agent.views.map((view, i) => view.map((value, j) => value - initial.agent.views[i]![j]!));
    expect(
      Math.max(...differences.map((each) => each.reduce((most, d) => Math.max(most, Math.abs(d)), 0))),
    ).toBeLessThan(1e-25);
    expect(agent.config).toMatchObject({ initFrom: initial.keys.initFrom, initFromFrames: 80 });
  });

  it('has target networks and moments of its own', async () => {
    const { initial, config } = await started({ totalSteps: 10 });
    const folder = newFolder();
    await run(folder, config, { initial });
    const { 'checkpoints/000000000010/target.safetensors': target, 'model.safetensors': online } = fingerprints(folder);
    expect(target).toBe(online);
    const random = newFolder();
    await run(random, toyConfig({ seed: 8, evaluationPeriodSteps: 0, totalSteps: 10 }));
    for (const moment of ['mean', 'mean-square']) {
      const path = `checkpoints/000000000010/${moment}.safetensors`;
      expect(fingerprints(folder)[path], moment).toBe(fingerprints(random)[path]); // zeros
    }
  });

  it.each([
    ['double DQN', {}],
    ['parallel Q-learning', pqn],
  ] as const)('ends with the same bytes, stopped and resumed or not: %s', async (_, form) => {
    const { initial, config } = await started({}, form);
    const [whole, stopped, unbegun] = [newFolder(), newFolder(), newFolder()];
    await run(whole, config, { initial });
    await run(stopped, config, { initial, ...stopAt(30) });
    await run(stopped, config, { resume: true });
    await run(unbegun, config, { initial, signal: AbortSignal.abort() });
    await run(unbegun, config, { resume: true });
    expect(fingerprints(stopped)).toEqual(fingerprints(whole));
    expect(fingerprints(unbegun)).toEqual(fingerprints(whole));
    expect(fingerprints(whole)['initial/model.safetensors']).toBe(initial.keys.initFrom);
  });

  it('starts every one of several seeds', async () => {
    const { initial, config } = await started({ totalSteps: 10 });
    const runs = prepareSeeds(temporaryFolder(), config, 2, { initial });
    for (const [i, folder] of runs.entries()) {
      await run(folder, { ...config, seed: config.seed + i }, { resume: true });
      expect(fingerprints(folder)['initial/model.safetensors']).toBe(initial.keys.initFrom);
      expect(sameBytes(loadAgent(folder).views[0]!, initial.agent.views[0]!)).toBe(true);
    }
  });

  it('leaves nothing of them to a run that replaces it', async () => {
    const { initial, config } = await started({ totalSteps: 5 });
    const folder = newFolder();
    await run(folder, config, { initial });
    await run(folder, toyConfig({ totalSteps: 5, evaluationPeriodSteps: 0 }), { overwrite: true });
    expect(Object.keys(fingerprints(folder)).filter((path) => path.startsWith('initial'))).toEqual([]);
  });

  it.each([
    ['without the agent', {}, /^initFrom: expected weights with the SHA-256 [0-9a-f]{64}, got none: give their agent/],
    ['with another agent', { initFrom: 'a'.repeat(64) }, /^initFrom: expected weights with the SHA-256 a{64}, got /],
    ['with an agent that the config does not name', { initFrom: null }, /SHA-256 null, got [0-9a-f]{64}: /],
    ['with another network', { hiddenLayers: 2 }, /expected a network with hiddenLayers 2/],
  ])('is refused %s, and writes nothing', async (name, changes, message) => {
    const { initial, config } = await started(changes);
    const folder = newFolder();
    const given = name === 'without the agent' ? {} : { initial };
    await expect(run(folder, config, given)).rejects.toThrow(message);
    await expect(run(folder, config, { resume: true })).rejects.toThrow('holds no run to resume');
  });

  it('cannot be resumed without them before its first checkpoint', async () => {
    const { initial, config } = await started();
    const folder = newFolder();
    await run(folder, config, { initial, signal: AbortSignal.abort() });
    rmSync(join(folder, 'initial'), { recursive: true });
    await expect(run(folder, config, { resume: true })).rejects.toThrow('holds no agent');
  });
});
