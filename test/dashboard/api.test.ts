import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dashboardRoutes } from '../../src/dashboard/api.js';
import type {
  ConfigDifference,
  Listing,
  ResultsDetails,
  RunDetails,
  RunRows,
  SeedCurve,
} from '../../src/dashboard/types.js';
import { layOutRun } from '../../src/storage/runs/run-folder.js';
import { keptWarnings } from '../../src/storage/runs/warnings.js';
import { classifierRun } from '../../src/training/classifier/classifier-run.js';
import { visionDefaults } from '../../src/vision/config.js';
import { editJson } from '../helpers/cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { writeRun } from '../helpers/written-run.js';

const results = fileURLToPath(new URL('../../docs/results/', import.meta.url));

/** A dashboard of a new folder. */
function dashboard() {
  const folder = temporaryFolder();
  const root = join(folder, 'runs');
  mkdirSync(root);
  const routes = dashboardRoutes([root]);
  const get = async <T>(path: string): Promise<T> => {
    const [route, query] = path.split('?') as [string, string?];
    const reply = await routes[route]!(new URLSearchParams(query));
    return ('json' in reply ? JSON.parse(JSON.stringify(reply.json)) : reply) as T;
  };
  return { folder, root, get, list: () => get<Listing>('/api/runs') };
}

const write = (path: string) => writeFileSync(path, 'GIF89a');

describe('/api/runs', () => {
  it('lists runs, runs of several seeds, results and films, and nothing of other folders', async () => {
    const { root, list } = dashboard();
    expect(await list()).toEqual({ folders: [root], runs: [], results: [], films: [], skipped: [] });
    writeRun(join(root, 'one'), 3);
    writeRun(join(root, 'many/seed-2'), 3, { seed: 2 });
    mkdirSync(join(root, 'images'));
    layOutRun(classifierRun, join(root, 'images'), { ...visionDefaults, epochs: 10 });
    cpSync(join(results, 'bundled/grid'), join(root, 'one/evaluation-1'), { recursive: true });
    mkdirSync(join(root, 'other'));
    writeFileSync(join(root, 'other/notes.txt'), 'notes');
    write(join(root, 'one/play.gif'));
    write(join(root, '.hidden.gif'));
    const { runs, results: found, films, skipped } = await list();
    expect(runs.map(({ id, kind, subject, seed }) => [id, kind, subject, seed])).toEqual([
      ['0/images', 'classifier', 'embedded', 1],
      ['0/many/seed-2', 'agent', 'catch', 2],
      ['0/one', 'agent', 'catch', 1],
    ]);
    expect(found.map(({ id, kind, state }) => [id, kind, state])).toEqual([['0/one/evaluation-1', 'grid', 'complete']]);
    expect(found[0]!.about).toMatch(/^bundled · sap100, .* · under random, transfer, .* · at λ 0, 1,/);
    expect(films).toEqual([{ id: '0/one/play.gif', name: 'one/play.gif', type: 'image/gif' }]);
    expect(skipped).toEqual([]);
  });

  it('says how far a run is, and what it last measured', async () => {
    const { root, list } = dashboard();
    const run = writeRun(join(root, 'a'), 250, { totalSteps: 1_000_000 });
    const lease = run.takeLease();
    const { runs } = await list();
    lease.release();
    expect(runs[0]).toMatchObject({
      ...{ state: 'running', step: 250_000, progress: 0.25, speed: 100 },
      time: '2026-01-01T00:41:40.000Z',
      ...{ score: { value: 200, low: 199, high: 201, of: 'evaluation' }, scores: [100, 200] },
    });
    expect(runs[0]!.secondsLeft).toBeCloseTo(7500, 6);
    expect(runs[0]!.diskBytes).toBeGreaterThan(50_000);
    expect((await list()).runs[0]).toMatchObject({ state: 'stopped', secondsLeft: null });
  });

  it('is finished once the model of the last step is there', async () => {
    const { root, list } = dashboard();
    writeRun(join(root, 'a'), 10, { totalSteps: 10_000 });
    expect((await list()).runs[0]!.state).toBe('stopped');
    writeFileSync(join(root, 'a/model.json'), JSON.stringify({ step: 10_000 }));
    expect((await list()).runs[0]!.state).toBe('finished');
  });

  it('gives runs that differ by their seeds the same experiment', async () => {
    const { root, list } = dashboard();
    writeRun(join(root, 'a'), 1, { seed: 1 });
    writeRun(join(root, 'b'), 1, { seed: 2, totalSteps: 5 });
    writeRun(join(root, 'c'), 1, { learningRate: 0.5 });
    const [a, b, c] = (await list()).runs.map(({ experiment }) => experiment);
    expect([a === b, a === c]).toEqual([true, false]);
  });

  it('survives runs that are moved, deleted, half written or of another version', async () => {
    const { root, list } = dashboard();
    writeRun(join(root, 'a'), 3);
    await list();
    renameSync(join(root, 'a'), join(root, 'b'));
    expect((await list()).runs.map(({ id }) => id)).toEqual(['0/b']);
    appendFileSync(join(root, 'b/metrics.jsonl'), '{"step":4');
    expect((await list()).runs[0]!.step).toBe(3000);
    rmSync(join(root, 'b/metrics.jsonl'));
    expect((await list()).runs[0]!.step).toBe(0);
    writeFileSync(join(root, 'b/run.json'), '{"form');
    expect((await list()).skipped).toEqual([expect.stringContaining('run.json is damaged')]);
    writeFileSync(join(root, 'b/run.json'), '{"format":"sap-atari agent run 1"}');
    expect((await list()).skipped).toEqual([expect.stringContaining('older version')]);
    rmSync(root, { recursive: true });
    expect((await list()).runs).toEqual([]);
  });

  it('warns of what its files show', async () => {
    const { root, list } = dashboard();
    const warnings = async () => (await list()).runs[0]!.warnings;
    const run = writeRun(join(root, 'a'), 250);
    expect(await warnings()).toEqual([]);
    const path = join(root, 'a/metrics.jsonl');
    appendFileSync(path, `${JSON.stringify({ step: 251_000, updates: 1e6, loss: null, aboveRandom: false })}\n`);
    const lease = run.takeLease();
    editJson(join(root, 'a/config.json'), (config) => {
      config.discount = 0.5;
    });
    expect(await warnings()).toEqual([
      expect.stringMatching(/^No row for \d+ minutes; usually one every 10 seconds\.$/),
      'The loss is not a number from step 251000 on: the training has diverged.',
      'The agent plays no better than at random, as far as its last 100 episodes tell.',
      'config.json was edited since the run wrote it: discount.',
    ]);
    const held = readFileSync(join(root, 'a/lease.json'), 'utf8');
    lease.release();
    writeFileSync(join(root, 'a/lease.json'), held.replace(/"started":"\d+"/, '"started":"1"'));
    expect((await warnings())[0]).toMatch(/^The process has ended without releasing it: train --resume/);
  });
});

