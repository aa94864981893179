import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { discardSetsAfter, newestFileSet, writeFileSet } from '../../src/files/file-set.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

let root = '';
beforeEach(() => {
  root = join(temporaryFolder(), 'checkpoints');
});

const text = (data: Uint8Array | undefined) => data && new TextDecoder().decode(data);
const write = (number: number) =>
  writeFileSet(root, number, { 'a.txt': () => `a${number}`, 'b.bin': () => Uint8Array.of(number) });
const folder = (number: number) => join(root, String(number).padStart(12, '0'));

describe('writeFileSet', () => {
  it('is read back as it was written', () => {
    write(7);
    const set = newestFileSet(root)!;
    expect(set.number).toBe(7);
    expect(set.names).toEqual(['a.txt', 'b.bin']);
    expect(text(set.read('a.txt'))).toBe('a7');
    expect([...set.read('b.bin')]).toEqual([7]);
  });

  it('keeps the two newest', () => {
    for (const number of [1, 2, 10, 9999]) write(number);
    expect(readdirSync(root).sort()).toEqual(['000000000010', '000000009999', 'shared']);
  });

  it('writes a shared file once, and keeps it while a set names it', () => {
    const made: string[] = [];
    const shared = (...names: string[]) =>
      Object.fromEntries(
        names.map((name) => [
          `shared/${name}`,
          () => {
            made.push(name);
            return name;
          },
        ]),
      );
    writeFileSet(root, 1, shared('x'));
    writeFileSet(root, 2, shared('x', 'y'));
    expect(made).toEqual(['x', 'y']);
    expect(text(newestFileSet(root)!.read('shared/x'))).toBe('x');
    writeFileSet(root, 3, shared('y'));
    expect(readdirSync(join(root, 'shared')).sort()).toEqual(['x', 'y']);
    writeFileSet(root, 4, shared('y'));
    expect(readdirSync(join(root, 'shared'))).toEqual(['y']);
  });

  it('deletes only what it wrote: other files and folders beside the sets stay', () => {
    write(1);
    const others = ['epoch-12/weights.pt', 'notes.txt', '000000000012', 'shared/folder/x'];
    for (const path of others) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), 'mine');
    }
    for (const number of [2, 3, 4]) write(number);
    discardSetsAfter(root, 3);
    for (const path of others) expect(readFileSync(join(root, path), 'utf8')).toBe('mine');
    expect(() => write(12)).toThrow(/000000000012: a file is in the way; choose another folder$/);
    expect(newestFileSet(root)!.number).toBe(3);
  });

  it('keeps the earlier set when a file cannot be written, and cleans up the next time', () => {
    write(1);
    const fail = () => {
      throw new Error('no luck');
    };
    expect(() => writeFileSet(root, 2, { 'a.txt': () => 'x', 'b.bin': fail })).toThrow('no luck');
    expect(newestFileSet(root)!.number).toBe(1);
    write(3);
    expect(readdirSync(root).sort()).toEqual(['000000000001', '000000000003', 'shared']);
  });
});

describe('newestFileSet', () => {
  it('is undefined where there is none', () => {
    expect(newestFileSet(root)).toBeUndefined();
  });

  it.each<[string, () => void, string]>([
    [
      'a changed file',
      () => appendFileSync(join(folder(2), 'a.txt'), 'x'),
      'a.txt is damaged (expected 2 bytes, got 3)',
    ],
    ['a missing file', () => rmSync(join(folder(2), 'b.bin')), 'b.bin is missing'],
    ['a cut manifest', () => writeFileSync(join(folder(2), 'manifest.json'), '{"form'), 'manifest.json is damaged'],
    [
      'another version',
      () => writeFileSync(join(folder(2), 'manifest.json'), '{"format":"x"}'),
      'or of another version',
    ],
  ])('skips a set with %s and says so', (_, damage, message) => {
    write(1);
    write(2);
    damage();
    const faults: string[] = [];
    expect(newestFileSet(root, { onFault: (line) => faults.push(line) })!.number).toBe(1);
    expect(faults).toEqual([expect.stringContaining(message)]);
    write(3); // a damaged neighbor is no obstacle
    expect(newestFileSet(root)!.number).toBe(3);
  });

  it('verifies only the named files', () => {
    write(1);
    appendFileSync(join(folder(1), 'a.txt'), 'x');
    expect(newestFileSet(root, { only: ['b.bin'] })!.names).toEqual(['b.bin']);
    expect(newestFileSet(root, { only: ['c.bin'] })).toBeUndefined();
  });

  it('skips a set without a manifest, which was never finished', () => {
    write(1);
    write(2);
    rmSync(join(folder(2), 'manifest.json'));
    expect(newestFileSet(root)!.number).toBe(1);
  });
});

describe('discardSetsAfter', () => {
  it('deletes later sets only', () => {
    write(1);
    write(2);
    discardSetsAfter(root, 1);
    expect(newestFileSet(root)!.number).toBe(1);
    expect(existsSync(folder(2))).toBe(false);
  });
});

it('a file in place of the folder holds no sets', () => {
  const root = join(temporaryFolder(), 'checkpoints');
  writeFileSync(root, '');
  expect(newestFileSet(root)).toBeUndefined();
});
