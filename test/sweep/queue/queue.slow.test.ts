/** Sweeps over a real Redis: the same bytes as on one machine, whatever breaks; and what a queue may not do. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCli, program } from '../../helpers/cli.js';
import { describeWithRedis, startRedis, type TestRedis } from '../../helpers/redis.js';

const { cli, folder, environment } = openCli();

const training = {
  ...{ totalSteps: 300, warmUpSteps: 100, learnPeriodSteps: 50, targetPeriodSteps: 200, metricsPeriodSteps: 100 },
  ...{ replayCapacityTransitions: 500, explorationHoldSteps: 0, explorationAnnealSteps: 100, evaluationPeriodSteps: 0 },
};
const options = { maxSteps: 15, outputSamples: 2, gradientSamples: 2 };
const evaluation = { attacks: ['fgsm', 'pgd:steps=2', 'random'], lambdas: [1, 4], seeds: [1, 2], episodes: 1, options };

function writeSpec(name: string, changes: object = {}): string {
  const spec = {
    ...{ name, training: { games: ['Catch', 'Raiders'], seeds: [1, 2], config: training } },
    ...{ evaluations: { all: evaluation }, ...changes },
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
  return `${name}.json`;
}

const bundled = { training: undefined, agents: ['bundled'] };

/** Results: all files of the agents, the parts and the evaluations that do not tell time. */
const results = (store: string, name: string): string[] =>
  ['agents', 'shards', 'evaluations'].flatMap((part) =>
    existsSync(join(folder, store, name, part))
      ? execFileSync(
          'find',
          [part, ...'-type f ! -name timing.jsonl ! -name events.out.* -exec sha256sum {} +'.split(' ')],
          { cwd: join(folder, store, name), encoding: 'utf8' },
        )
          .trim()
          .split('\n')
          .filter((line) => !line.includes('/checkpoints/'))
          .sort()
      : [],
  );

const env = { ...process.env, ...environment };
const workers: ChildProcess[] = [];

