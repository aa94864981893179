import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../../src/common/errors.js';
import { openOwnFolder } from '../../../src/files/own-folder.js';
import type { PieceKey } from '../../../src/storage/results/lines.js';
import {
  openResultFolder,
  type ResultFolder,
  type ResultFolderOptions,
} from '../../../src/storage/results/result-folder.js';
import { readChoices, resultFolderKind } from '../../../src/storage/results/settings.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

interface Line {
  readonly game: number | string;
  readonly score?: number;
}

const kind = { name: 'evaluation', noun: 'an evaluation' };
const options = (changes: Partial<ResultFolderOptions<Line>> = {}): ResultFolderOptions<Line> => ({
  kind,
  lines: 'episodes',
  schema: z.object({ game: z.union([z.number(), z.string()]), score: z.number().max(1).exactOptional() }),
  keyOf: ({ game }) => [game],
  identity: { draws: 10, steps: null, 'weights of a': 'abc' },
  choices: { lambdas: [1] },
  products: ['results.json'],
  ...changes,
});
const timing = { count: 1, seconds: 0.5 };

/** Opens it as a process would, which then ends. */
function open(
  folder: string,
  changes: Partial<ResultFolderOptions<Line>> = {},
  use: (opened: ResultFolder<Line>) => void = () => {},
): ResultFolder<Line> {
  const { lease } = openOwnFolder(folder, resultFolderKind(changes.kind ?? kind));
  try {
    const opened = openResultFolder<Line>(folder, lease, options(changes));
    use(opened);
    return opened;
  } finally {
    lease.release();
  }
}

/** A folder in which lines were added, and which was left in good order unless it was not. */
function left(lines: readonly Line[], finishes = true): string {
  const folder = temporaryFolder();
  open(folder, {}, (opened) => {
    for (const line of lines) opened.add([line], timing);
    if (!finishes) return;
    opened.finish();
    opened.write('results.json', '{}');
  });
  return folder;
}
const linesPath = (folder: string) => join(folder, 'episodes.jsonl');
const textOf = (folder: string) => readFileSync(linesPath(folder), 'utf8');
const snapshot = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

describe('result folder', () => {
  it('has the added lines when it is opened again', () => {
    const folder = left([{ game: 1 }, { game: 2 }]);
    expect(open(folder).lines).toEqual([{ game: 1 }, { game: 2 }]);
    expect(readFileSync(join(folder, 'timing.jsonl'), 'utf8')).toBe(`${JSON.stringify(timing)}\n`.repeat(2));
  });

  it.each([
    { within: 'a line', tail: Buffer.from('{"game": "μ') },
    { within: 'a character of two bytes', tail: Buffer.from('{"game": "μ').subarray(0, -1) },
  ])('deletes half a line that ends within $within, so that the next one is whole', ({ tail }) => {
    const folder = left([{ game: 'λ' }], false);
    appendFileSync(linesPath(folder), tail);
    expect(open(folder).lines).toEqual([{ game: 'λ' }]);
    expect(textOf(folder)).toBe('{"game":"λ"}\n');
  });

  it.each<[string, Partial<ResultFolderOptions<Line>>, RegExp]>([
    ['another setting', { identity: { draws: 20 } }, /its evaluation has draws 10, got 20; choose another --out/],
    ['a setting that was left to its default', { identity: { steps: 5 } }, /steps null, got 5/],
    ['another agent', { identity: { 'weights of a': 'xyz' } }, /weights of a "abc", got "xyz"/],
    [
      'lines that do not fit',
      { wrongWith: (lines) => `${lines.length} game, got none` },
      /its evaluation has 1 game, got none; choose/,
    ],
    [
      'an impossible line here',
      { faultOf: ({ game }) => `game: expected one below 1, got ${game}` },
      /episodes.jsonl: line 1 is not possible here: game: expected one below 1, got 1: restore/,
    ],
    ['another kind', { kind: { name: 'grid', noun: 'a grid' } }, /holds files .* but not a grid of sap-atari/],
  ])('refuses %s in one line, and changes nothing', (_, changes, message) => {
    const folder = left([{ game: 1 }]);
    const before = snapshot(folder);
    expect(() => open(folder, changes)).toThrow(UsageError);
    expect(() => open(folder, changes)).toThrow(message);
    expect(snapshot(folder)).toEqual(before);
  });

  it('accepts other lists: agents may be added and left out', () => {
    const folder = left([{ game: 1 }]);
    const identity = { draws: 10, 'weights of b': 'def' };
    const more = { identity, choices: { lambdas: [1, 2] } };
    const before = snapshot(folder);
    expect(open(folder, more).lines).toEqual([{ game: 1 }]);
    expect(snapshot(folder)).toEqual(before); // it has only been opened
    open(folder, more, ({ finish }) => finish());
    expect(readChoices(folder, kind, z.looseObject({}))).toEqual({ lambdas: [1, 2] });
    expect(() => open(folder, { identity: { 'weights of a': 'xyz' } })).toThrow(/weights of a/);
  });

  it.each([
    ['{', /holds files .* but not an evaluation of sap-atari \(no valid settings.json\)/],
    ['null', /not an evaluation of sap-atari/],
    [
      '{"format":"sap-atari evaluation 1"}',
      /settings.json .* was written by an older version of sap-atari: start anew, in another folder$/,
    ],
    ['{"format":"sap-atari evaluation 3"}', /was written by a newer version of sap-atari: update/],
    ['{"format":"sap-atari evaluation 2"}', /settings.json: expected settings as they were written, got .*identity/],
    ['{"format":"sap-atari evaluation 2","identity":{"a":[]},"choices":{}}', /others \(identity.a: /],
    ['{"format":"sap-atari evaluation 2","identity":{}}', /others \(choices: /],
    ['{"format":"sap-atari evaluation 2","identity":{},"choices":{},"lines":{"bytes":-1}}', /others \(lines.bytes: /],
  ])('refuses the settings %s and says what to do', (settings, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), settings);
    expect(() => open(folder)).toThrow(UsageError);
    expect(() => open(folder)).toThrow(message);
    expect(() => readChoices(folder, kind, z.looseObject({}))).toThrow(UsageError);
  });

  it('fails in one line where it cannot be written, and where there is nothing to resume', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => open(join(file, 'results'))).toThrow(/results: a part of the path is a file/);
    expect(() => readChoices(temporaryFolder(), kind, z.looseObject({}))).toThrow(/holds no evaluation to resume/);
  });
});

