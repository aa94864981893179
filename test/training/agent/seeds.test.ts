import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { layOutRun } from '../../../src/storage/runs/run-folder.js';
import { agentRun } from '../../../src/training/agent/agent-run.js';
import {
  eachOf,
  expectPrepared,
  expectResumable,
  isFinished,
  openSeeds,
  prepareSeeds,
  seedFolders,
  stepsMade,
} from '../../../src/training/agent/seeds.js';
import { train } from '../../../src/training/agent/train.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments } from '../../helpers/toy-run.js';

const configOf = (run: string) => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));

describe('prepareSeeds', () => {
  it('creates a run for each seed, from the config’s on', () => {
    const folder = join(temporaryFolder(), 'runs');
    const config = toyConfig({ seed: 9 });
    const runs = prepareSeeds(folder, config, 3);
    expect(runs).toEqual([9, 10, 11].map((seed) => join(folder, `seed-${seed}`)));
    expect(runs.map(configOf)).toEqual([9, 10, 11].map((seed) => ({ ...config, seed })));
    expect(seedFolders(folder)).toEqual(runs);
    expect(runs.map((run) => isFinished(run, 1))).toEqual([false, false, false]);
    expect(runs.map(stepsMade)).toEqual([0, 0, 0]);
  });

  it('refuses a folder with runs, and with overwrite replaces only them', () => {
    const folder = temporaryFolder();
    const [first] = prepareSeeds(folder, toyConfig({ seed: 1 }), 3);
    writeFileSync(join(first!, 'notes.txt'), 'mine');
    writeFileSync(join(first!, 'metrics.jsonl'), '{"step":7}\n');
    expect(() => prepareSeeds(folder, toyConfig(), 1)).toThrow('already holds runs: continue them with --resume');
    prepareSeeds(folder, toyConfig({ seed: 1 }), 2, { overwrite: true });
    expect(seedFolders(folder)).toEqual([1, 2].map((seed) => join(folder, `seed-${seed}`)));
    expect(existsSync(join(first!, 'metrics.jsonl'))).toBe(false);
    expect(readFileSync(join(first!, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it.each<[string, (run: string) => void]>([
    ['the last run', (run) => rmSync(run, { recursive: true })],
    ['its config', (run) => rmSync(join(run, 'config.json'))],
  ])('creates the runs again where a process ended before it had written %s', (_, lose) => {
    const folder = temporaryFolder();
    const config = toyConfig({ seed: 1 });
    const runs = prepareSeeds(folder, config, 3);
    expect(() => expectPrepared(folder)).not.toThrow();
    lose(runs[2]!);
    expect(() => expectPrepared(folder)).toThrow(/was stopped before the last one; give it again, without --resume$/);
    prepareSeeds(folder, config, 3);
    expect(runs.map(configOf)).toEqual([1, 2, 3].map((seed) => ({ ...config, seed })));
    expect(() => expectPrepared(folder)).not.toThrow();
  });

  it('leaves runs alone that have begun, also where others were deleted', () => {
    const folder = temporaryFolder();
    const [first, second] = prepareSeeds(folder, toyConfig(), 2);
    writeFileSync(join(first!, 'metrics.jsonl'), '{"step":7}\n');
    rmSync(second!, { recursive: true });
    expect(() => expectPrepared(folder)).not.toThrow();
    expect(() => prepareSeeds(folder, toyConfig(), 2)).toThrow('already holds runs');
  });

  it('refuses seeds that --seed refuses, and deletes nothing', () => {
    const folder = temporaryFolder();
    const runs = prepareSeeds(folder, toyConfig({ seed: 0xfffffffe }), 2);
    const more = () => prepareSeeds(folder, toyConfig({ seed: 0xfffffffe }), 3, { overwrite: true });
    expect(more).toThrow('expected seeds up to 4294967295, got 4294967294 to 4294967296');
    expect(seedFolders(folder)).toEqual(runs);
  });

  it('refuses the folder of a single run', () => {
    const folder = temporaryFolder();
    layOutRun(agentRun, folder, toyConfig());
    expect(() => openSeeds(folder)).toThrow('choose another --out');
  });
});

it('seedFolders lists runs by number and skips the rest', () => {
  const folder = temporaryFolder();
  expect(seedFolders(join(folder, 'nowhere'))).toEqual([]);
  for (const name of ['seed-10', 'seed-9', 'seed-x', 'best']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'config.json'), '{}');
  }
  mkdirSync(join(folder, 'seed-1')); // no run
  expect(seedFolders(folder)).toEqual(['seed-9', 'seed-10'].map((name) => join(folder, name)));
});

describe('a resumed run of a seed', () => {
  it('has the step of its agent, whatever its rows say, and cannot end before it', async () => {
    const folder = temporaryFolder();
    const config = toyConfig({ totalSteps: 5 }); // fewer than make a row
    const [run] = prepareSeeds(folder, config, 1) as [string];
    expectResumable(run, { ...config, totalSteps: 1 });
    await train(config, { folder: run, environments: toyEnvironments(config), resume: true });
    expect(stepsMade(run)).toBe(5);
    expect([5, 6].map((total) => isFinished(run, total))).toEqual([true, false]);
    expectResumable(run, { ...config, totalSteps: 6, replay: 'raw', checkpointPeriodMinutes: 3 });
    for (const [changes, message] of [
      [{ totalSteps: 4 }, 'is at step 5, expected --steps of at least 5, got 4'],
      [{ environments: 4 }, 'its run has environments 1, got 4'],
      [{ game: 'other' }, 'its run has game "toy", got "other"'],
    ] as const) {
      expect(() => expectResumable(run, { ...config, ...changes })).toThrow(message);
    }
  });
});

describe('eachOf', () => {
  it.each([
    [1, 1],
    [2, 2],
    [9, 5],
  ])('%d at a time of five are %d at a time, in order', async (atATime, most) => {
    const began: number[] = [];
    let [running, highest] = [0, 0];
    await eachOf([0, 1, 2, 3, 4], atATime, async (item) => {
      began.push(item);
      highest = Math.max(highest, ++running);
      for (let turn = 0; turn <= item % 2; turn++) await setImmediate();
      running--;
    });
    expect(began).toEqual([0, 1, 2, 3, 4]);
    expect(highest).toBe(most);
  });
});

it('a file holds no seeds', () => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  expect(seedFolders(path)).toEqual([]);
});
