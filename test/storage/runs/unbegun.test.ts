/** Runs whose process was killed while it created them. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaults } from '../../../src/agent/config.js';
import { UsageError } from '../../../src/common/errors.js';
import { loadRunConfig } from '../../../src/storage/runs/record.js';
import { layOutRun, openRun } from '../../../src/storage/runs/run-folder.js';
import { agentRun } from '../../../src/training/agent/agent-run.js';
import { fault } from '../../helpers/faulty-files.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

const config = { ...defaults, game: 'catch', seed: 3 };
const files = { 'initial/model.json': Buffer.from('agent') };
const steps = { create: async () => ({ dispose: async () => {} }), restore: () => 0, initialize: () => 0 };
const recorded = (folder: string) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).config.seed;

/** Begins a run there with another seed, as the command line does without --overwrite. */
async function beginAnew(folder: string): Promise<void> {
  const run = openRun(agentRun, folder, { ...config, seed: 4 });
  await run.begin(steps);
  run.release();
}

/** Ends the process before one of its operations on files. @returns whether it came to that operation */
function killedAt(operation: number, work: () => void): boolean {
  let [left, ended] = [operation, false];
  fault.before = () => {
    if (!ended && left-- > 0) return;
    ended = true;
    throw new Error('end of the process');
  };
  try {
    work();
  } catch {}
  fault.before = () => {};
  return ended;
}

describe('a run that is killed while it is created', () => {
  it('can be resumed, or started again by the same command, wherever it was killed', async () => {
    const outcomes = new Set<string>();
    for (let operation = 0; ; operation++) {
      const folder = temporaryFolder();
      if (!killedAt(operation, () => layOutRun(agentRun, folder, config, files))) break;
      if (existsSync(join(folder, 'config.json'))) {
        expect(loadRunConfig(agentRun, folder)).toEqual(config);
        expect(readFileSync(join(folder, 'initial', 'model.json'), 'utf8')).toBe('agent');
        outcomes.add('resumed');
      } else {
        const without = existsSync(join(folder, 'run.json'));
        expect(() => loadRunConfig(agentRun, folder)).toThrow(UsageError);
        if (without) expect(() => loadRunConfig(agentRun, folder)).toThrow(/before it began; give the same command/);
        await beginAnew(folder);
        expect([recorded(folder), loadRunConfig(agentRun, folder).seed]).toEqual([4, 4]);
        expect(existsSync(join(folder, 'initial'))).toBe(false);
        outcomes.add(without ? 'started again' : 'started');
      }
    }
    expect([...outcomes].sort()).toEqual(['resumed', 'started', 'started again']);
  });

  it.each(['metrics.jsonl', 'checkpoints', 'model.json'])(
    'is not a run with %s, whose config.json was deleted: that one is not replaced',
    async (name) => {
      const folder = temporaryFolder();
      layOutRun(agentRun, folder, config);
      rmSync(join(folder, 'config.json'));
      if (name === 'checkpoints') mkdirSync(join(folder, name));
      else writeFileSync(join(folder, name), '');
      await expect(beginAnew(folder)).rejects.toThrow('already holds a run: continue it with --resume');
      expect(() => loadRunConfig(agentRun, folder)).toThrow(/config\.json/);
    },
  );
});
