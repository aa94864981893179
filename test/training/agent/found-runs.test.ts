import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeAgent, saveAgent } from '../../../src/agent/agent-files.js';
import { defaults } from '../../../src/agent/config.js';
import { initialize, parameterSpecs } from '../../../src/agent/network.js';
import { createFlatParameters } from '../../../src/common/flat-parameters.js';
import { createRandom } from '../../../src/common/random.js';
import { writeFileSet } from '../../../src/files/file-set.js';
import { writeRecord } from '../../../src/storage/runs/record.js';
import { agentRun } from '../../../src/training/agent/agent-run.js';
import { findAgents, lastScore, trainedAgent } from '../../../src/training/agent/found-runs.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const actions = ['NOOP', 'FIRE'];
const specs = parameterSpecs({ actions: actions.length });
const { views } = createFlatParameters(specs);
initialize(views, specs, createRandom(1));

const config = { ...defaults, game: 'catch', totalSteps: 1000, warmUpSteps: 100 };
const agentAt = (step: number) => ({ game: 'catch', actions, step, config, specs, views });

let root = '';
beforeEach(() => {
  root = temporaryFolder();
});

const files = (folder: string, contents: Readonly<Record<string, readonly object[]>>) => {
  for (const [name, rows] of Object.entries(contents)) {
    writeFileSync(join(folder, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
};

/** A run without a checkpoint. */
function begin(folder: string, values: object = config, kind: Parameters<typeof writeRecord>[0] = agentRun): void {
  mkdirSync(folder, { recursive: true });
  writeRecord(kind, folder, values);
}

/** A run that has ended, or was stopped, at a step. */
function run(name: string, step: number, time?: string): string {
  const folder = join(root, name);
  begin(folder);
  saveAgent(folder, agentAt(step));
  if (time !== undefined)
    files(folder, {
      'timing.jsonl': [
        { step: 1, time: '1999-01-01T00:00:00Z' },
        { step, time },
      ],
    });
  return folder;
}

describe('findAgents', () => {
  it('finds runs, runs of several seeds and imported agents, and leaves other folders alone', () => {
    const ended = run('catch-1', 1000, '2026-01-02T03:04:05Z');
    const seed = run('catch-seeds/seed-1', 1000, '2026-01-02T00:00:00Z');
    const imported = join(root, 'imported');
    saveAgent(imported, agentAt(0));
    begin(join(root, 'pictures'), {}, { model: 'classifier' });
    mkdirSync(join(root, 'evaluation-catch'));
    writeFileSync(join(root, 'notes.txt'), '');

    const { runs, skipped } = findAgents(root);
    expect(skipped).toEqual([]);
    const common = { game: 'catch', weights: 'trained' };
    expect(runs).toEqual([
      { ...common, folder: ended, step: 1000, totalSteps: 1000, written: Date.UTC(2026, 0, 2, 3, 4, 5) },
      { ...common, folder: seed, step: 1000, totalSteps: 1000, written: Date.UTC(2026, 0, 2) },
      { ...common, folder: imported, step: 0, written: expect.any(Number) },
    ]);
  });

  it('finds the newest checkpoint of a run that was killed', () => {
    const folder = join(root, 'catch-1');
    begin(folder);
    for (const step of [50, 400]) writeFileSet(join(folder, 'checkpoints'), step, contentsAt(step));
    expect(findAgents(root).runs).toMatchObject([{ folder, step: 400, totalSteps: 1000, weights: 'trained' }]);
  });

  it('knows an agent without an update', () => {
    run('catch-1', 100);
    expect(findAgents(root).runs).toMatchObject([{ step: 100, weights: 'random' }]);
  });

  it('knows an agent that has the weights of its initial agent', () => {
    const folder = run('catch-1', 100);
    begin(folder, { ...config, initFrom: 'a'.repeat(64) });
    expect(trainedAgent(folder)).toMatchObject({ step: 100, weights: 'initial' });
  });

  it('knows that parallel Q-learning has no warm-up', () => {
    const folder = run('catch-1', 100);
    begin(folder, { ...config, algorithm: 'pqn' });
    expect(trainedAgent(folder)).toMatchObject({ step: 100, weights: 'trained' });
  });

  it('names the runs that cannot be used', () => {
    begin(join(root, 'begun'));
    writeFileSync(join(run('damaged', 5), 'model.json'), '{');
    writeFileSync(join(run('older', 5), 'run.json'), '{"format":"sap-atari agent run 1"}');
    const { runs, skipped } = findAgents(root);
    expect(runs).toEqual([]);
    expect(skipped).toEqual([
      `${join(root, 'begun')} has no checkpoint yet`,
      expect.stringMatching(/damaged.*model\.json/),
      expect.stringMatching(/older.*was written by an older version of sap-atari: train anew/),
    ]);
  });

  it('finds nothing where there is no folder', () => {
    expect(findAgents(join(root, 'none'))).toEqual({ runs: [], skipped: [] });
  });
});

/** The files of a checkpoint that hold its agent. */
const contentsAt = (step: number) =>
  Object.fromEntries(Object.entries(encodeAgent(agentAt(step))).map(([name, data]) => [name, () => data]));

describe('trainedAgent', () => {
  it('reads the length of a run that was made longer from run.json', () => {
    const folder = run('catch-1', 1000);
    begin(folder, { ...config, totalSteps: 5000 });
    saveAgent(folder, agentAt(1000));
    expect(trainedAgent(folder)).toMatchObject({ step: 1000, totalSteps: 5000 });
  });

  it('refuses a folder without an agent', () => {
    expect(() => trainedAgent(root)).toThrow('holds no agent');
  });
});

describe('lastScore', () => {
  const training = [
    { step: 1, return: 5, episodes: 2 },
    { step: 2, return: null, episodes: 0 },
  ];
  it('is that of the last evaluation', () => {
    const folder = run('catch-1', 1000);
    const evaluations = [3, 7].map((mean, i) => ({ step: i, return: mean, episodes: 30 }));
    files(folder, { 'metrics.jsonl': training, 'evaluations.jsonl': evaluations });
    expect(lastScore(folder)).toEqual({ return: 7, episodes: 30, of: 'evaluation' });
  });

  it('is that of the last training episodes where there is no evaluation', () => {
    const folder = run('catch-1', 1000);
    files(folder, { 'metrics.jsonl': training });
    expect(lastScore(folder)).toEqual({ return: 5, episodes: 2, of: 'training' });
  });

  it('is that of the best evaluation for the best agent', () => {
    const best = join(run('catch-1', 1000), 'best');
    saveAgent(best, agentAt(300));
    writeFileSync(join(best, 'evaluation.json'), JSON.stringify({ step: 300, return: 9, episodes: 30 }));
    expect(lastScore(best)).toEqual({ return: 9, episodes: 30, of: 'evaluation' });
    expect(trainedAgent(best)).toMatchObject({ step: 300, totalSteps: 1000 });
  });

  it('is missing where no episode has ended', () => {
    expect(lastScore(run('catch-1', 1000))).toBeUndefined();
  });
});
