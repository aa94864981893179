import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { isFile, isFolder, namesIn, readJson, readRegularFile } from '../../src/files/read-file.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const bytes = Uint8Array.of(1, 2, 3);

/** A path where nothing waits, which the maker fills. */
async function made(make: (path: string) => unknown): Promise<string> {
  const path = join(temporaryFolder(), 'x');
  await make(path);
  return path;
}

describe('regular files', () => {
  it.each<[string, (path: string) => unknown]>([
    ['a file', (path) => writeFileSync(path, bytes)],
    [
      'a link to one',
      (path) => {
        writeFileSync(`${path}.bin`, bytes);
        symlinkSync(`${path}.bin`, path);
      },
    ],
  ])('%s is read', async (_, make) => {
    expect(readRegularFile(await made(make), 3)).toEqual(bytes);
  });

  it.each<[string, (path: string) => unknown, string]>([
    ['nothing there', () => {}, 'no such file or folder; check the path'],
    ['a folder', (path) => mkdirSync(path), 'expected a file, got a folder'],
    ['a FIFO', (path) => execFileSync('mkfifo', [path]), 'expected a file, got a FIFO (named pipe)'],
    ['a socket', listening, 'expected a file, got a socket'],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path), 'expected a file, got a device'],
    ['a link in a circle', (path) => symlinkSync(path, path), 'its links lead in a circle'],
    ['a file too large', (path) => writeFileSync(path, new Uint8Array(4)), 'expected at most 3 bytes, got 4'],
  ])('%s is refused in one line, without waiting', async (_, make, reason) => {
    const path = await made(make);
    const read = () => readRegularFile(path, 3);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(new UsageError(`cannot read ${path}: ${reason}`));
  });

  it.skipIf(process.getuid?.() === 0)('a file without permission is refused', async () => {
    const path = await made((file) => {
      writeFileSync(file, bytes);
      chmodSync(file, 0);
    });
    expect(() => readRegularFile(path, 3)).toThrow('permission denied; make it readable');
  });

  it('invalid JSON is refused with the name of the file', async () => {
    expect(readJson(await made((path) => writeFileSync(path, '\ufeff{"a":1}')))).toEqual({ a: 1 });
    const path = await made((file) => writeFileSync(file, '{,}'));
    expect(() => readJson(path)).toThrow(`${path}: expected JSON, got`);
  });
});

function listening(path: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(path, resolve));
}

describe('folders', () => {
  it('namesIn sorts the names and skips hidden ones', () => {
    const folder = temporaryFolder();
    for (const name of ['b', '.hidden', 'a', 'C']) writeFileSync(join(folder, name), '');
    expect(namesIn(folder)).toEqual(['C', 'a', 'b']);
    expect(() => namesIn(join(folder, 'a'))).toThrow('expected a folder, got a file');
    expect([isFolder(folder), isFile(folder), isFile(join(folder, 'a')), isFile('')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
