import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GridChoices, type GridRunOptions, runStateGrid } from '../../../src/evaluation/states/run-state-grid.js';
import type { GridLine } from '../../../src/evaluation/states/state-grid.js';
import { readRows } from '../../../src/storage/row-file.js';
import { timelessFiles } from '../../helpers/folder-bytes.js';
import { refusal } from '../../helpers/refusal.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const bundled = new URL('../../../assets/catch', import.meta.url).pathname;

const choices = (changes: Partial<GridChoices> = {}): GridChoices => ({
  names: {
    ...{ runs: [{ run: 'bundled', folder: bundled }], attacks: ['random'], gradientSamples: [null], attackChoices: {} },
    ...{ attackOn: 'self', target: 'greedy-action', timing: 'always', frames: 'all' },
    ...{ defenses: ['none'], defenseOptions: {}, outputSamples: 1 },
  },
  ...{ lambdas: [0, 2], seed: 1, states: { count: 3, periodSteps: 2 } },
  ...changes,
});
const run = (folder: string, changes: Partial<GridChoices> = {}, options: Partial<GridRunOptions> = {}) =>
  runStateGrid(choices(changes), { folder, computing: { workers: 1 }, ...options });

describe('a grid in a folder', () => {
  it('has the same bytes in one process, in threads, and when it was stopped and taken up again', async () => {
    const [alone, inThreads, stopped] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    expect((await run(alone))?.complete).toBe(true);
    await run(inThreads, {}, { computing: { workers: 2 } });
    expect(timelessFiles(inThreads)).toEqual(timelessFiles(alone));

    const controller = new AbortController();
    const first = await run(
      stopped,
      {},
      { signal: controller.signal, onProgress: (done) => done && controller.abort() },
    );
    expect(first?.complete).toBe(false);
    await run(stopped);
    expect(timelessFiles(stopped)).toEqual(timelessFiles(alone));
  });

  it('is begun again where it was killed between its two files of states', async () => {
    const [whole, folder] = [temporaryFolder(), temporaryFolder()];
    await run(whole);
    writeFileSync(join(folder, 'states.json'), readFileSync(join(whole, 'states.json')));
    await run(folder);
    expect(timelessFiles(folder)).toEqual(timelessFiles(whole));
  });

  it('takes states that lie elsewhere, and leaves them there under --overwrite', async () => {
    const [source, folder] = [temporaryFolder(), temporaryFolder()];
    await run(source);
    const before = timelessFiles(source);
    await run(folder, { states: source });
    expect(existsSync(join(folder, 'states.json'))).toBe(false);
    await run(source, { states: source }, { overwrite: true });
    for (const name of ['states.json', 'states.bin.gz', 'grid.jsonl'])
      expect(timelessFiles(source)[name]).toBe(before[name]);
  });

  it('replaces its states under --overwrite when the first line is there', async () => {
    const folder = temporaryFolder();
    await run(folder);
    const before = timelessFiles(folder);
    const controller = new AbortController();
    controller.abort();
    await run(folder, { seed: 2 }, { overwrite: true, signal: controller.signal });
    expect(timelessFiles(folder)).toEqual(before);
    expect((await run(folder, { seed: 2 }, { overwrite: true }))?.complete).toBe(true);
    const fresh = temporaryFolder();
    await run(fresh, { seed: 2 });
    expect(timelessFiles(folder)).toEqual(timelessFiles(fresh));
  });

  it.each<[string, (line: GridLine) => readonly object[], RegExp]>([
    [
      'beyond the states',
      (line) => [{ ...line, from: 2 }],
      /grid.jsonl: line 1 is not possible here: from: expected a block of 3 states, got 3 from 2 on/,
    ],
    [
      'of other actions',
      (line) => [{ ...line, actions: [0, 1, 9] }],
      /line 1 is not possible here: actions: .* below 3, got 9/,
    ],
    ['that overlap', (line) => [line, { ...line, from: 1, actions: [0, 1] }], /has two lines for state 1 of/],
  ])('refuses lines %s', async (_, spoil, message) => {
    const folder = temporaryFolder();
    await run(folder);
    const path = join(folder, 'grid.jsonl');
    const [first, ...others] = readRows<GridLine>(path);
    const lines = [...spoil(first!), ...others];
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    // as in version 0.1, which did not note how it left the lines
    const settings = join(folder, 'settings.json');
    writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), lines: null }));
    expect(await refusal(run(folder))).toMatch(message);
  });

  it('is not put among files of others', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'checkpoints'));
    for (const overwrite of [false, true])
      expect(await refusal(run(folder, {}, { overwrite }))).toContain('holds files ("checkpoints") but not a grid');
    expect(readdirSync(folder)).toEqual(['checkpoints']);
  });
});