function startWorker(redis: TestRedis, store: string, ...more: string[]) {
  const args = ['worker', '--store', store, '--cores', '1', '--until-done', ...more];
  const child = spawn('node', [program, ...args], {
    ...{ cwd: folder, stdio: 'pipe', env: { ...env, SAP_ATARI_QUEUE: redis.url } },
  });
  workers.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  // Not the event `exit`: the last lines may come after it.
  return { child, output: () => output, ended: once(child, 'close') as Promise<[number | null]> };
}

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (isTrue()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain until ${what}`);
}

const records = (store: string, name: string): string[] => {
  const path = join(folder, store, name, 'jobs');
  return existsSync(path) ? readdirSync(path).filter((file) => !file.includes('failed')) : [];
};

describeWithRedis('sweeps over Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const child of workers) if (child.exitCode === null) child.kill('SIGKILL');
    await redis.stop();
  });
  const submit = (path: string, store: string, name: string, server = redis) =>
    cli(['sweep', 'submit', path, '--queue', server.url, '--out', join(store, name)]);

  it('ends with the bytes of one machine: three workers, two killed, Redis restarted', async () => {
    const path = writeSpec('grid');
    expect(cli(['sweep', 'run', path, '--out', 'one/grid']).status).toBe(0);
    expect(submit(path, 'many', 'grid').stdout).toContain('submitted: 4 of 13 jobs can start');
    const first = [1, 2, 3].map(() => startWorker(redis, 'many'));
    const jobs = () => records('many', 'grid').length;
    await until('a job is done', () => jobs() >= 1);
    first[0]!.child.kill('SIGKILL');
    await until('more jobs are done', () => jobs() >= 4);
    await redis.restart('SIGKILL');
    await until('more jobs are done', () => jobs() >= 6);
    first[1]!.child.kill('SIGKILL');
    const others = [startWorker(redis, 'many'), startWorker(redis, 'many')];
    const ends = await Promise.all([first[2]!, ...others].map(({ ended }) => ended));
    expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(first[2]!.output()).toContain('the connection broke');
    expect(first[2]!.output()).toContain('the server is there again');
    expect(results('many', 'grid')).toEqual(results('one', 'grid'));
    const status = JSON.parse(cli(['sweep', 'status', 'many/grid', '--queue', redis.url, '--json']).stdout);
    expect(status).toMatchObject({ complete: true, failures: [], queue: { active: 0, waiting: 0 } });
  }, 600_000);

  it('adds again what a server forgot', async () => {
    expect(submit(writeSpec('forgotten', bundled), 'forgetful', 'forgotten').status).toBe(0);
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    const { ended } = startWorker(redis, 'forgetful');
    expect(await ended).toEqual([0, null]);
    expect(records('forgetful', 'forgotten')).toHaveLength(3);
  }, 240_000);

  it('runs what can start, whatever the server holds of it: grown, shrunk, retried without a server', async () => {
    const grid = (seeds: readonly number[]) =>
      writeSpec('changing', { ...bundled, evaluations: { all: { ...evaluation, seeds } } });
    expect(submit(grid([1]), 'changing', 'changing').status).toBe(0);
    const home = join(folder, 'changing/changing');
    const [shard, merge] = readFileSync(join(home, 'jobs.jsonl'), 'utf8').split('\n').slice(0, 2);
    const blocked = join(home, JSON.parse(shard!).folder);
    mkdirSync(blocked, { recursive: true });
    writeFileSync(join(blocked, 'notes.txt'), 'not an evaluation');
    const idle = spawn('node', [program, 'worker', '--store', 'changing', '--cores', '2'], {
      ...{ cwd: folder, stdio: 'ignore', env: { ...env, SAP_ATARI_QUEUE: redis.url } },
    });
    workers.push(idle);
    const isDone = (job: string) => existsSync(join(home, `jobs/${JSON.parse(job).id}.json`));
    await until('it failed', () => existsSync(join(home, `jobs/${JSON.parse(shard!).id}.failed.json`)));
    execFileSync('rm', [join(blocked, 'notes.txt')]);
    expect(cli(['sweep', 'retry', 'changing/changing']).status).toBe(0); // the queue still has it as failed
    await until('it is done', () => isDone(merge!));
    expect(submit(grid([1, 2]), 'changing', 'changing').status).toBe(0); // the worker has the plan before
    await until('the new part is merged', () => records('changing', 'changing').length === 3 && !isDone(merge!));
    expect(submit(grid([1]), 'changing', 'changing').status).toBe(0); // the queue still has the merging as done
    await until('the old part is merged alone', () => isDone(merge!));
    idle.kill('SIGTERM');
    await once(idle, 'exit');
  }, 240_000);

  it('ends at SIGTERM while the server is suspended', async () => {
    const own = await startRedis();
    try {
      expect(submit(writeSpec('suspended', bundled), 'suspended', 'suspended', own).status).toBe(0);
      const { child, ended, output } = startWorker(own, 'suspended');
      await until('a job runs', () => output().includes('started'));
      own.suspend();
      await sleep(1000);
      child.kill('SIGTERM');
      expect(await Promise.race([ended, sleep(30_000)])).toEqual([143, null]);
    } finally {
      own.resume();
      await own.stop();
    }
  }, 120_000);

  it('gives a job back at SIGTERM, and another worker ends it', async () => {
    const long = { ...evaluation, attacks: ['fgsm'], lambdas: [1], seeds: [1], episodes: 8 };
    const path = writeSpec('given-back', { ...bundled, evaluations: { all: long } });
    expect(submit(path, 'giving', 'given-back').status).toBe(0);
    const first = startWorker(redis, 'giving');
    const home = join(folder, 'giving/given-back/shards');
    await until('episodes are played', () => {
      const [shard] = existsSync(home) ? readdirSync(home) : [];
      return shard !== undefined && existsSync(join(home, shard, 'episodes.jsonl'));
    });
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual([143, null]);
    expect(first.output()).toContain('stopping: every job writes a checkpoint, and is given back');
    expect(records('giving', 'given-back')).toEqual([]);
    const second = startWorker(redis, 'giving');
    expect(await second.ended).toEqual([0, null]);
    expect(records('giving', 'given-back')).toHaveLength(2);
  }, 240_000);

  it('keeps a job that fails with its last lines, does the others, and retries it', async () => {
    const path = writeSpec('failing', bundled);
    cli(['sweep', 'plan', path, '--out', 'failing/failing', '--no-measure']);
    const [shard] = readFileSync(join(folder, 'failing/failing/jobs.jsonl'), 'utf8').split('\n');
    const blocked = join(folder, 'failing/failing', JSON.parse(shard!).folder);
    mkdirSync(blocked, { recursive: true });
    writeFileSync(join(blocked, 'notes.txt'), 'not an evaluation');
    cli(['sweep', 'submit', path, '--queue', redis.url, '--out', 'failing/failing', '--attempts', '2']);
    expect(await startWorker(redis, 'failing').ended).toEqual([0, null]);
    const status = cli(['sweep', 'status', 'failing/failing']).stdout;
    expect(status).toMatch(/failed {4}all\/bundled\/1 on .*, 2 attempts: exit code 2/);
    expect(status).toContain('holds files ("notes.txt") but not an evaluation');
    execFileSync('rm', [join(blocked, 'notes.txt')]);
    const retry = cli(['sweep', 'retry', 'failing/failing', '--queue', redis.url]);
    expect(retry.stdout).toBe('1 job can be run again\n');
    expect(await startWorker(redis, 'failing').ended).toEqual([0, null]);
    expect(JSON.parse(cli(['sweep', 'status', 'failing/failing', '--json']).stdout).complete).toBe(true);
  }, 240_000);

  it('leaves jobs that are too large for a worker to larger ones', async () => {
    const wide = { ...evaluation, workers: 2, seeds: [1] };
    expect(submit(writeSpec('wide', { ...bundled, evaluations: { all: wide } }), 'wide', 'wide').status).toBe(0);
    const small = startWorker(redis, 'wide');
    await until('it says so', () => small.output().includes('jobs of 2 cores and'));
    await sleep(2000);
    expect(small.output()).not.toContain('evaluate all/bundled/1: started');
    small.child.kill('SIGTERM');
    expect(await small.ended).toEqual([143, null]);
    const large = spawn('node', [program, 'worker', '--store', 'wide', '--cores', '2', '--until-done'], {
      ...{ cwd: folder, stdio: 'ignore', env: { ...env, SAP_ATARI_QUEUE: redis.url } },
    });
    expect(await once(large, 'exit')).toEqual([0, null]);
  }, 240_000);

  it('leaves jobs of a game without its ROM to workers that have it', async () => {
    const path = writeSpec('lacking', {
      ...{ agents: ['bundled'], training: { games: ['Pong'], seeds: [1], config: training } },
      evaluations: { all: { ...evaluation, attacks: ['fgsm'], lambdas: [1], seeds: [1] } },
    });
    expect(submit(path, 'lacking', 'lacking').status).toBe(0);
    const { child, ended, output } = startWorker(redis, 'lacking');
    await until('what it can is done', () => records('lacking', 'lacking').length === 1);
    await sleep(2000);
    child.kill('SIGTERM');
    await ended;
    expect(output()).toContain('jobs of pong are left to workers that have its ROM');
    expect(output().match(/started/g)).toHaveLength(1);
    expect(readdirSync(join(folder, 'lacking/lacking/jobs'))).toHaveLength(1);
  }, 120_000);

  it('runs nothing that a poisoned job asks for', async () => {
    const path = writeSpec('poisoned', { ...bundled, evaluations: { all: { ...evaluation, seeds: [1] } } });
    expect(submit(path, 'poison', 'poisoned').status).toBe(0);
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const { id } = JSON.parse(readFileSync(join(folder, 'poison/poisoned/submitted.json'), 'utf8'));
    const keys = await connection.keys(`bull:sap-atari-${id}-*:meta`);
    const queue = new Queue(keys[0]!.split(':')[1]!, { connection: connection as never });
    const [first] = readFileSync(join(folder, 'poison/poisoned/jobs.jsonl'), 'utf8').split('\n');
    const real = JSON.parse(first!).id;
    const poison = [
      { sweep: id, job: real, args: ['roms', 'import', '/etc'] },
      { sweep: id, job: '../../../../etc/passwd' },
      { sweep: id, job: 'ffffffffffffffff' },
      { sweep: '00000000-0000-4000-8000-000000000000', job: real },
      { command: 'touch /tmp/poisoned' },
      'text',
      null,
    ];
    for (const [i, data] of poison.entries()) await queue.add('train', data, { jobId: `poison-${i}`, priority: 1 });
    const { ended, output } = startWorker(redis, 'poison');
    expect(await ended).toEqual([0, null]);
    expect(output().match(/started/g)).toHaveLength(2);
    const failed = await queue.getFailed();
    expect(failed.map(({ failedReason }) => failedReason)).toEqual(
      poison.map(() => 'not a job of the plan of this sweep'),
    );
    await queue.close();
    connection.disconnect();
  }, 240_000);

  it('serves no sweep of another version', async () => {
    expect(submit(writeSpec('older', bundled), 'older', 'older').status).toBe(0);
    const path = join(folder, 'older/older/plan.json');
    const plan = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...plan, version: '0.0.1' }));
    const { ended, output } = startWorker(redis, 'older');
    await ended;
    expect(output()).toMatch(/warning: not served: older\/older was planned by sap-atari 0\.0\.1 with/);
    expect(output()).not.toContain('started');
  }, 60_000);

  it('knows passwords, and never prints one', async () => {
    const secret = await startRedis({ password: 'correct-horse' });
    try {
      const path = writeSpec('secret', { ...bundled, evaluations: { all: { ...evaluation, seeds: [1] } } });
      const wrong = cli([
        'sweep',
        'submit',
        path,
        '--queue',
        secret.url.replace('correct', 'wrong'),
        '--out',
        's/secret',
      ]);
      expect([wrong.status, wrong.stderr]).toEqual([
        1,
        expect.stringMatching(/expected a Redis server that answers, got WRONGPASS/),
      ]);
      const right = cli(['sweep', 'submit', path, '--queue', secret.url, '--out', 's/secret']);
      const worker = startWorker(secret, 's');
      expect(await worker.ended).toEqual([0, null]);
      const all = [wrong, right].map(({ stdout, stderr }) => stdout + stderr).join('') + worker.output();
      const { stdout: files } = spawnSync('grep', ['-rl', 'horse', 's'], { cwd: folder, encoding: 'utf8' });
      expect([all.includes('horse'), files]).toEqual([false, '']);
    } finally {
      await secret.stop();
    }
  }, 240_000);
});
