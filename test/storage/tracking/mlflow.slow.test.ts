/** Trainings that are followed by an MLflow server: a small one that fails on demand, and MLflow's own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRows } from '../../../src/storage/row-file.js';
import { trackWithMlflow } from '../../../src/storage/tracking/mlflow.js';
import { mlflowServer } from '../../../src/storage/tracking/mlflow-server.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { fakeMlflow } from '../../helpers/fake-mlflow.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../../helpers/toy-run.js';

const config = toyConfig({ evaluationPeriodSteps: 20, evaluationEpisodes: 1 });
const secret = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'pass-word' };

async function run(folder: string, url: string, options: Partial<TrainOptions> = {}, patienceMs = 3000) {
  const warnings: string[] = [];
  const onWarning = (line: string) => warnings.push(line);
  const track = trackWithMlflow(mlflowServer(url, secret), { onWarning, patienceMs, pauseMs: 10, backOffMs: 20 });
  const games = { environments: toyEnvironments(config), createEvaluationEnvironment: toyEvaluationEnvironment };
  const { finished } = await train(config, { folder, track, ...games, ...options });
  return { finished, warnings };
}

const stopAt = (last: number): Partial<TrainOptions> => {
  const controller = new AbortController();
  return { signal: controller.signal, onProgress: ({ step }) => step === last && controller.abort() };
};

/** All numbers of a run's rows, as points of metrics. */
const pointsOf = (folder: string) =>
  (
    [
      ['metrics.jsonl', 'train'],
      ['evaluations.jsonl', 'evaluation'],
      ['timing.jsonl', 'clock'],
    ] as const
  ).flatMap(([file, group]) =>
    readRows<Record<string, unknown>>(join(folder, file)).flatMap((row) =>
      Object.entries(row)
        .filter(([key, value]) => typeof value === 'number' && key !== 'step')
        .map(([key, value]) => `${group}/${key} ${row.step} ${value}`),
    ),
  );
const sent = (metrics: readonly { key: string; step: number; value: number }[]) =>
  metrics.map(({ key, step, value }) => `${key} ${step} ${value}`);

const parent = mkdtempSync(join(tmpdir(), 'sap-atari-mlflow-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('a run on an MLflow server', () => {
  const untracked = join(parent, 'untracked');
  beforeAll(async () => {
    const games = { environments: toyEnvironments(config), createEvaluationEnvironment: toyEvaluationEnvironment };
    await train(config, { folder: untracked, ...games });
  }, 60_000);

  let server: Awaited<ReturnType<typeof fakeMlflow>>;
  let folder: string;
  beforeEach(async () => {
    server = await fakeMlflow();
    folder = join(temporaryFolder(), 'run');
  });
  afterEach(() => server.close());

  it('has the config, every number of every row, and its end', async () => {
    const { warnings } = await run(folder, server.url);
    expect(warnings).toEqual([]);
    const { name, params, metrics, statuses } = server.runs['run-1']!;
    expect(name).toBe('run');
    expect(params).toMatchObject({ game: 'toy', totalSteps: '60', clipRewards: 'true', algorithm: 'ddqn' });
    expect(sent(metrics).sort()).toEqual(pointsOf(folder).sort());
    expect(statuses).toEqual(['RUNNING', 'FINISHED']);
    expect(server.experiments).toEqual(['sap-atari']);
    const sizes = server.requests.filter(({ path }) => path === 'runs/log-batch').map(({ body }) => JSON.parse(body));
    expect(Math.max(...sizes.map((each) => each.metrics.length))).toBeLessThanOrEqual(1000);
    expect(Math.max(...sizes.map((each) => each.params.length))).toBeLessThanOrEqual(100);
  });

  it('is continued when the training is resumed', async () => {
    await run(folder, server.url, stopAt(31));
    expect(server.runs['run-1']!.statuses).toEqual(['RUNNING', 'KILLED']);
    await run(folder, server.url, { resume: true });
    expect(Object.keys(server.runs)).toEqual(['run-1']);
    expect(server.runs['run-1']!.statuses).toEqual(['RUNNING', 'KILLED', 'RUNNING', 'FINISHED']);
    const all = new Set(sent(server.runs['run-1']!.metrics));
    for (const point of pointsOf(folder)) expect(all).toContain(point);
  });

  it('sends the credentials, and writes them nowhere', async () => {
    server.failWith(() => ({ status: 401, text: 'pass-word is wrong' }));
    const { warnings } = await run(folder, server.url);
    expect(server.requests[0]!.authorization).toBe(`Basic ${Buffer.from('me:pass-word').toString('base64')}`);
    expect(server.requests).toHaveLength(1);
    expect(warnings).toEqual([
      `MLflow at ${server.url}: status 401; training goes on, and all numbers are in ${folder}`,
    ]);
    server.failWith(undefined);
    await run(join(folder, '2'), server.url);
    expect(readFileSync(join(folder, '2', 'mlflow.json'), 'utf8')).not.toContain('pass-word');
  });

  it.each([
    ['errors', { status: 500, text: '{"error_code":"INTERNAL_ERROR"}' }],
    ['garbage', { status: 200, text: '<html>not MLflow' }],
    ['a refusal to create runs', { status: 503, text: '' }],
  ] as const)('gets everything after %s, with one warning', async (_, failure) => {
    let left = 2;
    server.failWith(() => (left-- > 0 ? failure : undefined));
    const { finished, warnings } = await run(folder, server.url);
    expect(finished).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(sent(server.runs['run-1']!.metrics).sort()).toEqual(pointsOf(folder).sort());
    expect(Object.keys(server.runs)).toEqual(['run-1']);
  });

  it.each([
    ['nobody listens', () => server.close(), /ECONNREFUSED/],
    ['nothing is answered', () => server.failWith(() => 'silence'), undefined],
    ['everything fails', () => server.failWith(() => ({ status: 500, text: 'x' })), /status 500/],
  ])('trains to the end, to the same bytes, where %s', async (_, lose, warning) => {
    lose();
    const begin = performance.now();
    const { finished, warnings } = await run(folder, server.url, {}, 300);
    expect(finished).toBe(true);
    expect(performance.now() - begin).toBeLessThan(15_000);
    if (warning) expect(warnings).toEqual([expect.stringMatching(warning)]);
    for (const name of ['metrics.jsonl', 'evaluations.jsonl', 'model.safetensors']) {
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(untracked, name)))).toBe(true);
    }
  });

  it('begins anew on another server, and where mlflow.json is damaged', async () => {
    await run(folder, server.url, stopAt(31));
    const other = await fakeMlflow();
    await run(folder, other.url, { ...stopAt(45), resume: true });
    expect(Object.keys(other.runs)).toHaveLength(1);
    other.close();
    writeFileSync(join(folder, 'mlflow.json'), '{"url":');
    await run(folder, server.url, { resume: true });
    expect(Object.keys(server.runs)).toHaveLength(2);
  });
});