describe('the file of lines', () => {
  const three = [{ game: 1 }, { game: 2 }, { game: 3 }];
  const line = (game: number, more = '') => `{"game":${game}${more}}\n`;
  const whole = three.map(({ game }) => line(game)).join('');

  it.each<[string, string | undefined, RegExp]>([
    [
      'shortened',
      line(1),
      /episodes.jsonl is shorter than it was: expected 33 bytes, got 11: restore the file, or start/,
    ],
    ['cut within a line', whole.slice(0, -3), /is shorter than it was/],
    ['emptied', '', /is shorter than it was: expected 33 bytes, got 0/],
    ['deleted', undefined, /is shorter than it was: expected 33 bytes, got 0/],
    ['lengthened', whole + line(4), /is longer than it was: expected 33 bytes, got 44/],
    ['lengthened by half a line', `${whole}{"ga`, /is longer than it was/],
    ['edited', whole.replace('2', '7'), /has other content than it had/],
    ['in another order', line(2) + line(1) + line(3), /has other content than it had/],
    ['doubled', whole + line(2), /lines 2 and 4 are the same: expected one line for \[2\], got two: restore/],
    [
      'contradictory',
      whole + line(2, ',"score":1'),
      /lines 2 and 4 contradict each other: expected one line for \[2\]/,
    ],
    [
      'impossible',
      whole.replace(line(2), line(2, ',"score":7.5')),
      /line 2 is not a valid row: score: .*<=1, got 7.5: restore/,
    ],
    ['not JSON', `${line(1)}nonsense\n${line(3)}`, /line 2 is not valid JSON/],
    ['of other rows', `${line(1)}{"game":true}\n${line(3)}`, /line 2 is not a valid row: game: /],
  ])('is refused when it was changed (%s), and stays as it is', (_, text, message) => {
    const folder = left(three);
    if (text === undefined) rmSync(linesPath(folder));
    else writeFileSync(linesPath(folder), text);
    const before = snapshot(folder);
    expect(() => open(folder)).toThrow(UsageError);
    expect(() => open(folder)).toThrow(message);
    expect(snapshot(folder)).toEqual(before);
  });

  it.each<[string, (text: string) => string, readonly Line[] | RegExp]>([
    ['more lines', (text) => text + line(4), [...three, { game: 4 }]],
    ['half a line more', (text) => `${text}{"game":4`, three],
    ['fewer lines than were there when it was opened', () => line(1), /is shorter than it was/],
    ['no fewer but its own', (text) => text.slice(0, 2 * line(1).length), three.slice(0, 2)],
    ['other lines', (text) => text.replace('1', '9'), /has other content than it had/],
  ])('is checked after a process was killed: %s', (_, change, expected) => {
    const folder = left(three.slice(0, 2));
    open(folder, {}, ({ add }) => add([{ game: 3 }], timing)); // and never finished
    writeFileSync(linesPath(folder), change(textOf(folder)));
    if (expected instanceof RegExp) expect(() => open(folder)).toThrow(expected);
    else expect(open(folder).lines).toEqual(expected);
  });

  it('can be accepted as it is, as the message says', () => {
    const folder = left(three);
    writeFileSync(linesPath(folder), line(1));
    const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...settings, lines: undefined }));
    expect(open(folder).lines).toEqual([{ game: 1 }]);
  });

  it('has the same bytes in whatever order the pieces were finished', () => {
    const key = fc.oneof(fc.integer(), fc.string());
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (keys, chances) => {
        const [a, b] = [keys, keys.toSorted(() => (chances.next().value % 2 === 0 ? 1 : -1))].map((games) =>
          left(games.map((game) => ({ game }))),
        );
        expect(existsSync(linesPath(a!)) ? textOf(a!) : '').toBe(existsSync(linesPath(b!)) ? textOf(b!) : '');
        const settings = (folder: string) => readFileSync(join(folder, 'settings.json'), 'utf8');
        expect(settings(a!)).toBe(settings(b!));
      }),
      { numRuns: 30 },
    );
  });

  it('is sorted by numbers as numbers, texts as texts, nothing first', () => {
    const folder = left([{ game: 'b' }, { game: 10 }, { game: 'a' }, { game: 9 }]);
    expect(textOf(folder)).toBe('{"game":9}\n{"game":10}\n{"game":"a"}\n{"game":"b"}\n');
    const keyOf = ({ game }: Line): PieceKey => [game === 'b' ? null : 1, game];
    open(folder, { keyOf }, (opened) => opened.finish());
    expect(textOf(folder)).toBe('{"game":"b"}\n{"game":9}\n{"game":10}\n{"game":"a"}\n');
  });
});

