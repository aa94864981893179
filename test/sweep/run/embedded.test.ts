/** Running a plan on this machine where something is wrong with its folder. The jobs are tiny programs. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import { type EmbeddedOptions, runEmbedded } from '../../../src/sweep/run/embedded.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

const root = mkdtempSync(join(tmpdir(), 'sap-atari-embedded-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

const id = (letter: string) => letter.repeat(16);
const jobOf = (letter: string, ...needs: readonly string[]): SweepJob => ({
  ...{ id: id(letter), kind: 'train', name: letter, needs: needs.map(id), folder: `agents/${letter}` },
  ...{ cores: 1, memoryBytes: 1 },
});
const spec = parseSpec({ name: 'a', training: { games: ['Catch'], seeds: [1] } }, 's');

/** @param source of the program of each job; `name` is its letter */
function opened(jobs: readonly SweepJob[], source: string): EmbeddedOptions {
  const folder = join(root, String(folders++));
  mkdirSync(join(folder, 'jobs'), { recursive: true });
  writeFileSync(join(folder, 'plan.json'), '{}');
  const program = join(folder, 'program.mjs');
  writeFileSync(
    program,
    `import { existsSync, renameSync, writeFileSync } from 'node:fs';
    const name = process.argv.at(-2).at(-1);
    ${source}`,
  );
  const plan = { spec, version: '1', engine: '2', jobs };
  return {
    ...{ plan, folder, program, signal: new AbortController().signal },
    ...{ cores: 2, memoryBytes: 1e9, attempts: 1 },
  };
}

const until = `const until = (path) => new Promise((resolve) => {
  const timer = setInterval(() => existsSync(path) && resolve(clearInterval(timer)), 5);
});`;

it('starts a job once that needs two which end at the same time', async () => {
  const options = opened(
    [jobOf('a'), jobOf('b'), jobOf('c', 'a', 'b')],
    `${until} writeFileSync('began-' + name, ''); await until({ a: 'began-b', b: 'began-c', c: 'ended-b' }[name]);`,
  );
  const started: string[] = [];
  const onEnd: EmbeddedOptions['onEnd'] = ({ name }) => {
    // Both are done as a ends: then c starts, and b ends while it runs.
    if (name === 'a') writeFileSync(join(options.folder, `jobs/${id('b')}.json`), '{}');
    else writeFileSync(join(options.folder, `ended-${name}`), '');
  };
  expect(await runEmbedded({ ...options, onEnd, onStart: ({ name }) => started.push(name) })).toEqual([]);
  expect(started).toEqual(['a', 'b', 'c']);
});

it('fails in one line where an end cannot be recorded, after the other jobs have stopped', async () => {
  const options = opened(
    [jobOf('a'), jobOf('b')],
    `${until} writeFileSync('began-' + name, '');
     if (name === 'b') { process.on('disconnect', () => { writeFileSync('stopped', ''); process.exit(130); }); await until('never'); }
     await until('began-b');`,
  );
  mkdirSync(join(options.folder, `jobs/${id('a')}.json.sap-atari.tmp/x`), { recursive: true }); // as a full disk: no record
  await expect(runEmbedded(options)).rejects.toThrow(/^[^\n]*a{16}[^\n]*$/);
  expect(existsSync(join(options.folder, 'stopped'))).toBe(true);
});

it('writes nothing where its folder was, as when a file system is unmounted meanwhile', async () => {
  const options = opened([jobOf('a')], `renameSync(process.cwd(), process.cwd() + '-gone'); process.exitCode = 1;`);
  await expect(runEmbedded(options)).rejects.toThrow(
    /holds no sweep any more: expected plan\.json; mount its file system/,
  );
  expect(existsSync(options.folder)).toBe(false);
});

it('keeps why a job failed, and leaves out those that need it', async () => {
  const options = opened([jobOf('a'), jobOf('b', 'a')], `console.error('no ' + name); process.exitCode = 3;`);
  expect((await runEmbedded(options)).map(({ name }) => name)).toEqual(['a', 'b']);
  const failure = JSON.parse(readFileSync(join(options.folder, `jobs/${id('a')}.failed.json`), 'utf8'));
  expect(failure).toMatchObject({ attempts: 1, reason: 'exit code 3', lastLines: ['no a'] });
});