describe('one run', () => {
  it('has its config, films and results', async () => {
    const { root, get } = dashboard();
    writeRun(join(root, 'a'), 3);
    writeRun(join(root, 'ab'), 3);
    for (const name of ['a', 'ab']) write(join(root, name, 'play.gif'));
    keptWarnings(join(root, 'a'))('the disk is full');
    appendFileSync(join(root, 'a/warnings.jsonl'), '{"time":1}\n{"half');
    const details = await get<RunDetails>('/api/run?id=0/a');
    expect(details.log).toEqual([{ time: expect.stringMatching(/^\d{4}-.*Z$/), warning: 'the disk is full' }]);
    expect(details.config).toMatchObject({ game: 'catch', seed: 1 });
    expect(details.films.map(({ id }) => id)).toEqual(['0/a/play.gif']);
  });

  it('has rows of the keys that are asked for, and later only what is new', async () => {
    const { root, get } = dashboard();
    const run = writeRun(join(root, 'a'), 300);
    const query = '/api/rows?id=0/a&keys=train/loss,evaluation/return,clock/residentBytes,train/nothing&points=100';
    const { groups, complete } = await get<RunRows>(query);
    expect([complete, Object.keys(groups.train!.curves), groups.train!.bucketRows]).toEqual([true, ['loss'], 4]);
    expect(groups.evaluation!.curves.return!.mean).toEqual([100, 200, 300]);
    expect(groups.train!.step.length).toBe(75);
    appendFileSync(join(root, 'a/metrics.jsonl'), 'half a row, from a crash\n');
    run.add(10);
    const next = await get<RunRows>(`${query}&known-train=4x75`);
    expect([next.groups.train!.first, next.groups.train!.step.at(-1)]).toEqual([74, 310_000]);
    expect(next.unreadable).toBe(1);
    const part = await get<RunRows>(`${query}&from=1000&to=20000`);
    expect(part.groups.train!.step.length).toBe(20);
  });

  it('is compared with others: the keys of the config that differ, and the mean over seeds', async () => {
    const { root, get } = dashboard();
    for (const seed of [1, 2, 3]) writeRun(join(root, `s${seed}`), 50, { seed });
    const ids = 'id=0/s1&id=0/s2&id=0/s3';
    expect(await get<ConfigDifference[]>(`/api/differences?${ids}`)).toEqual([['seed', ['1', '2', '3']]]);
    editJson(join(root, 's1/run.json'), (record) => {
      delete (record.config as Record<string, unknown>).optimizer;
    });
    expect(await get<ConfigDifference[]>(`/api/differences?${ids}`)).toContainEqual([
      'optimizer',
      [null, '"rmsprop"', '"rmsprop"'],
    ]);
    const curve = await get<SeedCurve>(`/api/seeds?${ids}&keys=train/meanQ`);
    expect([curve.step.length, curve.step.at(-1)]).toEqual([50, 50_000]);
    expect(curve.high).toEqual(curve.mean);
  });

  it.each([
    ['/api/rows?id=0/a', /expected keys such as/],
    ['/api/rows?id=0/a&keys=secret/loss', /expected keys such as/],
    ['/api/rows?id=0/a&keys=__proto__/loss', /expected keys such as/],
    ['/api/rows?id=0/a&keys=train/loss&from=abc', /from: expected a number/],
    ['/api/seeds?id=0/a&keys=train/loss,train/return', /expected a single key/],
    ['/api/seeds?keys=train/loss', /expected 1 to 100 runs/],
    ['/api/run', /expected \?id=/],
  ])('refuses %s', async (path, message) => {
    const { root, get } = dashboard();
    writeRun(join(root, 'a'), 1);
    await expect(get(path)).rejects.toThrow(message);
  });
});

