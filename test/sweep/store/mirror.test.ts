/** Mirrors of a bucket: what is copied, what is refused, and what is visible while others store. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '../../../src/files/sha256.js';
import { parseStoreAddress, storeAccess, storeName } from '../../../src/sweep/store/address.js';
import { StoreFault } from '../../../src/sweep/store/bucket.js';
import { isPlanOf } from '../../../src/sweep/store/head.js';
import { isSafePath } from '../../../src/sweep/store/keys.js';
import {
  isComplete,
  markComplete,
  pullFolder,
  pullSnapshot,
  pushFolder,
  pushSnapshot,
} from '../../../src/sweep/store/mirror.js';
import { patience, Stopped } from '../../../src/sweep/store/patience.js';
import { memoryBucket } from '../../helpers/memory-bucket.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const bytes = (text: string) => Buffer.from(text);

it.each([
  ['plan.json', true],
  ['best/events.out.tfevents.1-a=b,c@d', true],
  ['a:b%/c+d', true],
  ['', false],
  ['..', false],
  ['a/../b', false],
  ['/etc/passwd', false],
  ['a//b', false],
  ['.ssh/keys', false],
  ['a\\..\\b', false],
  ['a\0b', false],
  ['a\nb', false],
  ['-rf', false],
  [`${'a/'.repeat(8)}a`, false],
  ['a'.repeat(513), false],
])('takes %j for a safe path: %s', (path, isSafe) => {
  expect(isSafePath(path)).toBe(isSafe);
});

it.each([
  ['../../outside', 'x'],
  ['a/../../../outside', 'x'],
  ['/etc/outside', 'x'],
  ['.hidden', 'x'],
])('copies nothing of a folder with the key %j', async (key, text) => {
  const root = temporaryFolder();
  const { bucket } = memoryBucket(
    new Map([
      ['s/agents/a/model.json', bytes('{}')],
      [`s/agents/a/${key}`, bytes(text)],
    ]),
  );
  const target = join(root, 'mirror/agents/a');
  await expect(pullFolder(bucket, 's/agents/a', target, join(root, 'scratch'))).rejects.toThrow(
    /expected names of files inside it, got .*; nothing of it was copied/,
  );
  expect(readdirSync(root)).toEqual([]);
});

it('refuses more than a sweep has', async () => {
  const { bucket } = memoryBucket();
  const huge = { ...bucket, list: async () => [{ key: 's/a/x', bytes: 2 ** 50, etag: '' }] };
  await expect(pullFolder(huge, 's/a', '/nowhere/a', '/nowhere')).rejects.toThrow(/expected at most 10000 files and/);
});

it('leaves an old folder as it is, and nothing else, where the disk fills up', async () => {
  const root = temporaryFolder();
  const { bucket } = memoryBucket(new Map([['s/a/new', bytes('new')]]));
  const full = {
    ...bucket,
    download: async () => {
      throw new Error('cannot write x: the disk is full; free some space');
    },
  };
  mkdirSync(join(root, 'a'));
  writeFileSync(join(root, 'a/old'), 'old');
  await expect(pullFolder(full, 's/a', join(root, 'a'), join(root, 'scratch'))).rejects.toThrow(/the disk is full/);
  expect(readdirSync(root)).toEqual(['a']);
  expect(readdirSync(join(root, 'a'))).toEqual(['old']);
  await pullFolder(bucket, 's/a', join(root, 'a'), join(root, 'scratch'));
  expect(readdirSync(join(root, 'a'))).toEqual(['new']);
});

function unfinishedRun(): string {
  const folder = join(temporaryFolder(), 'run');
  mkdirSync(join(folder, 'checkpoints/1'), { recursive: true });
  writeFileSync(join(folder, 'checkpoints/1/manifest.json'), '{}');
  for (const name of ['config.json', 'metrics.jsonl', 'lease.json', '.hidden']) writeFileSync(join(folder, name), name);
  return folder;
}

it('stores a finished folder without checkpoints and leases, and deletes what lay there', async () => {
  const folder = unfinishedRun();
  const { bucket, objects } = memoryBucket(new Map([['s/run/old', bytes('')]]));
  await pushFolder(bucket, folder, 's/run', ['checkpoints']);
  expect([...objects.keys()].sort()).toEqual(['s/run/config.json', 's/run/metrics.jsonl']);
});

it('brings the newest complete snapshot, whenever a worker that stores another one is killed', async () => {
  const folder = unfinishedRun();
  const scratch = temporaryFolder();
  const { bucket, objects } = memoryBucket();
  await pushSnapshot(bucket, 's', 'id', folder, scratch);
  const first = new Map(objects);
  writeFileSync(join(folder, 'metrics.jsonl'), 'more');
  for (let killedAt = 0; killedAt < 4; killedAt++) {
    let writes = 0;
    const dying = memoryBucket(new Map(first), () => {
      if (writes++ === killedAt) throw new Error('killed');
    });
    await expect(pushSnapshot(dying.bucket, 's', 'id', folder, scratch)).rejects.toThrow('killed');
    const target = join(temporaryFolder(), 'pulled');
    expect(await pullSnapshot(dying.bucket, 's', 'id', target, scratch)).toBe(true);
    expect(readFileSync(join(target, 'metrics.jsonl'), 'utf8')).toBe('metrics.jsonl');
  }
  await pushSnapshot(bucket, 's', 'id', folder, scratch);
  const target = join(temporaryFolder(), 'pulled');
  await pullSnapshot(bucket, 's', 'id', target, scratch);
  expect(readFileSync(join(target, 'metrics.jsonl'), 'utf8')).toBe('more');
  expect(readdirSync(target).sort()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
  expect(objects.size).toBe(first.size);
  expect(readdirSync(scratch)).toEqual([]);
});

it.each(['../../agents/a', '1-0123456789abcdef/..', ''])('takes no snapshot of the name %j', async (name) => {
  const root = temporaryFolder();
  const { bucket } = memoryBucket(
    new Map([
      ['s/unfinished/id/latest', bytes(name)],
      ['s/agents/a/x', bytes('x')],
    ]),
  );
  expect(await pullSnapshot(bucket, 's', 'id', join(root, 'job'), root)).toBe(false);
  expect(existsSync(join(root, 'job'))).toBe(false);
});

it('knows which version of a folder is here', () => {
  const state = temporaryFolder();
  expect(isComplete(state, 'evaluations/all', 'a')).toBe(false);
  markComplete(state, 'evaluations/all', 'a');
  expect(isComplete(state, 'evaluations/all', 'a')).toBe(true);
  expect(isComplete(state, 'evaluations/all', 'b')).toBe(false);
});

it('takes a plan only with its own jobs', () => {
  const plan = (jobs: string) => bytes(JSON.stringify({ jobs: { sha256: sha256(bytes(jobs)) } }));
  expect(isPlanOf(plan('a'), bytes('a'), 'x')).toBe(true);
  expect(isPlanOf(plan('a'), bytes('b'), 'x')).toBe(false);
  expect(isPlanOf(bytes('null'), bytes('b'), 'x')).toBe(false);
  expect(isPlanOf(plan('a'), undefined, 'x')).toBe(false);
});

it('waits for a store that is away, and tells it once', async () => {
  const lines: string[] = [];
  const waiting = patience((line) => lines.push(line));
  let tries = 0;
  const work = async () => {
    if (++tries < 2) throw new StoreFault('s3://b: away');
    return 'stored';
  };
  expect(await waiting(new AbortController().signal, work)).toBe('stored');
  expect(lines).toEqual(['s3://b: away; waiting for the store', 'the store is there again']);
  const stopped = waiting(AbortSignal.timeout(20), () => Promise.reject(new StoreFault('s3://b: away')));
  await expect(stopped).rejects.toThrow(Stopped);
  await expect(waiting(new AbortController().signal, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
});

it.each([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }, 's3://bucket'],
  ['s3://my.bucket-1/a/b_c/', { bucket: 'my.bucket-1', prefix: 'a/b_c' }, 's3://my.bucket-1/a/b_c'],
])('reads the address %s', (text, address, name) => {
  expect(parseStoreAddress(text)).toEqual(address);
  expect(storeName(parseStoreAddress(text))).toBe(name);
});

it.each(['s3://', 's3://user:secret@b/x', 's3://b', 's3://bucket/../x', 's3://bucket/a b', 'http://bucket'])(
  'refuses the address %s',
  (text) => {
    expect(() => parseStoreAddress(text)).toThrow(/--store: expected a folder, or s3:\/\/BUCKET\/PREFIX/);
  },
);

const keys = { AWS_ACCESS_KEY_ID: 'user', AWS_SECRET_ACCESS_KEY: 'secret' };

it('reads the usual variables', () => {
  expect(storeAccess({ ...keys, AWS_ENDPOINT_URL: 'http://h:9000', AWS_REGION: 'eu-west-1' })).toMatchObject({
    ...{ endpoint: new URL('http://h:9000'), region: 'eu-west-1', accessKey: 'user', secretKey: 'secret' },
  });
  expect(storeAccess({ ...keys, AWS_REGION: 'eu-west-1' }).endpoint.origin).toBe('https://s3.eu-west-1.amazonaws.com');
});

it.each([
  [{ AWS_ACCESS_KEY_ID: 'user' }],
  [{ ...keys, AWS_ENDPOINT_URL: 'ftp://h' }],
  [{ ...keys, AWS_ENDPOINT_URL: 'http://user:secret@h' }],
  [{ ...keys, AWS_ENDPOINT_URL: 'http://h/path' }],
])('refuses the variables %j without a secret in the message', (env) => {
  expect(() => storeAccess(env)).toThrow(/^(--store|AWS_ENDPOINT_URL)(?!.*secret).*expected/);
});
