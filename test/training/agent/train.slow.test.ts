import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../../../src/agent/agent-files.js';
import type { Config } from '../../../src/agent/config.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { fingerprints } from '../../helpers/fingerprints.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../../helpers/toy-run.js';

const newFolder = () => join(temporaryFolder(), 'run');

async function run(folder: string, config: Config, options: Partial<TrainOptions> = {}) {
  const games = {
    environments: toyEnvironments(config),
    createEvaluationEnvironment: toyEvaluationEnvironment,
  };
  return train(config, { folder, ...games, ...options });
}

const edges = 'checkpoints/000000000060/replay-edges.bin';

/** Aborts the run once it has made so many steps. */
function abortAt(step: number) {
  const controller = new AbortController();
  const onProgress: TrainOptions['onProgress'] = (progress) => {
    if (progress.step >= step) controller.abort();
  };
  return { signal: controller.signal, onProgress };
}

const rows = (folder: string) =>
  readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('train', () => {
  it('writes the agent, its config and rows of one schema', async () => {
    const folder = newFolder();
    const config = toyConfig();
    expect(await run(folder, config)).toEqual({ step: 60, finished: true });
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual(config);
    expect(loadAgent(folder)).toMatchObject({ game: 'toy', actions: ['NOOP', 'LEFT', 'RIGHT'], step: 60, config });
    expect(rows(folder).map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 42, 49, 56]);
    expect(rows(folder)[0]).toEqual({
      ...{ step: 7, frames: 28, updates: 0, episodes: 0, truncated: 0, return: null, length: null },
      ...{ recentReturn: null, humanNormalized: null, aboveRandom: null },
      ...{ loss: null, meanQ: null, exploration: 1 },
    });
    const { updates, episodes, loss, exploration } = rows(folder).at(-1);
    expect({ updates, episodes, loss, exploration }).toEqual({
      updates: 11,
      episodes: 1,
      loss: expect.any(Number),
      exploration: 0.1,
    });
  });

  it('gives the same bytes with the same seed, and others with another seed', async () => {
    const [first, second, other] = [newFolder(), newFolder(), newFolder()];
    const tensors = tf.memory().numTensors;
    await run(first, toyConfig());
    await run(second, toyConfig());
    await run(other, toyConfig({ seed: 4 }));
    expect(fingerprints(second)).toEqual(fingerprints(first));
    expect(fingerprints(other)['metrics.jsonl']).not.toBe(fingerprints(first)['metrics.jsonl']);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each<Partial<Config>>([
    { environments: 1 },
    { environments: 2 },
    { environments: 1, actingLagUpdates: 1 },
    { environments: 2, actingLagUpdates: 1, threads: 2, gradientSlices: 2 },
    { environments: 2, nStep: 3 },
  ])('ends with the same bytes when it was stopped and resumed: %o', async (changes) => {
    const config = toyConfig(changes);
    const { environments } = config;
    const [whole, stopped] = [newFolder(), newFolder()];
    await run(whole, config);
    expect(await run(stopped, config, abortAt(31))).toEqual({
      step: environments === 1 ? 31 : 32,
      finished: false,
    });
    expect(await run(stopped, config, { ...abortAt(45), resume: true })).toMatchObject({ finished: false });
    expect(await run(stopped, config, { resume: true })).toEqual({ step: 60, finished: true });
    expect(fingerprints(stopped)).toEqual(fingerprints(whole));
  });

  it.each([0, 1] as const)('learns the same with any number of threads: lag %i', async (actingLagUpdates) => {
    const results = [];
    for (const threads of [0, 1, 2]) {
      const folder = newFolder();
      await run(folder, toyConfig({ actingLagUpdates, threads, gradientSlices: 2 }));
      const { 'metrics.jsonl': metrics, 'model.safetensors': model } = fingerprints(folder);
      results.push({ metrics, model });
    }
    expect(results).toEqual([results[0], results[0], results[0]]);
  });

  it('acts by an older network with a lag, and at first learns from the same steps', async () => {
    const [waiting, lagging] = [newFolder(), newFolder()];
    await run(waiting, toyConfig());
    await run(lagging, toyConfig({ actingLagUpdates: 1 }));
    expect(rows(lagging)[0]).toEqual(rows(waiting)[0]);
    expect(rows(lagging).map(({ updates }) => updates)).toEqual(rows(waiting).map(({ updates }) => updates));
    expect(fingerprints(lagging)['model.safetensors']).not.toBe(fingerprints(waiting)['model.safetensors']);
  });

  it.each<Partial<Config>>([{}, { threads: 2, actingLagUpdates: 1 }])(
    'stops at a signal that arrives while it computes: %o',
    async (changes) => {
      const controller = new AbortController();
      const config = toyConfig({ totalSteps: 1_000_000, ...changes });
      const training = run(newFolder(), config, { signal: controller.signal });
      setTimeout(() => controller.abort(), 100);
      expect(await training).toMatchObject({ finished: false });
    },
  );

  it('fails in one line when a learner thread is lost, and keeps the last checkpoint', async () => {
    const folder = newFolder();
    const config = toyConfig({ threads: 2, gradientSlices: 2, totalSteps: 1_000_000 });
    await run(folder, config, abortAt(20));
    const threads: Worker[] = [];
    const note = (worker: Worker) => threads.push(worker);
    process.on('worker', note);
    const onProgress: TrainOptions['onProgress'] = ({ step }) => {
      if (step === 30) threads[1]!.terminate();
    };
    await expect(run(folder, config, { resume: true, onProgress })).rejects.toThrow(/^a learner thread failed: .*$/);
    process.off('worker', note);
    expect(await run(folder, config, { ...abortAt(32), resume: true })).toEqual({ step: 32, finished: false });
  });

  it('ends with the same bytes with raw frames, from the start or later', async () => {
    const [compressed, raw, changed] = [newFolder(), newFolder(), newFolder()];
    await run(compressed, toyConfig());
    await run(raw, toyConfig({ replay: 'raw' }));
    await run(changed, toyConfig(), abortAt(40));
    await run(changed, toyConfig({ replay: 'raw' }), { resume: true });
    for (const other of [raw, changed]) {
      // The agent's description and the manifest speak of the config.
      const { 'model.safetensors': weights, 'metrics.jsonl': metrics } = fingerprints(other);
      expect({ weights, metrics }).toEqual({
        weights: fingerprints(compressed)['model.safetensors'],
        metrics: fingerprints(compressed)['metrics.jsonl'],
      });
      expect(fingerprints(other)[edges]).toBe(fingerprints(compressed)[edges]);
    }
  });

  it('can be resumed when it was stopped before its first step', async () => {
    const [whole, stopped] = [newFolder(), newFolder()];
    const config = toyConfig({ totalSteps: 20 });
    await run(whole, config);
    expect(await run(stopped, config, { signal: AbortSignal.abort() })).toEqual({ step: 0, finished: false });
    await run(stopped, config, { resume: true });
    expect(fingerprints(stopped)).toEqual(fingerprints(whole));
  });

  it('can be resumed to more steps than at first', async () => {
    const [whole, longer] = [newFolder(), newFolder()];
    await run(whole, toyConfig());
    await run(longer, toyConfig({ totalSteps: 40 }));
    await run(longer, toyConfig(), { ...abortAt(50), resume: true });
    expect(loadAgent(longer).step).toBe(50);
    await run(longer, toyConfig(), { resume: true });
    expect(fingerprints(longer)).toEqual(fingerprints(whole));
  });

  it('skips a damaged checkpoint with a warning, and ends with the same bytes', async () => {
    const config = toyConfig();
    const [whole, damaged] = [newFolder(), newFolder()];
    await run(whole, config);
    await run(damaged, config, abortAt(29));
    await run(damaged, config, { ...abortAt(30), resume: true });
    writeFileSync(join(damaged, 'checkpoints', '000000000030', 'target.safetensors'), 'x');
    const warnings: string[] = [];
    await run(damaged, config, { resume: true, onWarning: (line) => warnings.push(line) });
    expect(warnings).toEqual([
      expect.stringMatching(/target\.safetensors is damaged .*; resuming from step 29 instead/),
    ]);
    expect(fingerprints(damaged)).toEqual(fingerprints(whole));
  });
});

describe('train refuses', () => {
  const stopped = async (changes: Partial<Config> = {}) => {
    const folder = newFolder();
    await run(folder, toyConfig(changes), abortAt(2));
    return folder;
  };

  it('a folder that holds a run, without --resume or --overwrite', async () => {
    const folder = await stopped();
    await expect(run(folder, toyConfig())).rejects.toThrow('already holds a run: continue it with --resume');
    await expect(run(folder, toyConfig({ totalSteps: 3 }), { overwrite: true })).resolves.toMatchObject({
      step: 3,
    });
  });

  it('to resume a folder without a run', async () => {
    await expect(run(newFolder(), toyConfig(), { resume: true })).rejects.toThrow('holds no run to resume');
  });

  it('to resume with another config, except for changeable keys', async () => {
    const folder = await stopped();
    await expect(run(folder, toyConfig({ discount: 0.5 }), { resume: true })).rejects.toThrow(
      'its run has discount 0.99, got 0.5',
    );
  });

  it('to end before its present step', async () => {
    const folder = newFolder();
    const config = toyConfig({ environments: 4, totalSteps: 18 });
    expect(await run(folder, config)).toMatchObject({ step: 20 });
    const before = readFileSync(join(folder, 'config.json'), 'utf8');
    await expect(run(folder, { ...config, totalSteps: 17 }, { resume: true })).rejects.toThrow(
      /its run is at step 20, expected --steps of at least 20, got 17$/,
    );
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe(before);
    expect(await run(folder, config, { resume: true })).toEqual({ step: 20, finished: true });
  });

  it('to resume and overwrite a run at once', async () => {
    const folder = await stopped();
    await expect(run(folder, toyConfig(), { resume: true, overwrite: true })).rejects.toThrow('choose one of them');
    expect(loadAgent(folder).step).toBe(2);
  });

  it('to resume with another game or other actions', async () => {
    const folder = await stopped();
    const environment = toyEnvironments(toyConfig())[0]!;
    const others = [
      { ...environment, game: 'other' },
      { ...environment, actions: ['NOOP', 'LEFT', 'RIGHT', 'FIRE'] },
    ];
    for (const other of others) {
      await expect(run(folder, toyConfig(), { resume: true, environments: [other] })).rejects.toThrow(
        /expected an agent/,
      );
    }
  });

  it('to resume when every checkpoint is damaged', async () => {
    const folder = await stopped();
    for (const name of readdirSync(join(folder, 'checkpoints')).filter((entry) => entry !== 'shared')) {
      writeFileSync(join(folder, 'checkpoints', name, 'state.json'), 'x');
    }
    await expect(run(folder, toyConfig(), { resume: true })).rejects.toThrow(/state\.json is damaged.*--overwrite/);
  });

  it('to resume when only the agent is left', async () => {
    const folder = await stopped();
    rmSync(join(folder, 'checkpoints'), { recursive: true });
    await expect(run(folder, toyConfig(), { resume: true })).rejects.toThrow(
      'got only the agent of a run that has ended',
    );
    expect(loadAgent(folder).step).toBe(2);
  });

  it('a folder that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(run(join(file, 'run'), toyConfig())).rejects.toThrow(/cannot write .*choose another folder/);
  });

  it('a wrong number of environments', async () => {
    const two = toyEnvironments(toyConfig({ environments: 2 }));
    await expect(run(newFolder(), toyConfig(), { environments: two })).rejects.toThrow(
      'expected 1 environments, got 2',
    );
    await expect(run(newFolder(), toyConfig(), { environments: [] })).rejects.toThrow(
      'expected at least one environment, got none',
    );
  });
});
