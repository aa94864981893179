import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keptWarnings } from '../../../src/storage/runs/warnings.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

it('passes warnings on, and keeps those of a run that has begun', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'warnings.jsonl');
  const passed: string[] = [];
  const warn = keptWarnings(folder, (line) => passed.push(line));
  warn('before the run');
  expect(existsSync(path)).toBe(false);
  writeFileSync(join(folder, 'run.json'), '{}');
  for (const line of ['first', 'second\nline']) warn(line);
  expect(passed).toEqual(['before the run', 'first', 'second\nline']);
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ warning }) => warning)).toEqual(['first', 'second\nline']);
  expect(Number.isNaN(Date.parse(rows[0].time))).toBe(false);
});

it('only passes on a warning that cannot be written', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'run.json'), '{}');
  mkdirSync(join(folder, 'warnings.jsonl'));
  const passed: string[] = [];
  keptWarnings(folder, (line) => passed.push(line))('a warning');
  expect(passed).toEqual(['a warning']);
});