const python = process.env.PYTHON ?? 'python3';
const missing = spawnSync(python, ['-c', 'import mlflow.server']).status !== 0;
if (missing) console.warn('SKIPPED tracking with MLflow’s own server: set PYTHON to a Python 3 that has mlflow');

describe.skipIf(missing)('MLflow’s own server', () => {
  let server: ChildProcess | undefined;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const store = [
      '--backend-store-uri',
      `sqlite:///${parent}/mlflow.db`,
      '--artifacts-destination',
      join(parent, 'artifacts'),
    ];
    const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', ...store];
    server = spawn(python, args, { cwd: parent, stdio: 'ignore', detached: true });
    for (let i = 0; i < 240; i++) {
      await wait(500);
      if ((await fetch(`${url}/health`).catch(() => undefined))?.ok) return;
    }
    throw new Error('MLflow did not start within 2 minutes');
  }, 150_000);
  afterAll(() => {
    if (server?.pid !== undefined) process.kill(-server.pid);
  });

  it('has the run, resumed, with all of its numbers', async () => {
    const folder = join(temporaryFolder(), 'toy-3');
    const first = await run(folder, url, stopAt(31), 60_000);
    const second = await run(folder, url, { resume: true }, 60_000);
    expect([...first.warnings, ...second.warnings]).toEqual([]);
    const { runId } = JSON.parse(readFileSync(join(folder, 'mlflow.json'), 'utf8'));
    const get = async (path: string) => (await fetch(`${url}/api/2.0/mlflow/${path}`)).json();
    const found = ((await get(`runs/get?run_id=${runId}`)) as { run: StoredRun }).run;
    expect(found.info).toMatchObject({ status: 'FINISHED', run_name: 'toy-3' });
    const params = Object.fromEntries(found.data.params.map(({ key, value }) => [key, value]));
    expect(params).toMatchObject({ game: 'toy', totalSteps: '60', algorithm: 'ddqn', seed: '3' });
    const history = (await get(`metrics/get-history?run_id=${runId}&metric_key=train/loss`)) as {
      metrics: { step: number; value: number }[];
    };
    const rows = readRows<{ step: number; loss: number | null }>(join(folder, 'metrics.jsonl'));
    const expected = rows.filter(({ loss }) => loss !== null).map(({ step, loss }) => [step, loss]);
    expect(history.metrics.map(({ step, value }) => [step, value])).toEqual(expected);
  }, 180_000);
});

interface StoredRun {
  readonly info: object;
  readonly data: { readonly params: readonly { readonly key: string; readonly value: string }[] };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
