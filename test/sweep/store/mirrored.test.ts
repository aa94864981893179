/** What a mirror takes from a bucket: plans that are whole, records as they are there, names that sweeps can have. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '../../../src/files/sha256.js';
import { mirroredStore } from '../../../src/sweep/store/mirrored.js';
import { memoryBucket } from '../../helpers/memory-bucket.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const [first, second] = ['0123456789abcdef', 'fedcba9876543210'];
const bytes = (text: string) => Buffer.from(text);
const planOf = (jobs: string) => bytes(JSON.stringify({ jobs: { sha256: sha256(bytes(jobs)) } }));

function open(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const root = temporaryFolder();
  const { bucket, objects } = memoryBucket(
    new Map(
      Object.entries({ 's/plan.json': planOf('jobs'), 's/jobs.jsonl': 'jobs', 's/submitted.json': '{}', ...files }).map(
        ([key, data]) => [key, Buffer.from(data)],
      ),
    ),
  );
  const store = mirroredStore(bucket, { root, publishMs: 1e6, onWarning: () => {} });
  const records = () => (existsSync(join(root, 's/jobs')) ? readdirSync(join(root, 's/jobs')).sort() : []);
  return { root, objects, store, records };
}

it('brings plans and records, and nothing whose name no sweep can have', async () => {
  const hostile = {
    '../x/plan.json': planOf('a'),
    '../x/jobs.jsonl': 'a',
    '.git/plan.json': planOf('a'),
    '.git/jobs.jsonl': 'a',
  };
  const records = {
    [`s/jobs/${first}.json`]: '{}',
    's/jobs/../../out.json': 'x',
    's/jobs/notes.txt': 'x',
    's/secret': 'x',
  };
  const { root, store, records: here } = open({ ...hostile, ...records });
  await store.refresh();
  expect(readdirSync(root)).toEqual(['s']);
  expect(readdirSync(join(root, 's')).sort()).toEqual(['jobs', 'jobs.jsonl', 'plan.json', 'submitted.json']);
  expect(here()).toEqual([`${first}.json`]);
  expect(() => store.folderOf('../s')).toThrow(/expected the name of a sweep/);
  expect(() => store.folderOf('a/b')).toThrow(/expected the name of a sweep/);
});

it('keeps the old plan while another one is being stored', async () => {
  const { root, store, objects } = open();
  await store.refresh();
  const jobs = () => readFileSync(join(root, 's/jobs.jsonl'), 'utf8');
  objects.set('s/jobs.jsonl', bytes('more jobs'));
  await store.refresh();
  expect(jobs()).toBe('jobs');
  objects.set('s/plan.json', planOf('more jobs'));
  await store.refresh();
  expect(jobs()).toBe('more jobs');
});

it('forgets records that the bucket does not have, so that the jobs run again', async () => {
  const { root, store, objects, records } = open({ [`s/jobs/${first}.failed.json`]: '{}' });
  await store.refresh();
  expect(records()).toEqual([`${first}.failed.json`]);
  objects.delete(`s/jobs/${first}.failed.json`);
  writeFileSync(join(root, `s/jobs/${second}.json`), '{}');
  await store.refresh();
  expect(records()).toEqual([]);
});

it('deletes in the bucket what a command deletes here, and no more', async () => {
  const { root, store, objects } = open({ [`s/jobs/${first}.failed.json`]: '{}' });
  await store.refresh();
  objects.set(`s/jobs/${second}.json`, bytes('{}')); // by another machine, meanwhile
  await store.deleting(join(root, 's'), () => rmSync(join(root, `s/jobs/${first}.failed.json`)));
  expect([...objects.keys()].filter((key) => key.includes('/jobs/'))).toEqual([`s/jobs/${second}.json`]);
});

it('removes what a killed process was copying', () => {
  const { root } = open();
  mkdirSync(join(root, '.scratch/pull-1'), { recursive: true });
  mirroredStore(memoryBucket().bucket, { root, publishMs: 1, onWarning: () => {} });
  expect(readdirSync(root)).toEqual([]);
});
