/** Sweeps of machines that share no folder: a real S3 server between workers with mirrors of their own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCli, program } from '../../helpers/cli.js';
import { describeWithRedis, startRedis, type TestRedis } from '../../helpers/redis.js';
import { bucketName, describeWithS3, startS3, type TestS3 } from '../../helpers/s3.js';

const { folder, environment } = openCli();
const training = {
  ...{ totalSteps: 300, warmUpSteps: 100, learnPeriodSteps: 50, targetPeriodSteps: 200, metricsPeriodSteps: 100 },
  ...{ replayCapacityTransitions: 500, explorationHoldSteps: 0, explorationAnnealSteps: 100, evaluationPeriodSteps: 0 },
};
const evaluation = { attacks: ['fgsm'], lambdas: [1], seeds: [1, 2], episodes: 1, options: { maxSteps: 15 } };
const store = `s3://${bucketName}/all`;

function writeSpec(name: string, spec: object): string {
  const path = `${name}.json`;
  writeFileSync(join(folder, path), JSON.stringify({ name, evaluations: { all: evaluation }, ...spec }));
  return path;
}

/** Hashes of what does not tell time, by path. */
const results = (sweep: string): string[] =>
  execFileSync('find', ['agents', 'shards', 'evaluations', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {
    ...{ cwd: join(folder, sweep), encoding: 'utf8' },
  })
    .trim()
    .split('\n')
    .filter((line) => !/checkpoints\/|timing\.jsonl|events\.out/.test(line))
    .sort();

/** Runs a command to its end, while this process passes on what goes to the server. */
async function cli(args: readonly string[], changes: object = {}) {
  const child = spawn('node', [program, ...args], {
    ...{ cwd: folder, stdio: 'pipe', env: { ...process.env, ...environment, ...changes } },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

/** The only timing.jsonl below a folder. */
function timing(below: string): string {
  const [path] = readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('timing.jsonl'),
  );
  return readFileSync(join(folder, below, path!), 'utf8');
}

const workers: ChildProcess[] = [];

function startWorker(mirror: string, ...more: string[]) {
  const args = ['worker', '--store', store, '--mirror', mirror, '--cores', '1', '--until-done', ...more];
  const child = spawn('node', [program, ...args], {
    ...{ cwd: folder, stdio: 'pipe', env: { ...process.env, ...environment } },
  });
  workers.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  // Not the event `exit`: the last lines may come after it.
  return { child, output: () => output, ended: once(child, 'close') as Promise<[number | null]> };
}

async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (await isTrue()) return;
    await sleep(100);
  }
  throw new Error(`waited in vain until ${what}`);
}

describeWithS3('sweeps in a bucket', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startS3();
    Object.assign(environment, s3.environment);
  }, 120_000);
  afterAll(() => s3.stop());

  describeWithRedis('over Redis', () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await startRedis();
      Object.assign(environment, { SAP_ATARI_QUEUE: redis.url });
    });
    afterAll(async () => {
      for (const child of workers) if (child.exitCode === null) child.kill('SIGKILL');
      await redis.stop();
    });

    it('ends with the bytes of one machine: two workers, one killed, the bucket away for a while', async () => {
      const path = writeSpec('grid', { training: { games: ['Catch'], seeds: [1, 2], config: training } });
      expect((await cli(['sweep', 'run', path, '--out', 'one'])).status).toBe(0);
      expect((await cli(['sweep', 'submit', path, '--store', store])).stdout).toMatch(
        /2 of 7 jobs can start.*--store s3:/,
      );
      const [first, second] = [startWorker('mirror-1'), startWorker('mirror-2')];
      const done = async () => (await s3.keys('all/grid/jobs/')).length;
      await until('a job is done', async () => (await done()) >= 1);
      first.child.kill('SIGKILL');
      await until(
        'a job runs',
        () => (second.output().match(/started/g) ?? []).length > (second.output().match(/done/g) ?? []).length,
      );
      await s3.cut();
      await until('it is missed', () => second.output().includes('waiting for the store'));
      await s3.mend();
      expect(await second.ended).toEqual([0, null]);
      expect(second.output()).toContain('warning: the store is there again');
      await s3.copy('all/grid/', join(folder, 'stored'));
      expect(results('stored')).toEqual(results('one'));
      expect((await s3.keys('all/grid/')).filter((key) => /unfinished|checkpoints|lease/.test(key))).toEqual([]);
      const status = await cli(['sweep', 'status', 'grid', '--store', store, '--json']);
      expect(JSON.parse(status.stdout)).toMatchObject({ complete: true, failures: [] });
      const shown = await cli(['sweep', 'collect', 'grid', '--store', store, '--mirror', 'collected']);
      expect(shown.status).toBe(0);
      await cli(['sweep', 'collect', 'one']);
      const table = (sweep: string) => readFileSync(join(folder, sweep, 'table.csv'), 'utf8');
      expect(table('collected/grid')).toBe(table('one'));
      expect(second.output() + status.stderr + shown.stderr).not.toContain('a-secret-word');
    }, 300_000);

    it('resumes on another machine what a stopped worker had begun', async () => {
      const long = { ...evaluation, seeds: [1], episodes: 12 };
      const path = writeSpec('moved', { agents: ['bundled'], evaluations: { all: long } });
      expect((await cli(['sweep', 'submit', path, '--store', store])).status).toBe(0);
      const first = startWorker('mirror-3', '--publish-every', '1s');
      await until('an episode is stored', async () =>
        (await s3.keys('all/moved/unfinished/')).some((key) => key.endsWith('timing.jsonl')),
      );
      first.child.kill('SIGTERM');
      expect(await first.ended).toEqual([143, null]);
      await s3.copy('all/moved/unfinished/', join(folder, 'snapshot'));
      const begun = timing('snapshot');
      const second = startWorker('mirror-4');
      expect(await second.ended).toEqual([0, null]);
      await s3.copy('all/moved/shards/', join(folder, 'shards'));
      // Times never repeat: lines of the first worker show that its episodes were not played again.
      expect(begun).not.toBe('');
      expect(timing('shards').startsWith(begun)).toBe(true);
      expect(await s3.keys('all/moved/unfinished/')).toEqual([]);
    }, 240_000);
  });

  it.each([
    ['s3://no-such-bucket/x', {}, 1, /expected a bucket, got none of that name/],
    [
      's3://sweeps/x',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      1,
      /expected a server at http:\/\/127.0.0.1:9 that answers, got/,
    ],
    ['s3://sweeps/x', { AWS_SECRET_ACCESS_KEY: '' }, 2, /expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/],
    ['s3://sweeps/../x', {}, 2, /expected a folder, or s3:\/\/BUCKET\/PREFIX, got/],
  ])('refuses %s with %j in one line', async (address, changes, status, message) => {
    const shown = await cli(['sweep', 'status', 'any', '--store', address], changes);
    expect([shown.status, shown.stdout]).toEqual([status, '']);
    expect(shown.stderr).toMatch(message);
    expect(shown.stderr.trim().split('\n')).toHaveLength(1);
    expect(shown.stderr).not.toContain('a-secret-word');
  });

  it('refuses a wrong key in one line', async () => {
    const refusing = await startS3({ refusing: true });
    const { status, stderr } = await cli(['sweep', 'status', 'any', '--store', store], refusing.environment);
    await refusing.stop();
    expect([status, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toMatch(/the server refuses the credentials/);
  }, 120_000);

  it('names a sweep that is not there, and one that cannot be', async () => {
    const missing = await cli(['sweep', 'status', 'other', '--store', store]);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringMatching(/holds no sweep/)]);
    const outside = await cli(['sweep', 'status', '../other', '--store', store]);
    expect([outside.status, outside.stderr]).toEqual([2, expect.stringMatching(/expected the name of a sweep/)]);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });
});
