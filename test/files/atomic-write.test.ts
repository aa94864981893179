import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appendWhole, makeFolder, prepareFile, writeAtomically, writeTogether } from '../../src/files/atomic-write.js';
import { diskFull, fault } from '../helpers/faulty-files.js';
import { fromSource } from '../helpers/from-source.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'x.txt');
});

const writers: readonly (readonly [string, (path: string) => void])[] = [
  ['writeAtomically', (at) => writeAtomically(at, 'new')],
  ['appendWhole', (at) => appendWhole(at, 'new')],
  ['prepareFile', prepareFile],
];

describe.each(writers)('%s', (name, write) => {
  const after = name === 'writeAtomically' ? 'new' : name === 'appendWhole' ? 'oldnew' : 'old';

  it('writes a regular file, and leaves no other file beside it', () => {
    writeFileSync(path, 'old');
    write(path);
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(readdirSync(folder)).toEqual(['x.txt']);
  });

  it('replaces an empty file', () => {
    writeFileSync(path, '');
    write(path);
    expect(readFileSync(path, 'utf8')).toBe(after.replace('old', ''));
  });

  it.each(['elsewhere/target.txt', '../linked.txt'])('follows a symbolic link to %s', (target) => {
    mkdirSync(join(folder, 'place', 'elsewhere'), { recursive: true });
    symlinkSync(join(folder, 'place'), join(folder, 'link')); // the link lies behind a linked folder itself
    const linked = join(folder, 'link', 'x.txt');
    symlinkSync(target, linked);
    writeFileSync(join(folder, 'place', target), 'old');
    write(linked);
    expect(readlinkSync(linked)).toBe(target);
    expect(readFileSync(join(folder, 'place', target), 'utf8')).toBe(after);
    expect(readdirSync(join(folder, 'place', 'elsewhere')).every((file) => file === 'target.txt')).toBe(true);
  });

  it('follows a symbolic link whose target does not exist yet', () => {
    symlinkSync('target.txt', path);
    write(path);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    const there = readdirSync(folder).includes('target.txt');
    expect(there && readFileSync(path, 'utf8')).toBe(name === 'prepareFile' ? false : 'new');
  });

  it.each<readonly [string, (at: string) => void, string]>([
    ['a folder', (at) => mkdirSync(at), 'found a folder'],
    ['a FIFO', (at) => execFileSync('mkfifo', [at]), 'found a FIFO'],
    ['a device', (at) => symlinkSync('/dev/null', at), 'found a device'],
    ['links in a circle', (at) => symlinkSync('x.txt', at), 'symbolic links go round in a circle'],
  ])('refuses %s in one line, and does not change it', (_, make, message) => {
    make(path);
    const before = lstatSync(path);
    expect(() => write(path)).toThrow(new RegExp(`^cannot write .*x\\.txt: .*${message}; choose another name$`));
    expect(lstatSync(path).ino).toBe(before.ino);
    expect(readdirSync(folder)).toEqual(['x.txt']);
  });

  it('says in one line why it fails and what to do', () => {
    writeFileSync(path, '');
    expect(() => write(join(path, 'y.txt'))).toThrow(/^cannot write .*y\.txt: .* choose another folder$/);
  });

  it('says that the disk is full, and does not change the old file', () => {
    writeFileSync(path, 'old');
    fault.before = (operation) => {
      if (['writeFileSync', 'appendFileSync', 'openSync'].includes(operation)) throw diskFull();
    };
    expect(() => write(path)).toThrow(/^cannot write .*: the disk is full; free some space$/);
    fault.before = () => {};
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['x.txt']);
  });
});

it('writeTogether replaces no file when one of them cannot be written', () => {
  writeAtomically(path, 'old');
  const other = join(folder, 'folder');
  mkdirSync(other);
  expect(() => writeTogether({ [path]: 'new', [other]: 'new' })).toThrow('found a folder');
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder).sort()).toEqual(['folder', 'x.txt']);
});

it('writeAtomically replaces the temporary file of a killed process', () => {
  writeFileSync(`${path}.sap-atari.tmp`, 'cut o');
  writeAtomically(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['x.txt']);
});

describe('makeFolder', () => {
  it('makes the parent folders too, once', () => {
    expect(makeFolder(join(folder, 'a', 'b'))).toBe(true);
    expect(existsSync(join(folder, 'a', 'b'))).toBe(true);
    expect(makeFolder(join(folder, 'a', 'b'))).toBe(false);
    symlinkSync('a', join(folder, 'link'));
    expect(makeFolder(join(folder, 'link', 'b'))).toBe(false);
  });

  it.each<readonly [string, string]>([
    ['file', 'EEXIST'],
    ['file/x', 'ENOTDIR'],
    ['nowhere', 'EEXIST'],
    ['nowhere/x', 'EEXIST'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
  ])('refuses %s', (name, code) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('not-there/x', join(folder, 'nowhere'));
    expect(() => makeFolder(join(folder, name))).toThrow(expect.objectContaining({ code }));
  });

  // Node's own `recursive` never returns here, so this runs in a process that can be killed.
  it.runIf(process.platform === 'linux')('fails where no folder can be made and the system reports only ENOENT', () => {
    const module = new URL('../../src/files/atomic-write.ts', import.meta.url);
    const code = `import { makeFolder } from '${module}';
      try { makeFolder('/proc/none/x'); } catch ({ code }) { console.log(code); }`;
    const { stdout } = spawnSync(process.execPath, ['--import', fromSource, '--input-type=module', '-e', code], {
      ...{ encoding: 'utf8', timeout: 30_000, killSignal: 'SIGKILL' },
    });
    expect(stdout).toBe('ENOENT\n');
  });
});
