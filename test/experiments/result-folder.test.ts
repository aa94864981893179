import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../src/errors.js';
import { openResultFolder, type ResultFolderOptions, readChoices } from '../../src/experiments/result-folder.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const options = (changes: Partial<ResultFolderOptions> = {}): ResultFolderOptions => ({
  kind: 'evaluation',
  lines: 'episodes',
  schema: z.object({ game: z.union([z.number(), z.string()]).optional() }),
  identity: { draws: 10, steps: null, 'weights of a': 'abc' },
  choices: { lambdas: [1] },
  ...changes,
});
const open = (folder: string, changes: Partial<ResultFolderOptions> = {}) =>
  openResultFolder<object>(folder, options(changes));
const timing = { count: 1, seconds: 0.5 };

describe('result folder', () => {
  it('gives back what was added, when it is opened again', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    const first = open(folder);
    expect(first.lines).toEqual([]);
    first.add([{ game: 1 }], timing);
    first.add([{ game: 2 }], timing);
    expect(open(folder).lines).toEqual([{ game: 1 }, { game: 2 }]);
  });

  it('takes off a line that was cut off, so that the next one is whole', () => {
    const folder = temporaryFolder();
    open(folder).add([{ game: 'λ' }], timing);
    appendFileSync(join(folder, 'episodes.jsonl'), '{"game": "μ');
    const again = open(folder);
    expect(again.lines).toEqual([{ game: 'λ' }]);
    again.add([{ game: 2 }], timing);
    expect(readFileSync(join(folder, 'episodes.jsonl'), 'utf8')).toBe('{"game":"λ"}\n{"game":2}\n');
  });

  it.each<[string, Partial<ResultFolderOptions>, RegExp]>([
    ['another setting', { identity: { draws: 20 } }, /its evaluation has draws 10, got 20; choose another --out/],
    ['a setting that was left to its default', { identity: { steps: 5 } }, /steps null, got 5/],
    ['another agent', { identity: { 'weights of a': 'xyz' } }, /weights of a "abc", got "xyz"/],
    [
      'lines that do not fit',
      { wrongWith: (lines) => `${lines.length} game, got none` },
      /its evaluation has 1 game, got none; choose/,
    ],
    [
      'another kind',
      { kind: 'grid' },
      /expected format "sap-atari grid 1", got "sap-atari evaluation 1": choose another folder, or .* --overwrite/,
    ],
  ])('refuses %s in one line', (_, changes, message) => {
    const folder = temporaryFolder();
    open(folder).add([{ game: 1 }], timing);
    expect(() => open(folder, changes)).toThrow(UsageError);
    expect(() => open(folder, changes)).toThrow(message);
    // nothing was lost
    expect(open(folder).lines).toEqual([{ game: 1 }]);
  });

  it('takes other lists: agents may come and go', () => {
    const folder = temporaryFolder();
    open(folder).add([{ game: 1 }], timing);
    const identity = { draws: 10, 'weights of b': 'def' };
    expect(open(folder, { identity, choices: { lambdas: [1, 2] } }).lines).toEqual([{ game: 1 }]);
    expect(readChoices(folder, 'evaluation')).toEqual({ lambdas: [1, 2] });
    expect(() => open(folder, { identity: { 'weights of a': 'xyz' } })).toThrow(/weights of a/);
  });

  it('begins anew when asked to', () => {
    const folder = temporaryFolder();
    open(folder).add([{ game: 1 }], timing);
    expect(open(folder, { overwrite: true, identity: { draws: 20 } }).lines).toEqual([]);
    expect(existsSync(join(folder, 'episodes.jsonl'))).toBe(false);
  });

  it('refuses lines that do not say how they were made, and lines that are none', () => {
    const bare = temporaryFolder();
    writeFileSync(join(bare, 'episodes.jsonl'), '{}\n');
    expect(() => open(bare)).toThrow(/no settings.json beside it/);
    const broken = temporaryFolder();
    open(broken).add([{}], timing);
    appendFileSync(join(broken, 'episodes.jsonl'), 'nonsense\n');
    expect(() => open(broken)).toThrow(/line 2 is no JSON/);
    writeFileSync(join(broken, 'episodes.jsonl'), '{}\n{"game":true}\n');
    expect(() => open(broken)).toThrow(/episodes.jsonl: line 2 is no row: game: .*: delete it, or start anew/);
  });

  it.each([
    ['{', /settings.json: expected JSON, got .*: choose another folder/],
    ['null', /settings.json: expected format "sap-atari evaluation 1", got nothing: choose another folder/],
    ['{"format":"sap-atari evaluation 1"}', /settings.json: expected settings as they were written, got .*identity/],
    ['{"format":"sap-atari evaluation 1","identity":{"a":[]},"choices":{}}', /others \(identity.a: /],
    ['{"format":"sap-atari evaluation 1","identity":{}}', /others \(choices: /],
  ])('refuses the settings %s and says what to do', (settings, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), settings);
    for (const opening of [() => open(folder), () => readChoices(folder, 'evaluation')]) {
      expect(opening).toThrow(UsageError);
      expect(opening).toThrow(message);
    }
  });

  it('fails in one line where it cannot be written, and where there is nothing to go on with', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => open(join(file, 'results'))).toThrow(/^cannot write .*results: /);
    expect(() => readChoices(temporaryFolder(), 'evaluation')).toThrow(/holds no evaluation to go on with/);
  });
});
