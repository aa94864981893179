/** Folders that commands write to: new, empty, or marked as their own kind; one process at a time. */
import { readdirSync, rmdirSync, statSync } from 'node:fs';
import { UsageError } from '../common/errors.js';
import { explainFailure, isTemporary, makeFolder } from './atomic-write.js';
import { type Format, isFormat } from './format.js';
import { isLeaseFile, type Lease, type LeaseOptions, takeLease } from './lease.js';
import { readJson } from './read-file.js';

/** A kind of folder. */
export interface FolderKind {
  /** In messages: `a training run`. */
  readonly noun: string;
  /** The file that marks the folder. */
  readonly marker: string;
  /** Whether the folder, which is not empty, has this mark. */
  readonly isMarked: (folder: string) => boolean;
}

/** Whether the JSON file has this format. @throws UsageError in one line for another version of it */
export function hasFormat(path: string, format: Format): boolean {
  let found: unknown;
  try {
    found = (readJson(path) as { readonly format?: unknown }).format;
  } catch {
    return false;
  }
  return isFormat(found, format, path);
}

/**
 * Checks that a folder may be written to; writes nothing itself.
 * @returns whether it is marked: false for a folder that is empty or not there
 * @throws UsageError for a file, and for a folder that is not empty and not marked
 */
export function isOwnFolder(folder: string, { noun, marker, isMarked }: FolderKind): boolean {
  const found = explainFailure(folder, () => statSync(folder, { throwIfNoEntry: false }));
  if (!found) return false;
  if (!found.isDirectory()) throw new UsageError(`${folder} is not a folder: choose another one for ${noun}`);
  const others = readdirSync(folder).filter((name) => !isLeaseFile(name) && !isTemporary(name));
  if (others.length === 0) return false;
  if (isMarked(folder)) return true;
  throw new UsageError(
    `${folder} holds files (${JSON.stringify(others.sort()[0])}) but not ${noun} of sap-atari (no valid ${marker}), and was not changed: choose another folder, or an empty one`,
  );
}

/**
 * Makes the folder where there is none, and takes its lease. A new folder is removed again if it is still empty when the lease
 * is released, or when the lease cannot be taken.
 * @returns the lease, and whether the folder was marked before
 * @throws UsageError for a folder that is not of this kind, or in use; Error when it cannot be written to
 */
export function openOwnFolder(
  folder: string,
  kind: FolderKind,
  options: LeaseOptions = {},
): { readonly lease: Lease; readonly isMarked: boolean } {
  isOwnFolder(folder, kind);
  const made = explainFailure(folder, () => makeFolder(folder));
  let taken: Lease | undefined;
  const release = () => {
    taken?.release();
    if (made) removeIfEmpty(folder);
  };
  try {
    taken = takeLease(folder, options);
    const isMarked = isOwnFolder(folder, kind); // again: another writer may have come and gone
    return { lease: { expectHeld: taken.expectHeld, release }, isMarked };
  } catch (error) {
    release();
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {} // not empty
}