describe('ids', () => {
  it.each([
    '0/../secret.gif',
    '0/a/../../secret.gif',
    '0//etc/passwd',
    '/etc/passwd',
    '1/a',
    '-1/a',
    '0x0/a',
    '00000/a',
    '0/.hidden.gif',
    '0/a\\..\\..\\secret.gif',
    '0/a/play.gif\0.gif',
    '0/%2e%2e/secret.gif',
    '0/link.gif',
    '0/linked/secret.gif',
    '0/C:/secret.gif',
    '',
    '__proto__',
  ])('never lead out of the folders: %j', async (id) => {
    const { folder, root, get, list } = dashboard();
    write(join(folder, 'secret.gif'));
    writeRun(join(root, 'a'), 1);
    write(join(root, '.hidden.gif'));
    symlinkSync(join(folder, 'secret.gif'), join(root, 'link.gif'));
    symlinkSync(folder, join(root, 'linked'));
    for (const path of ['/api/film', '/api/run', '/api/results', '/api/rows']) {
      await expect(get(`${path}?id=${encodeURIComponent(id)}&keys=train/loss`)).rejects.toThrow(
        'is not there (any more)',
      );
    }
    expect((await list()).films).toEqual([]);
  });

  it('of a film lead to films only', async () => {
    const { root, get } = dashboard();
    writeRun(join(root, 'a'), 1);
    write(join(root, 'a/play.gif'));
    expect(await get('/api/film?id=0/a/play.gif')).toEqual({
      file: expect.stringMatching(/play\.gif$/),
      type: 'image/gif',
    });
    await expect(get('/api/film?id=0/a/config.json')).rejects.toThrow('is not a film');
    await expect(get('/api/film?id=0/a')).rejects.toThrow('is not a film');
  });
});

describe('/api/results', () => {
  it.each([
    ['bundled/episodes', ['return (points)', 'flip rate (%)'], 'What does the attack cost?'],
    ['bundled/grid', ['flip rate (%)'], 'How many actions do the attacks flip, and does the defense change that?'],
  ])('shows %s: tables with every cell of results.md, and curves against λ', async (name, shown, heading) => {
    const { root, get } = dashboard();
    cpSync(join(results, name), join(root, 'e'), { recursive: true });
    const { blocks, panels, missing, lines } = await get<ResultsDetails>('/api/results?id=0/e');
    expect(missing).toBeUndefined();
    expect(lines).toBeGreaterThan(100);
    expect(blocks.some((block) => block.kind === 'heading' && block.text === heading)).toBe(true);
    const markdown = readFileSync(join(root, 'e/results.md'), 'utf8');
    const cells = blocks.flatMap((block) => (block.kind === 'table' ? block.rows.flat() : []));
    expect(cells.length).toBeGreaterThan(100);
    expect(cells.filter((cell) => !markdown.includes(cell.replaceAll('|', '\\|')))).toEqual([]);
    expect([...new Set(panels.map(({ y }) => y))]).toEqual(shown);
    for (const { lambdas, lines: curves } of panels) {
      expect(lambdas.slice(0, 4)).toEqual([0, 1, 2, 4]);
      expect(curves.map(({ name: agent }) => agent).join()).toMatch(/^plain,sap100/);
      expect(curves.every(({ mean }) => mean[1] !== null)).toBe(true);
    }
  });

  it('says so where there is no report yet, or none that it can read', async () => {
    const { root, get, list } = dashboard();
    cpSync(join(results, 'bundled/episodes'), join(root, 'e'), { recursive: true });
    writeFileSync(join(root, 'e/results.json'), '{"rows":1}');
    expect((await get<ResultsDetails>('/api/results?id=0/e')).missing).toMatch(/another version/);
    rmSync(join(root, 'e/results.json'));
    expect((await get<ResultsDetails>('/api/results?id=0/e')).missing).toMatch(/no results\.json yet/);
    expect((await list()).results[0]!.state).toBe('unfinished');
    editJson(join(root, 'e/settings.json'), (settings) => {
      settings.format = 'sap-atari constructor 1';
    });
    expect((await get<ResultsDetails>('/api/results?id=0/e')).missing).toMatch(/has no report that is shown here/);
  });
});

it('refuses a folder that is not there', () => {
  expect(() => dashboardRoutes(['/nowhere/at/all'])).toThrow(/expected a folder with runs, got none/);
});
