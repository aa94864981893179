/** An attempt at a job whose sweep is in a store: in what order it is stored, and what a store that fails does to it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { failurePath, recordPath } from '../../../src/sweep/folder.js';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import type { SweepPlan } from '../../../src/sweep/plan/plan-file.js';
import { attemptJob } from '../../../src/sweep/run/attempt.js';
import { Stopped } from '../../../src/sweep/store/patience.js';
import { type SweepStore, sharedFolder } from '../../../src/sweep/store/store.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const job: SweepJob = {
  ...{ id: '0123456789abcdef', kind: 'merge', name: 'all', needs: [], folder: 'evaluations/all' },
  ...{ cores: 1, memoryBytes: 1, evaluation: 'all' },
};
const plan = { version: '1', engine: '2', jobs: [job], spec: {} } as unknown as SweepPlan;

function openSweep() {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'plan.json'), '{}');
  const program = join(folder, 'program.mjs');
  writeFileSync(program, '');
  const told: string[] = [];
  const isDone = () => existsSync(join(folder, recordPath(job.id)));
  const store: SweepStore = {
    ...sharedFolder(dirname(folder)),
    publishResult: async () => void told.push(`result, recorded: ${isDone()}`),
    publishRecord: async (_, record) => void told.push(`record of ${record.id}, failed: ${'reason' in record}`),
  };
  const attempt = (changes: Partial<SweepStore> = {}, isLast = true) => {
    const { signal } = new AbortController();
    return attemptJob(job, { plan, folder, program, signal, store: { ...store, ...changes } }, { attempt: 1, isLast });
  };
  return { folder, told, isDone, attempt };
}

const full = async () => {
  throw new Error('cannot write x: the disk is full; free some space');
};

it('stores what a job wrote before it is recorded anywhere', async () => {
  const { attempt, told, isDone } = openSweep();
  expect(await attempt()).toMatchObject({ state: 'done' });
  expect(told).toEqual(['result, recorded: false', `record of ${job.id}, failed: false`]);
  expect(isDone()).toBe(true);
});

it('waits while what it needs is not stored', async () => {
  const { attempt, told } = openSweep();
  expect(await attempt({ prepare: async () => false })).toEqual({ state: 'busy' });
  expect(told).toEqual([]);
});

it('finds done what another machine did meanwhile, and does not run it', async () => {
  const { attempt, told, folder } = openSweep();
  const prepare = async () => {
    mkdirSync(join(folder, 'jobs'));
    writeFileSync(join(folder, recordPath(job.id)), '{}');
    return true;
  };
  expect(await attempt({ prepare, running: full })).toEqual({ state: 'done', seconds: 0 });
  expect(told).toEqual([]);
});

it.each([
  ['fetched', { prepare: full }],
  ['stored', { publishResult: full }],
])('fails in one line where its files cannot be %s for a full disk, and is not done', async (verb, changes) => {
  const { attempt, told, isDone, folder } = openSweep();
  const end = await attempt(changes);
  expect(end).toEqual({
    ...{ state: 'failed', seconds: 0, reason: `its files could not be ${verb}` },
    lastLines: ['cannot write x: the disk is full; free some space'],
  });
  expect(told).toEqual([`record of ${job.id}, failed: true`]);
  expect([isDone(), existsSync(join(folder, failurePath(job.id)))]).toEqual([false, true]);
});

it('records no failure that is not the last', async () => {
  const { attempt, told, folder } = openSweep();
  expect(await attempt({ prepare: full }, false)).toMatchObject({ state: 'failed' });
  expect([told, existsSync(join(folder, failurePath(job.id)))]).toEqual([[], false]);
});

it.each(['prepare', 'publishResult', 'publishRecord'] as const)(
  'gives the job back where the worker stops while it waits in %s',
  async (step) => {
    const { attempt } = openSweep();
    const stopped = async () => {
      throw new Stopped('stopped');
    };
    expect(await attempt({ [step]: stopped })).toEqual({ state: 'stopped' });
  },
);
