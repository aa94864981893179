/** Files that are either there in full or not at all, whatever happens while they are written. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the folder of a file that is to be written, and sees that it can be: before the work that the file is to hold.
 * @throws Error in one line, with what to do
 */
export function prepareFile(path: string): void {
  explainFailure(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a')); // fails for a folder, and for want of permission
    if (statSync(path).size === 0) rmSync(path);
  });
}

/**
 * Written beside the file, synced, renamed over it, and the folder, made where there is none, synced.
 * @throws Error in one line, with what to do
 */
export function writeAtomically(path: string, data: Uint8Array | string): void {
  const temporary = `${path}.tmp`;
  explainFailure(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeSynced(temporary, data);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/** Writes a file whose contents are durable when this returns, and whose name is when its folder has been synced. */
export function writeSynced(path: string, data: Uint8Array | string): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Appends all of the text or nothing of it; not synced. @throws Error in one line, with what to do */
export function appendWhole(path: string, text: string): void {
  explainFailure(path, () => {
    const before = existsSync(path) ? statSync(path).size : 0;
    try {
      appendFileSync(path, text);
    } catch (error) {
      if (existsSync(path)) truncateSync(path, before);
      throw error;
    }
  });
}

/** Makes the names in a folder durable; systems that cannot (Windows) do without. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EROFS: 'the file system is read-only; choose another folder',
  EACCES: 'permission denied; choose a folder you may write to',
  EPERM: 'permission denied; choose a folder you may write to',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder',
  EEXIST: 'a file is in the way; choose another folder',
  EISDIR: 'a folder has that name; choose another',
};

/** Why something could not be written, and what to do, in one line. */
export function failureReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/** Whether a failure is for want of room, which somebody may make. */
export function isDiskFull(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || (cause !== undefined && isDiskFull(cause));
}

/**
 * Runs `write`; a failure of the file system becomes one line that names the path and says what to do. Other errors
 * pass through as they are.
 */
export function explainFailure<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new Error(`cannot write ${path}: ${failureReason(error)}`, { cause: error });
  }
}
