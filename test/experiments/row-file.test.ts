import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../src/errors.js';
import { episodeSchema } from '../../src/experiments/evaluate-episode.js';
import { readRows, rowFile } from '../../src/experiments/row-file.js';
import { gridLineSchema } from '../../src/experiments/state-grid.js';
import { imageLineSchema } from '../../src/experiments/vision-prober.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyEpisodes } from '../helpers/toy-row.js';

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

it.each([
  ['nonsense', /rows\.jsonl: line 2 is no JSON: expected rows as train writes them; correct or delete the line$/],
  ['', /line 2 is no JSON/],
  ['3', /line 2 is no row: expected a JSON object, got 3: expected rows/],
  ['null', /line 2 is no row: expected a JSON object, got null/],
  ['{"a":"1"}', /line 2 is no row: a: expected number, received string: expected rows/],
  ['{"b":1}', /line 2 is no row: a: expected number, received undefined/],
])('says which line is no row: %s', (line, message) => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  const read = () => readRows(path, z.object({ a: z.number() }));
  writeFileSync(path, '{"a":1,"more":2}\n');
  expect(read()).toEqual([{ a: 1, more: 2 }]);
  writeFileSync(path, `{"a":1}\n${line}\n`);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

const setting = { agent: 'sap100', attack: 'fgsm', gradientDraws: 3, lambda: 2 };
const gridLine = { ...setting, from: 0, actions: [1, 2], largestChange: 2 };
const votes = { cleanVotes: [0.5, 1], zeroGradients: [0, 0] };
const { from: _from, actions: _actions, ...image } = { ...gridLine, run: 'a', image: 4, label: 1, prediction: 0 };
const imageLine = { ...image, probabilities: [0.9, 0.1] };

it.each<[string, z.ZodType, object[], object[]]>([
  [
    'games',
    episodeSchema,
    toyEpisodes([-3, 2.5]),
    [{ return: 'x' }, { return: null }, { decisions: undefined }, { decisions: -1 }, { gameOver: 1 }, { qGap: '0' }],
  ],
  [
    'lines of a grid',
    gridLineSchema,
    [gridLine, { ...gridLine, ...votes }, { ...gridLine, attack: null, gradientDraws: null }],
    [{ actions: [] }, { actions: [null] }, { actions: undefined }, { cleanVotes: ['x'] }, { attack: undefined }],
  ],
  [
    'lines of images',
    imageLineSchema,
    [imageLine, { ...imageLine, rightDraws: 0.5, zeroGradient: 0 }],
    [
      { label: undefined },
      { prediction: 'cat' },
      { probabilities: [] },
      { probabilities: [null] },
      { rightDraws: null },
    ],
  ],
])('%s are taken as they are written, and refused with a key missing or of another kind', (_, schema, rows, spoils) => {
  for (const row of rows) expect(schema.safeParse(row).error).toBeUndefined();
  for (const spoil of spoils)
    expect(schema.safeParse({ ...rows[0], ...spoil }).success, JSON.stringify(spoil)).toBe(false);
});

const results = new URL('../../docs/results', import.meta.url).pathname;
const published = readdirSync(results, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(episodes|grid)\.jsonl$/.test(file))
  .map((file) => [file, file.endsWith('grid.jsonl') ? gridLineSchema : episodeSchema] as const);
it.each(published)('the published %s can be gone on with', (file, schema) => {
  expect(readRows(join(results, file), schema).length).toBeGreaterThan(1);
});

it('says which file cannot be written', () => {
  const path = join(temporaryFolder(), 'nowhere', 'rows.jsonl');
  expect(() => rowFile(path).add({})).toThrow(`cannot write ${path}`);
});
