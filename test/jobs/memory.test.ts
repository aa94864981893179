/** Memory: what is free, what work takes beside what was measured, and refusals before anything is written. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, defaults, loadConfig } from '../../src/agent/config.js';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { UsageError } from '../../src/common/errors.js';
import { runEvaluation } from '../../src/evaluation/games/run-evaluation.js';
import { type Cell, cellsMemory } from '../../src/evaluation/players/cell-memory.js';
import { runStateGrid } from '../../src/evaluation/states/run-state-grid.js';
import { availableMemory, expectMemory, totalBytes } from '../../src/jobs/memory.js';
import {
  expectTrainingMemory,
  rawTransitionBytes,
  trainingMemory,
  transitionBytes,
} from '../../src/training/agent/memory.js';
import { train } from '../../src/training/agent/train.js';
import { visionTrainingMemory } from '../../src/training/classifier/memory.js';
import { loadVisionConfig } from '../../src/vision/config.js';

import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyPlayers } from '../helpers/toy-players.js';
import { toyConfig, toyEnvironments } from '../helpers/toy-run.js';

const bundled = new URL('../../assets/catch', import.meta.url).pathname;

describe('the available memory', () => {
  const meminfo = { '/proc/meminfo': 'MemTotal: 9 kB\nMemFree: 1 kB\nMemAvailable:    4000 kB\n' };
  const v1 = '/sys/fs/cgroup/memory';
  it.each<[string, Record<string, string>, number]>([
    ['is what the system calls free, where no more is known', {}, 5_000_000],
    ['is what Linux calls available: caches count as free', meminfo, 4_096_000],
    [
      'is what the group (version 2) leaves, its cache given up',
      {
        ...meminfo,
        '/proc/self/cgroup': '0::/a/b\n',
        '/sys/fs/cgroup/a/memory.max': 'max',
        '/sys/fs/cgroup/a/memory.current': '7',
        '/sys/fs/cgroup/a/b/memory.max': '1000000\n',
        '/sys/fs/cgroup/a/b/memory.current': '300000\n',
        '/sys/fs/cgroup/a/b/memory.stat': 'anon 5\ninactive_file 100000\n',
      },
      800_000,
    ],
    [
      'is what a group above (version 2) leaves',
      {
        ...meminfo,
        '/proc/self/cgroup': '0::/a/b\n',
        '/sys/fs/cgroup/a/memory.max': '500000',
        '/sys/fs/cgroup/a/memory.current': '400000',
      },
      100_000,
    ],
    [
      'is what a group of version 1 leaves',
      {
        ...meminfo,
        '/proc/self/cgroup': '9:name=systemd:/x\n4:cpu,memory:/x\n0::/\n',
        [`${v1}/x/memory.limit_in_bytes`]: '2000000',
        [`${v1}/x/memory.usage_in_bytes`]: '1500000',
        [`${v1}/memory.limit_in_bytes`]: '9223372036854771712',
        [`${v1}/memory.usage_in_bytes`]: '9000000',
      },
      500_000,
    ],
    [
      'is none where a group is full',
      {
        ...meminfo,
        '/proc/self/cgroup': '0::/',
        '/sys/fs/cgroup/memory.max': '5',
        '/sys/fs/cgroup/memory.current': '9',
      },
      0,
    ],
  ])('%s', (_, files, bytes) => {
    expect(availableMemory((path) => files[path], 5_000_000)).toBe(bytes);
  });

  it('is known here', () => {
    expect(availableMemory()).toBeGreaterThan(1e7);
  });
});

describe('expectMemory', () => {
  const need = { replay: { bytes: 7e9, lower: 'replayCapacityTransitions' }, rest: { bytes: 5e8, lower: 'x' } };

  it('accepts what fits', () => {
    expect(() => expectMemory(need, { available: 7.5e9 })).not.toThrow();
    expect(() => expectMemory(need, { times: 2, available: 15e9 })).not.toThrow();
  });

  it('names the available memory, the needs by purpose, and the setting to lower', () => {
    expect(() => expectMemory(need, { available: 2e9 })).toThrow(
      new UsageError(
        'memory: expected at most the 2.00 GB that are free, got an estimate of 7.50 GB (replay 7.00 GB, rest 500 MB); lower replayCapacityTransitions',
      ),
    );
    expect(() => expectMemory(need, { times: 3, available: 2e9 })).toThrow(/estimate of 22.5 GB .*, 3 at a time\)/);
  });
});

/** Peaks of real runs on Catch (bundled, 3 actions), in MB: /proc's maximum resident set of the whole process. */
describe('estimates are near the measurements', () => {
  const near = (bytes: number, megabytes: number) => {
    expect(bytes / 1e6 / megabytes).toBeGreaterThan(0.6);
    expect(bytes / 1e6 / megabytes).toBeLessThan(1.25);
  };

  it.each<[Partial<Config>, number]>([
    [{}, 342],
    [{ batchTransitions: 512 }, 975],
    [{ batchTransitions: 2048 }, 2994],
    [{ batchTransitions: 2048, gradientSlices: 2, threads: 2 }, 3332],
    [{ batchTransitions: 2048, gradientSlices: 16 }, 674],
    [{ hiddenLayers: 16 }, 556],
    [{ hiddenLayers: 64 }, 1208],
    [{ environments: 1024 }, 830],
  ])('training with %j', (changes, megabytes) => {
    const config = { ...defaults, totalSteps: 260, replayCapacityTransitions: 10_000, ...changes };
    near(totalBytes(trainingMemory(config, 3)), megabytes);
  });

  const attacks = ['fgsm', 'pgd', 'apgd'];
  const cells = (draws: number, outputSamples: number, names: readonly string[]) => {
    const listed = names.map((label) => ({
      attack: parseAttack(label, { gradientSamples: draws }),
      label,
      gradientSamples: draws,
    }));
    const each = names.flatMap((attack) =>
      ['plain', 'sap100'].map((agent): Cell => ({ agent, attack, gradientSamples: draws, states: 1 })),
    );
    return { adversary: toyPlayers({ attacks: listed, outputSamples }), cells: each };
  };
  it.each<[string, ReturnType<typeof cells>, number, number]>([
    ['100 samples, 1 worker', cells(100, 100, ['fgsm']), 1, 474],
    ['100 samples, 2 workers', cells(100, 100, ['fgsm']), 2, 885],
    ['2000 samples of the gradient', cells(2000, 10, ['fgsm']), 1, 2079],
    ['three attacks', cells(100, 100, attacks), 1, 1142],
  ])('an evaluation with %s', (_, of, workers, megabytes) => {
    near(totalBytes(cellsMemory({ ...of, workers, kept: 6, activationBytes: 86_528 })), megabytes);
  });

  it('does not count samples of weights, whose networks run one after the other', () => {
    const { adversary, cells: all } = cells(10_000, 10_000, ['fgsm']);
    const rnw = all.map((cell) => ({ ...cell, agent: 'dwp50+rnw0.1' }));
    const bytes = (of: readonly Cell[]) =>
      totalBytes(cellsMemory({ adversary, cells: of, workers: 1, kept: 6, activationBytes: 86_528 }));
    expect(bytes(rnw)).toBeLessThan(bytes(all) / 10);
  });

  it.each([
    [{ batchImages: 512, batchSlices: 8 }, 559],
    [{ batchImages: 512, batchSlices: 1 }, 2812],
    [{ batchImages: 512, batchSlices: 8, adversarialShare: 0.5 }, 856],
  ])('training a classifier with %j', async (flags, megabytes) => {
    const config = loadVisionConfig({ flags: { ...flags, threads: 1 } });
    near(totalBytes(await visionTrainingMemory(config, { classNames: Array(10).fill('') })), megabytes);
  });
});

