/** Reading what a user pointed at: whatever the file system refuses is one line that says what to do. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { UsageError } from '../errors.js';

/** @throws UsageError in one line */
export function readUserFile(path: string): Uint8Array {
  return explained(path, () => readFileSync(path));
}

/** Names in a folder, sorted by code units so that every machine has one order; hidden ones are left out. */
export function namesIn(folder: string): string[] {
  return explained(folder, () => readdirSync(folder))
    .filter((name) => !name.startsWith('.'))
    .sort();
}

/** Follows links; nothing there, or a link that leads nowhere, is neither. */
export const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
export const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder; check the path',
  EACCES: 'permission denied; make it readable',
  EISDIR: 'expected a file, got a folder',
  ENOTDIR: 'expected a folder, got a file',
};

function explained<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${path}: ${reasons[code] ?? message}`);
  }
}
