/** Files below the folders of the dashboard that the program did not write, or that lead out of them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dashboardRoutes } from '../../src/dashboard/api.js';
import { growingColumns } from '../../src/dashboard/rows/columns.js';
import { createRowStore } from '../../src/dashboard/rows/store.js';
import { lastRows } from '../../src/dashboard/rows/tail.js';
import type { Listing, ResultsDetails, RunDetails, RunRows } from '../../src/dashboard/types.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { writeRun } from '../helpers/written-run.js';

/** A dashboard of a run, beside which lies a file of rows that must not be read. */
function dashboard() {
  const folder = temporaryFolder();
  const [root, secret] = [join(folder, 'runs'), join(folder, 'secret')];
  const run = join(root, 'a');
  writeRun(run, 3);
  writeFileSync(secret, '{"step":777,"loss":123,"time":"now","warning":"secret"}\n');
  const routes = dashboardRoutes([root]);
  const get = async <T>(path: string): Promise<T> => {
    const [route, query] = path.split('?') as [string, string?];
    const reply = await routes[route]!(new URLSearchParams(query));
    return ('json' in reply ? reply.json : reply) as T;
  };
  const list = () => get<Listing>('/api/runs');
  const rows = () => get<RunRows>('/api/rows?id=0/a&keys=train/step');
  return { root, run, secret, get, list, rows };
}

const fifo = (path: string) => void execFileSync('mkfifo', [path]);
const obstacles: readonly (readonly [string, (path: string, secret: string) => void])[] = [
  ['a link out of the folders', (path, secret) => symlinkSync(secret, path)],
  ['a FIFO', fifo],
  ['a folder', (path) => mkdirSync(path)],
];

describe.each(obstacles)('%s in the place of a file', (_, put) => {
  it.each(['run.json', 'config.json', 'metrics.jsonl', 'evaluations.jsonl', 'timing.jsonl', 'model.json'])(
    'is not read as %s',
    async (name) => {
      const { run, secret, get, list, rows } = dashboard();
      rmSync(join(run, name), { force: true });
      put(join(run, name), secret);
      const { runs, skipped } = await list();
      expect(runs).toEqual([]);
      // A folder without a run.json that is a file is no run at all.
      expect(skipped).toEqual(name === 'run.json' ? [] : [expect.stringContaining(`${name} is not shown`)]);
      await expect(get<RunDetails>('/api/run?id=0/a')).rejects.toThrow('expected a file');
      if (name === 'metrics.jsonl')
        expect(await rows()).toMatchObject({ groups: { train: { step: [] } }, complete: true });
    },
  );

  it('is not read as the warnings of a run, or lines of an evaluation', async () => {
    const { root, run, secret, get } = dashboard();
    put(join(run, 'warnings.jsonl'), secret);
    expect((await get<RunDetails>('/api/run?id=0/a')).log).toEqual([]);
    mkdirSync(join(root, 'e'));
    writeFileSync(join(root, 'e/settings.json'), '{"format":"sap-atari evaluation 1","choices":{}}');
    writeFileSync(join(root, 'e/more.jsonl'), '{}\n{}\n');
    put(join(root, 'e/episodes.jsonl'), secret);
    expect((await get<ResultsDetails>('/api/results?id=0/e')).lines).toBe(2);
    put(join(root, 'e/results.json'), secret);
    await expect(get('/api/results?id=0/e')).rejects.toThrow('expected a file');
  });
});

it.skipIf(process.getuid?.() === 0)('says which file may not be read', async () => {
  const { run, get, list } = dashboard();
  chmodSync(join(run, 'metrics.jsonl'), 0);
  expect(await list()).toMatchObject({
    runs: [],
    skipped: [expect.stringMatching(/metrics\.jsonl .* may not be read/)],
  });
  await expect(get('/api/run?id=0/a')).rejects.toThrow('may not be read');
});

it('reads nothing through a folder that was replaced by a link after its id was checked', () => {
  const { root, run, secret } = dashboard();
  const other = join(root, '../other');
  mkdirSync(other);
  renameSync(secret, join(other, 'metrics.jsonl'));
  renameSync(run, join(root, 'b'));
  symlinkSync(other, run);
  expect(lastRows(join(run, 'metrics.jsonl'))).toEqual([]);
  const columns = growingColumns(join(run, 'metrics.jsonl'));
  expect([columns.refresh(), columns.count]).toEqual([true, 0]);
});

it('shares a list that takes long among the pages that ask for it, and makes a new one later', async () => {
  const root = join(temporaryFolder(), 'runs');
  for (let i = 0; i < 20; i++) writeRun(join(root, `run-${i}`), 1);
  const [slow, quick] = [dashboardRoutes([root], 0), dashboardRoutes([root], 60_000)].map((routes) => {
    return async () => ((await routes['/api/runs']!(new URLSearchParams())) as { readonly json: Listing }).json;
  });
  // The list takes a second, and half a second later another page asks.
  const clock = vi.spyOn(performance, 'now');
  for (const time of [0, 1000, 1000, 1500]) clock.mockReturnValueOnce(time);
  const first = await slow!();
  expect(await slow!()).toBe(first);
  clock.mockRestore();
  expect(await quick!()).not.toBe(await quick!());
  writeRun(join(root, 'new'), 1);
  await expect.poll(async () => (await slow!()).runs.length).toBe(21);
});

describe('rows of another program', () => {
  it('have as many keys as a row of ours may have: each takes memory for all rows', () => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    const row = (i: number) => JSON.stringify({ step: i + 1, loss: i, [`key${i}`]: 1 });
    writeFileSync(path, Array.from({ length: 500 }, (_, i) => `${row(i)}\n`).join(''));
    const columns = growingColumns(path);
    columns.refresh();
    expect(columns.count).toBe(500);
    expect(columns.values.size).toBeLessThanOrEqual(100);
    expect(columns.values.get('loss')![499]).toBe(499);
  });

  it.each(['1e999', '-1e999', '-3', 'null', '"4"', '[4]'])('are left out with the step %s', (step) => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    writeFileSync(path, `{"step":1}\n{"step":2}\n{"step":${step}}\n{"step":3}\n`);
    const columns = growingColumns(path);
    columns.refresh();
    expect([[...columns.values.get('step')!], columns.unreadable]).toEqual([[1, 2, 3], 1]);
  });

  it('may be longer than what is read at once', () => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    const long = (step: number) => `${JSON.stringify({ step, returns: Array(500).fill(1.5) })}\n`;
    writeFileSync(path, long(1) + long(2) + long(3).slice(0, -100));
    const columns = growingColumns(path);
    while (!columns.refresh(64));
    expect([...columns.values.get('step')!]).toEqual([1, 2]);
    expect(columns.unread()).toBe(0);
  });

  it('of a file that is no text end after a while', async () => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    writeFileSync(path, Buffer.alloc(3 * 1024 ** 2, 'x'));
    const store = createRowStore();
    await expect.poll(async () => (await store.get(path)).complete).toBe(true);
  });
});