describe('--overwrite', () => {
  const overwrite = { overwrite: true, identity: { draws: 20 } };

  it('keeps what is there until the first piece is finished', () => {
    const folder = left([{ game: 1 }]);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const before = snapshot(folder);
    const opened = open(folder, overwrite);
    expect(opened.lines).toEqual([]);
    opened.finish();
    opened.write('results.json', 'results of nothing');
    expect(snapshot(folder)).toEqual(before);
  });

  it('then replaces it, and nothing else', () => {
    const folder = left([{ game: 1 }]);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const onReplaced = () => expect(readdirSync(folder).sort().join()).toMatch(/^lease[^,]*,notes.txt,settings.json$/);
    open(folder, { ...overwrite, onReplaced }, (opened) => {
      opened.add([{ game: 7 }], timing);
      opened.finish();
    });
    expect.assertions(3);
    expect(readdirSync(folder).sort()).toEqual(['episodes.jsonl', 'notes.txt', 'settings.json', 'timing.jsonl']);
    expect(open(folder, { identity: { draws: 20 } }).lines).toEqual([{ game: 7 }]);
  });

  it('does not replace a folder of another kind', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'checkpoints'));
    writeFileSync(join(folder, 'settings.json'), '{"theme":"dark"}');
    const files = () => readdirSync(folder, { recursive: true });
    const before = files();
    expect(() => open(folder, overwrite)).toThrow(/holds files .* but not an evaluation of sap-atari/);
    expect(files()).toEqual(before);
  });
});

it('a process whose lease was taken over does not write any more', () => {
  const folder = temporaryFolder();
  const { lease } = openOwnFolder(folder, resultFolderKind(kind));
  const opened = openResultFolder<Line>(folder, lease, options());
  opened.add([{ game: 1 }], timing);
  rmSync(join(folder, 'lease.json'));
  const before = snapshot(folder);
  expect(() => opened.add([{ game: 2 }], timing)).toThrow(/stopped before the next write/);
  expect(() => opened.finish()).toThrow(/stopped before the next write/);
  expect(() => opened.write('results.json', '')).toThrow(/stopped before the next write/);
  expect(snapshot(folder)).toEqual(before);
  lease.release();
});
