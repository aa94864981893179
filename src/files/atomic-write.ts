/** Writes files atomically: after a crash, a file is either complete or absent. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFolder } from './read-file.js';

/**
 * Makes the folder of a file that will be written, and checks before the work that the file can be written.
 * @throws Error in one line, with what to do
 */
export function prepareFile(path: string): void {
  explainFailure(path, () => {
    makeFolder(dirname(path));
    const target = regularTarget(path);
    const isNew = !existsSync(target);
    closeSync(openSync(target, 'a')); // fails without permission
    if (isNew) rmSync(target);
  });
}

/**
 * Writes a temporary file beside the file, syncs it, renames it over the file, and syncs the folder. Makes the folder where
 * there is none. A symbolic link is followed: its target is replaced, the link stays.
 * @throws Error in one line, with what to do; also when the path is not a regular file, which is not changed
 */
export const writeAtomically = (path: string, data: Uint8Array | string): void => writeTogether({ [path]: data });

/**
 * Writes several files so that a crash leaves all old or all new ones, except in the short time between two renames: then those
 * not yet replaced are complete at their `temporaryPath`.
 * @param files contents by path; they are replaced in this order, after all have been written
 * @throws as `writeAtomically`; then the files are as they were, unless a rename failed
 */
export function writeTogether(files: Readonly<Record<string, Uint8Array | string>>): void {
  const written: Temporary[] = [];
  let replaced = 0;
  try {
    for (const [path, data] of Object.entries(files)) {
      const file = temporaryOf(path);
      written.push(file);
      explainFailure(path, () => writeSynced(file.temporary, data, 'wx'));
    }
    for (const { path, temporary, target } of written) {
      explainFailure(path, () => renameSync(temporary, target));
      replaced++;
    }
  } catch (error) {
    if (replaced === 0) for (const { temporary } of written) removeQuietly(temporary);
    throw error;
  }
  for (const folder of new Set(written.map(({ target }) => dirname(target)))) {
    explainFailure(folder, () => syncFolder(folder));
  }
}

/** A file that something else writes piece by piece, under a temporary name beside its own. */
export interface PendingFile {
  /** Where to write; no such file exists at first. */
  readonly temporary: string;
  /** Replaces the file by what was written, durably. @throws Error in one line, with what to do */
  commit(): void;
  /** Removes what was written; the file is as it was. */
  discard(): void;
}

/**
 * Makes the folder of a file, and names the temporary file to write in its place.
 * @throws as `writeAtomically`
 */
export function pendingFile(path: string): PendingFile {
  const { temporary, target } = temporaryOf(path);
  return {
    temporary,
    commit() {
      explainFailure(path, () => {
        syncFile(temporary);
        renameSync(temporary, target);
        syncFolder(dirname(target));
      });
    },
    discard: () => removeQuietly(temporary),
  };
}

interface Temporary {
  readonly path: string;
  readonly temporary: string;
  /** The file that is replaced: the end of the path's symbolic links. */
  readonly target: string;
}

function temporaryOf(path: string): Temporary {
  return explainFailure(path, () => {
    makeFolder(dirname(path));
    const target = regularTarget(path);
    const temporary = `${target}${temporarySuffix}`;
    rmSync(temporary, { force: true }); // left by a killed process: no other file has such a name
    return { path, temporary, target };
  });
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Suffix of a file that is being written; no other file has it. */
const temporarySuffix = '.sap-atari.tmp';

/** Where `writeTogether` writes a file before it replaces it. */
export const temporaryPath = (path: string): string => `${endOfLinks(path)}${temporarySuffix}`;

const endOfLinks = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

/** Replaces a file by what lies at its `temporaryPath`, if anything does. @throws Error in one line, with what to do */
export function replaceByTemporary(path: string): void {
  if (!existsSync(temporaryPath(path))) return;
  explainFailure(path, () => renameSync(temporaryPath(path), endOfLinks(path)));
}

/** The name of a file without the suffix of temporary ones. */
export const withoutSuffix = (name: string): string =>
  isTemporary(name) ? name.slice(0, -temporarySuffix.length) : name;

/** Whether a file of this name is temporary: being written, or left by a killed process. */
export const isTemporary = (name: string): boolean => name.endsWith(temporarySuffix);

/** The end of a path's symbolic links. @throws Error when it exists and is not a regular file */
function regularTarget(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false }); // fails for links in a circle
  if (found) expectRegular(path, found);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  return regularTarget(resolve(realpathSync(dirname(path)), readlinkSync(path)));
}

/** @throws Error in one line for a folder, FIFO, socket or device */
function expectRegular(path: string, found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a FIFO'
      : found.isSocket()
        ? 'a socket'
        : 'a device';
  throw new Error(`cannot write ${path}: expected a regular file or none, found ${kind}; choose another name`);
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {} // the earlier failure is reported
}

/** Writes a file and syncs its contents; its name is durable once its folder has been synced. */
export function writeSynced(path: string, data: Uint8Array | string, flag: 'w' | 'wx' = 'w'): void {
  const file = openSync(path, flag);
  try {
    writeFileSync(file, data);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Appends all of the data or nothing; not synced. A symbolic link is followed.
 * @throws Error in one line, with what to do; also when the path is not a regular file
 */
export function appendWhole(path: string, data: Uint8Array | string): void {
  explainFailure(path, () => {
    const before = sizeOf(path);
    try {
      appendFileSync(path, data);
    } catch (error) {
      if (existsSync(path)) truncateSync(path, before);
      throw error;
    }
  });
}

/** Bytes of a regular file, 0 where there is none. @throws Error in one line for anything else */
export function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) expectRegular(path, found);
  return found?.size ?? 0;
}

/**
 * Makes a folder and its parents. (Node's `recursive` option never returns where the system reports ENOENT below an existing
 * folder, as /proc does.)
 * @returns whether the folder is new
 * @throws what the file system reports
 */
export function makeFolder(path: string): boolean {
  if (isFolder(path)) return false;
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && isFolder(path)) return false; // another process was faster
    const parent = dirname(path);
    if (code !== 'ENOENT' || isFolder(parent) || parent === path) throw error;
    makeFolder(parent);
    return makeFolder(path);
  }
  return true;
}

/** Makes the names in a folder durable; does nothing on Windows, which cannot. */
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
  ENOENT: 'its folder does not exist and could not be made; choose another folder',
  ENAMETOOLONG: 'a name in the path is too long; choose a shorter one',
  EXDEV: 'the folder spans two file systems, by a symbolic link in it; choose another folder',
  ELOOP: 'symbolic links go round in a circle; choose another name',
};

/** The reason why something could not be written, and what to do, in one line. */
export function failureReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

/** Whether a write failed because the disk or the quota is full. */
export function isDiskFull(error: unknown): boolean {
  const { code, cause } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || (cause !== undefined && isDiskFull(cause));
}

/**
 * Calls `write`.
 * @throws Error in one line, with the path and what to do, for a failure of the file system; other errors as they are
 */
export function explainFailure<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new Error(`cannot write ${path}: ${failureReason(error)}`, { cause: error });
  }
}
