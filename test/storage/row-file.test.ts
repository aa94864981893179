import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../src/common/errors.js';
import { episodeSchema } from '../../src/evaluation/games/episode.js';
import { imageLineSchema } from '../../src/evaluation/images/image-line.js';
import { gridLineSchema } from '../../src/evaluation/states/state-grid.js';
import { parseRows, readableRows, readRows, rowFile } from '../../src/storage/row-file.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyEpisodes } from '../helpers/toy-row.js';

it('adds rows, and cuts them back', () => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  const file = rowFile<{ a: number }>(path);
  file.sync(); // there is nothing yet
  file.add({ a: 1 });
  const { bytes } = file.print();
  file.add({ a: 2 });
  expect(readRows(path)).toEqual([{ a: 1 }, { a: 2 }]);
  expect(file.rewind(bytes)).toBe(8);
  expect(file.rewind(1000)).toBe(0); // it is shorter than that already
  file.sync();
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n');
});

describe('a print of the rows', () => {
  it.each<[string, (path: string) => void, RegExp | undefined]>([
    ['is kept by a file that grows', (path) => appendFileSync(path, '{"a":3}\n'), undefined],
    ['is broken by a file that was deleted', (path) => rmSync(path), /rows\.jsonl is missing \(expected 16 bytes/],
    [
      'is broken by a file that was cut short',
      (path) => truncateSync(path, 8),
      /cut short \(expected at least 16 .*got 8\)/,
    ],
    [
      'is broken by a folder in its place',
      (path) => [rmSync(path), mkdirSync(path)],
      /rows\.jsonl is not a regular file \(expected 16 bytes/,
    ],
    ['is broken by a line before it', (path) => writeFileSync(path, `{"a":0}\n${readFileSync(path)}`), /was changed/],
    ['is broken by another value', (path) => writeFileSync(path, '{"a":1}\n{"a":9}\n'), /was changed/],
  ])('%s', (_, change, fault) => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    const file = rowFile<{ a: number }>(path);
    expect(file.faultAt(file.print())).toBeUndefined();
    file.add({ a: 1 });
    file.print();
    file.add({ a: 2 });
    const print = file.print();
    expect(print).toEqual(rowFile(path).print()); // whatever was read before
    change(path);
    if (fault) expect(file.faultAt(print)).toMatch(fault);
    else expect(file.faultAt(print)).toBeUndefined();
  });

  it('is right after a file was cut back and has grown again', () => {
    const path = join(temporaryFolder(), 'rows.jsonl');
    const file = rowFile<{ a: number }>(path);
    file.add({ a: 1 });
    const first = file.print();
    file.add({ a: 2 });
    file.print();
    file.rewind(first.bytes);
    expect(file.print()).toEqual(first);
    file.add({ a: 3 });
    expect(file.print()).toEqual(rowFile(path).print());
  });
});

it('readRows skips half a line at the end, and returns no rows without a file', () => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  expect(readRows(path)).toEqual([]);
  writeFileSync(path, '{"a":1}\n{"a":');
  expect(readRows(path)).toEqual([{ a: 1 }]);
});

it('readableRows skips invalid lines', () => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  expect(readableRows(path)).toEqual([]);
  writeFileSync(path, '{"a":1}\n\nnull\n3\nnonsense\n{"a":2}\n{"a"');
  expect(readableRows(path)).toEqual([{ a: 1 }, { a: 2 }]);
});

