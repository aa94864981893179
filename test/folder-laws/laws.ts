/**
 * The laws of folders (docs/decisions/0010-run-folders.md) as a table: every command that writes a folder, in every
 * situation in which it may find that folder. A test file gives its commands as rows; add a row to add a command.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLeaseFile, takeLease } from '../../src/files/lease.js';
import { program } from '../helpers/cli.js';

export interface FolderCommand {
  /** As a person types it: `vision train`. */
  readonly name: string;
  /** Arguments of a short run that writes into the folder. */
  readonly args: (folder: string) => readonly string[];
  /** What the same command does to its own folder a second time, without --overwrite. */
  readonly again: 'is refused' | 'goes on';
  /** Whether it takes --overwrite. */
  readonly overwrites: boolean;
  /** Arguments added to --overwrite with which the run cannot start. */
  readonly failingStart?: readonly string[];
  /** Files that depend on the clock, or that a second time may change without being told to overwrite. */
  readonly mayChange?: RegExp;
}

/** Runs the built program; text of both streams, and the exit code. */
export function cli(args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** Path → hash of every file below, but for leases. */
export function snapshot(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => statSync(join(folder, path)).isFile() && !isLeaseFile(path.split('/').at(-1)!),
  );
  const hash = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
  return Object.fromEntries(paths.sort().map((path) => [path, hash(path)]));
}

const otherFiles = {
  'notes.txt': 'mine',
  'metrics.jsonl': '{}\n',
  'config.json': '{"model": "resnet"}',
  'settings.json': '{"theme": "dark"}',
  'checkpoints/epoch-12/weights.pt': 'precious',
  'checkpoints/000000000012': 'a file',
  'seed-1/config.json': '{}',
};
function writeOtherFiles(folder: string, names = Object.keys(otherFiles)): void {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), otherFiles[name as keyof typeof otherFiles]);
  }
}

/** Refused in one line, with a usage error's exit code unless another is named. */
function expectRefusal({ status, output }: ReturnType<typeof cli>, says: RegExp | string): void {
  expect(output).toMatch(says);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
}

/** Declares the tests of these commands. */
export function folderLaws(commands: readonly FolderCommand[]): void {
  describe.each(commands)('$name', ({ args, again, overwrites, failingStart, mayChange }) => {
    let parent: string;
    let own: string;
    const overwrite = overwrites ? ['--overwrite'] : [];
    const unchanging = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).filter(([path]) => !mayChange?.test(path)));

    beforeAll(() => {
      parent = mkdtempSync(join(tmpdir(), 'sap-atari-laws-'));
      own = join(parent, 'own');
      const { status, output } = cli(args(own));
      expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
      expect(readdirSync(own).filter(isLeaseFile)).toEqual([]);
    }, 240_000);
    afterAll(() => rmSync(parent, { recursive: true, force: true }));

    /** A copy of what the command leaves. */
    function ownCopy(name: string): string {
      const copy = join(parent, name);
      cpSync(own, copy, { recursive: true });
      return copy;
    }

    it.each([[[]], [overwrite]])('refuses a folder of other files and does not change it: %j', (more) => {
      const folder = join(parent, `other-${more.length}`);
      writeOtherFiles(folder);
      const before = snapshot(folder);
      expectRefusal(cli([...args(folder), ...more]), 'holds files');
      expect(snapshot(folder)).toEqual(before);
    });

    it('refuses a file in place of the folder', () => {
      const file = join(parent, 'file');
      writeFileSync(file, 'mine');
      expectRefusal(cli(args(file)), 'is not a folder');
      expect(readFileSync(file, 'utf8')).toBe('mine');
    });

    it('refuses a folder that another process writes to, and names that process', () => {
      const folder = ownCopy('busy');
      const before = snapshot(folder);
      const lease = takeLease(folder);
      const holder = `is in use by process ${process.pid} on host "${hostname()}"`;
      expectRefusal(cli([...args(folder), ...overwrite]), holder);
      lease.release();
      expect(snapshot(folder)).toEqual(before);
    });

    it(`${again} the second time, and deletes nothing`, () => {
      const folder = ownCopy('again');
      writeOtherFiles(folder, ['notes.txt']);
      const before = snapshot(folder);
      const second = cli(args(folder));
      if (again === 'is refused') expectRefusal(second, '--overwrite');
      else expect(second).toMatchObject({ status: 0 });
      expect(unchanging(snapshot(folder))).toEqual(unchanging(before));
    });

    it.runIf(overwrites)('with --overwrite does everything anew, to the same bytes, and leaves other files', () => {
      const folder = ownCopy('overwritten');
      writeOtherFiles(folder, ['notes.txt', 'checkpoints/epoch-12/weights.pt']);
      const before = snapshot(folder);
      expect(cli([...args(folder), ...overwrite])).toMatchObject({ status: 0 });
      expect(unchanging(snapshot(folder))).toEqual(unchanging(before));
    });

    it.runIf(failingStart)('with --overwrite keeps what is there when the new run cannot start', () => {
      const folder = ownCopy('kept');
      const before = snapshot(folder);
      const { status, output } = cli([...args(folder), ...overwrite, ...failingStart!]);
      expect(status).not.toBe(0);
      expect(output.trim().split('\n')).toHaveLength(1);
      expect(snapshot(folder)).toEqual(before);
    });
  });
}
