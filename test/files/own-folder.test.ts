import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import type { Format } from '../../src/files/format.js';
import { type FolderKind, hasFormat, openOwnFolder } from '../../src/files/own-folder.js';
import { diskFull, fault } from '../helpers/faulty-files.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

const format: Format = { name: 'collection', version: 2, remedy: 'collect anew' };
const kind: FolderKind = {
  noun: 'a collection',
  marker: 'collection.json',
  isMarked: (folder) => hasFormat(join(folder, 'collection.json'), format),
};
const mark = (folder: string, text = 'sap-atari collection 2') =>
  writeFileSync(join(folder, 'collection.json'), JSON.stringify({ format: text }));

describe('openOwnFolder', () => {
  const refusedAsOther =
    /holds files \("[^"]+"\) but not a collection of sap-atari \(no valid collection\.json\), and was not changed/;
  it.each<[string, (folder: string) => void, boolean | RegExp]>([
    ['a new folder', () => {}, false],
    ['an empty folder', (folder) => mkdirSync(folder), false],
    [
      'a folder whose last writer was killed before its first file',
      (folder) => {
        mkdirSync(folder);
        for (const name of [`lease-${'0'.repeat(16)}.tmp`, 'collection.json.sap-atari.tmp'])
          writeFileSync(join(folder, name), '');
      },
      false,
    ],
    ['a marked folder', (folder) => [mkdirSync(folder), mark(folder)], true],
    [
      'a folder of other files',
      (folder) => mkdirSync(join(folder, 'checkpoints'), { recursive: true }),
      refusedAsOther,
    ],
    [
      'a folder of an older version',
      (folder) => [mkdirSync(folder), mark(folder, 'sap-atari collection 1')],
      /collection\.json \(format "sap-atari collection 1", expected "sap-atari collection 2"\) was written by an older version of sap-atari: collect anew$/,
    ],
    [
      'a folder of a newer version',
      (folder) => [mkdirSync(folder), mark(folder, 'sap-atari collection 3')],
      /was written by a newer version of sap-atari: update sap-atari$/,
    ],
    ['a folder of another kind', (folder) => [mkdirSync(folder), mark(folder, 'sap-atari run 1')], refusedAsOther],
    [
      'a marker that is cut off',
      (folder) => [mkdirSync(folder), writeFileSync(join(folder, 'collection.json'), '{')],
      refusedAsOther,
    ],
    ['a file', (folder) => writeFileSync(folder, ''), /is not a folder: choose another one for a collection$/],
  ])('of %s', (_, make, expected) => {
    const folder = join(temporaryFolder(), 'folder');
    make(folder);
    const content = () =>
      statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];
    const before = content();
    if (typeof expected === 'boolean') {
      const there = existsSync(folder);
      const { lease, isMarked } = openOwnFolder(folder, kind);
      expect(isMarked).toBe(expected);
      expect(() => openOwnFolder(folder, kind)).toThrow('is in use by');
      lease.release();
      expect(existsSync(folder)).toBe(there);
    } else {
      expect(() => openOwnFolder(folder, kind)).toThrow(UsageError);
      expect(() => openOwnFolder(folder, kind)).toThrow(expected);
    }
    expect(content()).toEqual(before);
  });
});

it('leaves no folder behind when the disk is too full for a lease', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  fault.before = (operation) => {
    if (operation === 'writeFileSync') throw diskFull();
  };
  expect(() => openOwnFolder(folder, kind)).toThrow(/^cannot write .*: the disk is full; free some space$/);
  expect(existsSync(folder)).toBe(false);
});