it.each([
  [
    'nonsense',
    /rows\.jsonl: line 2 is not valid JSON: expected rows as train writes them; correct or delete the line$/,
  ],
  ['', /line 2 is not valid JSON/],
  ['3', /line 2 is not a valid row: expected a JSON object, got 3: expected rows/],
  ['null', /line 2 is not a valid row: expected a JSON object, got null/],
  ['{"a":"1"}', /line 2 is not a valid row: a: expected number, got "1": expected rows/],
  ['{"b":1}', /line 2 is not a valid row: a: expected number, got nothing/],
])('readRows names the invalid line: %s', (line, message) => {
  const path = join(temporaryFolder(), 'rows.jsonl');
  const read = () => readRows(path, z.object({ a: z.number() }));
  writeFileSync(path, '{"a":1,"more":2}\n');
  expect(read()).toEqual([{ a: 1, more: 2 }]);
  writeFileSync(path, `{"a":1}\n${line}\n`);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

const setting = { agent: 'sap100', attack: 'fgsm', gradientSamples: 3, lambda: 2 };
const gridLine = { ...setting, from: 0, actions: [1, 2], cleanVotes: [0.5, 1], linfNorm: 2 };
const cleanLine = {
  ...setting,
  agent: 'plain',
  attack: null,
  gradientSamples: null,
  lambda: 0,
  from: 0,
  actions: [1],
  linfNorm: 0,
};
const imageLine = {
  ...{ ...setting, run: 'a', image: 4, label: 1, prediction: 0, linfNorm: 2 },
  ...{ probabilities: [0.9, 0.1], correctSamples: 0.5 },
};
const attackedGame = toyEpisodes([1], { lambda: 2, flipRate: 0.5, linfNorm: 2 })[0]!;
const randomGame = toyEpisodes([1], {
  ...{ agent: 'random player', greedySteps: 0, qGap: null, sampleAgreement: null, flipRate: null },
})[0]!;

it.each<[string, z.ZodType, object[], object[]]>([
  [
    'games',
    episodeSchema,
    [...toyEpisodes([-3, 2.5], { flipRate: 0 }), attackedGame, randomGame],
    [
      { return: 'x' },
      { return: null },
      { steps: undefined },
      { steps: -1 },
      { truncatedBy: 'x' },
      { stalledSteps: 99 },
      { qGap: '0' },
    ],
  ],
  [
    'lines of a grid',
    gridLineSchema,
    [gridLine, { ...gridLine, zeroGradients: [0, 0] }, cleanLine],
    [{ actions: [] }, { actions: [null] }, { actions: undefined }, { cleanVotes: ['x'] }, { attack: undefined }],
  ],
  [
    'lines of images',
    imageLineSchema,
    [imageLine, { ...imageLine, zeroGradient: 0 }, { ...imageLine, prediction: 1, probabilities: [0.5, 0.5] }],
    [
      { label: undefined },
      { prediction: 'cat' },
      { probabilities: [] },
      { probabilities: [null] },
      { correctSamples: null },
    ],
  ],
])(
  '%s are accepted as they are written, and refused when a key is missing or has another type',
  (_, schema, rows, spoils) => {
    for (const row of rows) expect(schema.safeParse(row).error).toBeUndefined();
    for (const spoil of spoils)
      expect(schema.safeParse({ ...rows[0], ...spoil }).success, JSON.stringify(spoil)).toBe(false);
  },
);

describe('an impossible line', () => {
  const cases: [schema: z.ZodType, row: object, spoil: object, says: RegExp][] = [
    [episodeSchema, attackedGame, { flipRate: 7.5 }, /flipRate: expected a share from 0 to 1, got 7.5/],
    [episodeSchema, attackedGame, { flipRate: -0.1 }, /flipRate: .*got -0.1/],
    [episodeSchema, attackedGame, { flipRate: null }, /flipRate: expected a number, of 10 attacked steps, got null/],
    [episodeSchema, attackedGame, { sampleAgreement: 1.2 }, /sampleAgreement: .*got 1.2/],
    [episodeSchema, attackedGame, { qGap: -1 }, /qGap: expected a number from 0, got -1/],
    [episodeSchema, attackedGame, { zeroGradientPixels: 2 }, /zeroGradientPixels: .*got 2/],
    [episodeSchema, attackedGame, { zeroGradientSteps: -1 }, /zeroGradientSteps: .*got -1/],
    [episodeSchema, attackedGame, { linfNorm: 256 }, /linfNorm: expected gray levels from 0 to 255, got 256/],
    [episodeSchema, attackedGame, { lambda: 256 }, /lambda: expected gray levels from 0 to 255, got 256/],
    [episodeSchema, attackedGame, { lambda: -1 }, /lambda: .*got -1/],
    [episodeSchema, attackedGame, { attack: null }, /attack: expected a name at λ 2, got null/],
    [episodeSchema, attackedGame, { gradientSamples: 0 }, /gradientSamples: .*got 0/],
    [episodeSchema, attackedGame, { steps: 0 }, /steps: .*got 0/],
    [episodeSchema, attackedGame, { steps: -3 }, /steps: .*got -3/],
    [episodeSchema, attackedGame, { steps: 2.5 }, /steps: /],
    [episodeSchema, attackedGame, { steps: 9 }, /greedySteps: expected at most the 9 steps, got 10/],
    [episodeSchema, attackedGame, { attackedSteps: 11 }, /attackedSteps: expected at most the 10 greedy/],
    [episodeSchema, attackedGame, { seed: 2 ** 32 }, /seed: .*got 4294967296/],
    [episodeSchema, attackedGame, { index: -1 }, /index: .*got -1/],
    [episodeSchema, attackedGame, { return: 'NaN' }, /return: expected number, got "NaN"/],
    [episodeSchema, randomGame, { flipRate: 0.5 }, /flipRate: expected null, of no greedy steps, got 0.5/],
    [episodeSchema, randomGame, { linfNorm: 0 }, /linfNorm: expected null, of no attacked steps, got 0/],
    [episodeSchema, randomGame, { zeroGradientPixels: 0 }, /zeroGradientPixels: expected null/],
    [episodeSchema, randomGame, { attack: 'fgsm' }, /attack: expected null at λ 0, got "fgsm"/],
    [gridLineSchema, gridLine, { actions: [1.5, 2] }, /actions.0: /],
    [gridLineSchema, gridLine, { actions: [-1, 2] }, /actions.0: .*got -1/],
    [gridLineSchema, gridLine, { cleanVotes: [1, 2] }, /cleanVotes.1: expected a share from 0 to 1, got 2/],
    [gridLineSchema, gridLine, { cleanVotes: [1] }, /cleanVotes: expected 2 numbers, as there are actions, got \[1\]/],
    [gridLineSchema, gridLine, { agent: 'plain' }, /cleanVotes: expected those of a defense, and only those/],
    [gridLineSchema, gridLine, { zeroGradients: [0] }, /zeroGradients: expected 2 numbers/],
    [gridLineSchema, gridLine, { from: -1 }, /from: .*got -1/],
    [gridLineSchema, gridLine, { lambda: 300, linfNorm: 300 }, /lambda: .*got 300/],
    [gridLineSchema, cleanLine, { linfNorm: 3 }, /linfNorm: expected 0 at λ 0, got 3/],
    [gridLineSchema, cleanLine, { zeroGradients: [0] }, /zeroGradients: expected none without an attack/],
    [imageLineSchema, imageLine, { probabilities: [0.9, 0.9] }, /probabilities: expected a sum of 1 \(it is 1.8\)/],
    [imageLineSchema, imageLine, { probabilities: [1.9, -0.9] }, /probabilities.0: .*got 1.9/],
    [imageLineSchema, imageLine, { label: 2 }, /label: expected one of 2 classes, got 2/],
    [imageLineSchema, imageLine, { prediction: 1 }, /prediction: expected the likeliest class, 0, got 1/],
    [imageLineSchema, imageLine, { prediction: 2 }, /prediction: /],
    [imageLineSchema, imageLine, { correctSamples: 1.5 }, /correctSamples: .*got 1.5/],
    [imageLineSchema, imageLine, { image: -1 }, /image: .*got -1/],
    [imageLineSchema, imageLine, { linfNorm: -1 }, /linfNorm: .*got -1/],
  ];
  const parse = (schema: z.ZodType, lines: readonly string[]) =>
    parseRows(lines.map((line) => `${line}\n`).join(''), { path: 'x.jsonl', schema, remedy: 'restore it' });

  it.each(cases)('is refused by its number and key', (schema, row, spoil, says) => {
    const lines = [row, { ...row, ...spoil }].map((each) => JSON.stringify(each));
    expect(parse(schema, lines.slice(0, 1))).toEqual([row]);
    expect(() => parse(schema, lines)).toThrow(UsageError);
    expect(() => parse(schema, lines)).toThrow(/^x\.jsonl: line 2 is not a valid row: .*: restore it$/);
    expect(() => parse(schema, lines)).toThrow(says);
  });

  it.each(['NaN', 'Infinity', '-Infinity', '1e999'])('has no return of %s', (value) => {
    const line = JSON.stringify(attackedGame).replace('"return":1', `"return":${value}`);
    expect(() => parse(episodeSchema, [line])).toThrow(/^x\.jsonl: line 1 /);
  });
});

const results = new URL('../../docs/results', import.meta.url).pathname;
const published = readdirSync(results, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(episodes|grid)\.jsonl$/.test(file))
  .map((file) => [file, file.endsWith('grid.jsonl') ? gridLineSchema : episodeSchema] as const);
it.each(published)('the published %s can be resumed', (file, schema) => {
  expect(readRows(join(results, file), schema).length).toBeGreaterThan(1);
});

it('says which file cannot be written', () => {
  const path = join(temporaryFolder(), 'nowhere', 'rows.jsonl');
  expect(() => rowFile(path).add({})).toThrow(`cannot write ${path}`);
});
