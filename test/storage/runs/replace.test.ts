import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { writeAtomically } from '../../../src/files/atomic-write.js';
import { finishReplacement, removeRun, replaceRun } from '../../../src/storage/runs/replace.js';
import { fault } from '../../helpers/faulty-files.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

const runFiles = [
  ...[
    'config.json',
    'run.json',
    'metrics.jsonl',
    'evaluations.jsonl',
    'timing.jsonl',
    'warnings.jsonl',
    'model.json',
    'model.safetensors',
  ],
  ...[
    'initial/model.json',
    'initial/model.safetensors',
    'best/model.json',
    'best/evaluation.json',
    'events.out.tfevents.1.sap-atari',
  ],
  ...['checkpoints/000000000060/manifest.json', 'checkpoints/shared/replay-0-00000000.bin'],
];
const otherFiles = ['notes.txt', 'best/notes.txt', 'checkpoints/epoch-12/weights.pt', 'checkpoints/000000000012'];

function writeRun(folder: string): void {
  for (const path of [...runFiles, ...otherFiles]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `old ${path}`);
  }
}

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
const expected = (paths: readonly string[], changes: Record<string, string> = {}) => ({
  ...Object.fromEntries([...paths].sort().map((path) => [path, `old ${path}`])),
  ...changes,
});
const kept = expected([...runFiles, ...otherFiles]);
const replaced = expected(otherFiles, { 'run.json': 'new', 'config.json': 'new' });

function writeNew(folder: string): void {
  for (const name of ['run.json', 'config.json']) writeAtomically(join(folder, name), 'new');
}

it('replaces what a run has written, and nothing else', () => {
  const folder = temporaryFolder();
  writeRun(folder);
  replaceRun(folder, () => writeNew(folder));
  expect(contents(folder)).toEqual(replaced);
});

it('removes what a run has written, and nothing else', () => {
  const folder = temporaryFolder();
  writeRun(folder);
  removeRun(folder);
  expect(contents(folder)).toEqual(expected(otherFiles));
});

it('refuses a folder with the name of one of its files, and changes nothing', () => {
  const folder = temporaryFolder();
  writeRun(folder);
  rmSync(join(folder, 'metrics.jsonl'));
  mkdirSync(join(folder, 'metrics.jsonl'));
  writeFileSync(join(folder, 'metrics.jsonl', 'mine'), 'mine');
  const before = contents(folder);
  expect(() => replaceRun(folder, () => {})).toThrow(/metrics\.jsonl: expected a file of the run, got something else/);
  expect(contents(folder)).toEqual(before);
});

it('a file in place of the folder of a replaced run is not a run', () => {
  const folder = temporaryFolder();
  writeRun(folder);
  const before = contents(folder);
  writeFileSync(join(folder, 'replaced.sap-atari.tmp'), '');
  finishReplacement(folder);
  expect(contents(folder)).toEqual(before);
});

it('restores the old run when the new one cannot be written', () => {
  const folder = temporaryFolder();
  writeRun(folder);
  const fail = () => {
    writeAtomically(join(folder, 'run.json'), 'new');
    throw new Error('no luck');
  };
  expect(() => replaceRun(folder, fail)).toThrow('no luck');
  expect(contents(folder)).toEqual(kept);
});

it.each([
  ['whose process ended before it began', ['run.json', 'initial/model.json']],
  ['whose config is missing', runFiles.filter((path) => path !== 'config.json')],
])('replaces a run %s', (_, left) => {
  const folder = temporaryFolder();
  writeRun(folder);
  for (const path of runFiles) {
    // A checkpoint is a folder.
    if (!left.includes(path))
      rmSync(path.startsWith('checkpoints/0') ? dirname(join(folder, path)) : join(folder, path), { recursive: true });
  }
  replaceRun(folder, () => writeNew(folder));
  expect(contents(folder)).toEqual(replaced);
});

it('finishes an earlier replacement first', () => {
  const folder = temporaryFolder();
  writeRun(join(folder, 'replaced.sap-atari.tmp'));
  replaceRun(folder, () => writeNew(folder));
  expect(contents(folder)).toMatchObject({ 'run.json': 'new', 'config.json': 'new' });
  expect(Object.keys(contents(folder))).not.toContain('metrics.jsonl');
});

it('a process that ends before any of its operations leaves the old run or the new one after the next opening', () => {
  const outcomes = new Set<string>();
  for (let survived = 0; ; survived++) {
    const folder = temporaryFolder();
    writeRun(folder);
    let left = survived;
    let ended = false;
    fault.before = () => {
      if (ended || left-- === 0) {
        ended = true;
        throw new Error('end of the process');
      }
    };
    try {
      replaceRun(folder, () => writeNew(folder));
    } catch {}
    fault.before = () => {};
    if (!ended) break;
    finishReplacement(folder);
    const after = contents(folder);
    const leftover = Object.keys(after).filter((path) => path.endsWith('.sap-atari.tmp'));
    for (const path of leftover) delete after[path]; // the run that begins there removes them
    expect([kept, replaced], `after ${survived} operations`).toContainEqual(after);
    outcomes.add(after['config.json']!);
  }
  expect([...outcomes]).toEqual(['old config.json', 'new']);
});