describe('the replay', () => {
  const config = toyConfig({ replay: 'compressed', environments: 1 });
  const createEnvironment = async () => toyEnvironments(config)[0]!;

  it('counts as raw without a measurement if that fits', async () => {
    const never = () => {
      throw new Error('played');
    };
    expect(await transitionBytes(config, never, () => true)).toBe(rawTransitionBytes);
    expect(await transitionBytes({ ...config, replay: 'raw' }, never, () => false)).toBe(rawTransitionBytes);
  });

  it('is measured on play otherwise', async () => {
    const bytes = await transitionBytes(config, createEnvironment, () => false);
    expect(bytes).toBeGreaterThan(7);
    expect(bytes).toBeLessThan(rawTransitionBytes / 2);
    expect(await transitionBytes(config, createEnvironment, () => false)).toBe(bytes);
  });

  it('counts once per parallel run', async () => {
    const large = { ...config, totalSteps: 1e8, replayCapacityTransitions: 1e7, replay: 'raw' as const };
    await expect(expectTrainingMemory(large, toyEnvironments, 1, 1e11)).resolves.toBeUndefined();
    await expect(expectTrainingMemory(large, toyEnvironments, 2, 1e11)).rejects.toThrow(/lower replayCapacity/);
  });
});

describe('what does not fit is rejected before anything is written', () => {
  const names = {
    ...{ runs: [{ run: 'bundled', folder: bundled }], attacks: ['fgsm'], gradientSamples: [10_000], attackChoices: {} },
    ...{ attackOn: 'self' as const, target: 'greedy-action', timing: 'always', frames: 'all' as const },
    ...{ defenses: ['sap100'], defenseOptions: {}, outputSamples: 1000 },
  };
  const computing = { workers: 256 };
  const rows: [string, RegExp, (folder: string) => Promise<unknown>][] = [
    [
      'training',
      /lower replayCapacityTransitions$/,
      (folder) =>
        train(toyConfig({ replay: 'raw', replayCapacityTransitions: 1e8, totalSteps: 1e9 }), {
          folder,
          environments: toyEnvironments(toyConfig({})),
        }),
    ],
    [
      'an evaluation',
      /lower --gradient-samples, or --workers$/,
      (folder) =>
        runEvaluation(
          {
            names,
            rules: { maxSteps: 1, maxStallSteps: null, evaluationExploration: null },
            ...{ lambdas: [1], seeds: [1], episodes: 200 },
          },
          { folder, computing },
        ),
    ],
    [
      'a grid',
      /lower --gradient-samples, or --workers$/,
      (folder) =>
        runStateGrid({ names, lambdas: [1], seed: 1, states: { count: 300, periodSteps: 1 } }, { folder, computing }),
    ],
  ];
  it.each(rows)('%s', async (_, message, work) => {
    const folder = join(temporaryFolder(), 'out');
    await expect(work(folder)).rejects.toThrow(UsageError);
    await expect(work(folder)).rejects.toThrow(/^memory: expected at most the .* that are free, got an estimate of /);
    await expect(work(folder)).rejects.toThrow(message);
    expect(existsSync(folder)).toBe(false);
  });

  const deep = { gradientSlices: 256, hiddenLayers: 64 };
  const parallel = { algorithm: 'pqn', environments: 1024 };
  it.each<[Record<string, unknown>, string, string]>([
    [
      { batchTransitions: 16_384, ...deep },
      'networks, gradients and batches',
      'lower gradientSlices, hiddenLayers or batchTransitions',
    ],
    [{ ...parallel, ...deep }, 'network and gradients', 'lower gradientSlices or hiddenLayers'],
    [
      { ...parallel, rolloutSteps: 149 },
      'the observations of a rollout',
      'lower rolloutSteps or environments, or raise gradientSlices',
    ],
    [
      { ...parallel, gradientSlices: 2, rolloutSteps: 298 },
      'the observations of a rollout',
      'lower rolloutSteps or environments, or raise gradientSlices',
    ],
    [
      { ...parallel, rolloutSteps: 38, minibatches: 1, engine: 'tfjs' },
      'the observations of a minibatch',
      'raise minibatches, or lower rolloutSteps or environments, or raise gradientSlices',
    ],
  ])('%j, which needs one block of more than 4 GiB', (flags, what, remedy) => {
    const message = new RegExp(
      `^memory: expected at most 4 GiB for ${what}, since they lie in one block, got [\\d.]+ GB; ${remedy}$`,
    );
    expect(() => trainingMemory(loadConfig({ flags }), 3)).toThrow(UsageError);
    expect(() => trainingMemory(loadConfig({ flags }), 3)).toThrow(message);
  });

  it.each([
    { ...parallel, rolloutSteps: 148 },
    { ...parallel, gradientSlices: 2, rolloutSteps: 296 },
    { ...parallel, rolloutSteps: 38, minibatches: 2, engine: 'tfjs' },
    { ...parallel, rolloutSteps: 38, minibatches: 1 },
  ])('but not %j, whose blocks are smaller', (flags) => {
    expect(totalBytes(trainingMemory(loadConfig({ flags }), 3))).toBeGreaterThan(4e9);
  });
});
