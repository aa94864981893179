import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRows, rowFile } from '../../src/experiments/row-file.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

it('adds rows, and goes back to where it was', () => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  const file = rowFile<{ a: number }>(path);
  file.sync(); // there is nothing yet
  const bytes = file.add({ a: 1 });
  file.add({ a: 2 });
  expect(readRows(path)).toEqual([{ a: 1 }, { a: 2 }]);
  file.rewind(bytes);
  file.rewind(1000); // it is shorter than that already
  file.sync();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
});

it('reads past a last line that was cut off, and reads nothing where there is no file', () => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  expect(readRows(path)).toEqual([]);
  writeFileSync(path, '{"a":1}\n{"a":');
  expect(readRows(path)).toEqual([{ a: 1 }]);
});

it('says which file cannot be written', () => {
  const path = join(temporaryFolder(), 'nowhere', 'rows.jsonl');
  expect(() => rowFile(path).add({})).toThrow(`cannot write ${path}`);
});
