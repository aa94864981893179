/**
 * Sets of files that are valid together or not at all. A set is a folder; its manifest, written last, names every file
 * with size and SHA-256. Files that never change once written may lie in a folder that several sets share.
 *
 *     checkpoints/000000012345/manifest.json      the set of step 12345
 *     checkpoints/000000012345/state.json …       its own files
 *     checkpoints/shared/…                        files that later sets name again instead of writing them anew
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { explainFailure, makeFolder, syncFolder, writeAtomically, writeSynced } from './atomic-write.js';
import { parseJson } from './parse-json.js';
import { isFile, isFolder, readJson, readRegularFile } from './read-file.js';
import { sha256 } from './sha256.js';

/** Name of a file → function that makes its contents; names that start with `shared/` are in the shared folder. */
export type Files = Readonly<Record<string, () => Uint8Array | string>>;

const fingerprint = z.object({ bytes: z.int().min(0), sha256: z.string() });
type Fingerprint = z.infer<typeof fingerprint>;

/** A name cannot point outside the set's folder and the shared one. */
const fileName = z.string().regex(/^(shared\/)?[\w-][\w.-]*$/);
const manifestSchema = z.object({
  format: z.literal('sap-atari checkpoint 2'),
  files: z.record(fileName, fingerprint),
});
type Manifest = z.infer<typeof manifestSchema>;

export interface FileSet {
  readonly number: number;
  /** The set's folder. */
  readonly folder: string;
  /** Names of its verified files, shared ones as `shared/…`. */
  readonly names: readonly string[];
  read(name: string): Uint8Array;
}

const manifestName = 'manifest.json';
const shared = 'shared';
const isShared = (name: string) => name.startsWith(`${shared}/`);

/**
 * Writes set `number` (larger than all before) under `root`, then deletes all but the `keep` newest. A shared file that
 * an earlier set names is not written again.
 * @throws Error in one line when a file cannot be written; earlier sets are not changed, and this one is deleted
 */
export function writeFileSet(root: string, number: number, files: Files, { keep = 2 } = {}): void {
  try {
    explainFailure(root, () => {
      makeFolder(join(root, shared));
      syncFolder(dirname(root));
    });
    writeSet(root, number, files);
    explainFailure(root, () => syncFolder(root));
  } catch (error) {
    tidy(root, keep);
    throw error;
  }
  prune(root, keep);
}

function writeSet(root: string, number: number, files: Files): void {
  const folder = folderOf(root, number);
  explainFailure(folder, () => {
    removeSet(folder);
    mkdirSync(folder);
  });
  const earlier: Manifest['files'] = Object.assign(
    {},
    ...setNumbers(root).map((n) => readManifest(folderOf(root, n))?.files),
  );
  const entries: Record<string, Fingerprint> = {};
  for (const [name, make] of Object.entries(files)) {
    const path = pathOf(root, folder, name);
    const known = isShared(name) && existsSync(path) ? earlier[name] : undefined;
    entries[name] = known ?? write(path, make());
  }
  explainFailure(root, () => {
    for (const each of [folder, join(root, shared)]) syncFolder(each);
  });
  writeAtomically(
    join(folder, manifestName),
    JSON.stringify({ format: 'sap-atari checkpoint 2', files: entries } satisfies Manifest),
  );
}

/** Writes a file in its final place, since no manifest names it yet. */
function write(path: string, contents: Uint8Array | string): Fingerprint {
  const data = typeof contents === 'string' ? Buffer.from(contents) : contents;
  explainFailure(path, () => writeSynced(path, data));
  return fingerprintOf(data);
}

export interface NewestOptions {
  /** Receives a line for each set that is skipped. */
  readonly onFault?: (line: string) => void;
  /** Names of the files to verify; default all. */
  readonly only?: readonly string[];
}

/** Yields the sets whose files match their manifests, newest first; other sets are skipped. */
export function* fileSets(
  root: string,
  { onFault = () => {}, only }: NewestOptions = {},
): Generator<FileSet, undefined> {
  for (const number of setNumbers(root).reverse()) {
    const set = openSet(root, number, only);
    if (typeof set !== 'string') yield set;
    else onFault(set);
  }
}

/** The newest of these sets. */
export const newestFileSet = (root: string, options: NewestOptions = {}): FileSet | undefined =>
  fileSets(root, options).next().value;

/**
 * A JSON file of a set, as it was written (zod would put its keys in another order).
 * @throws UsageError that names the file and the key, when it does not fit the schema
 */
export function readSetJson<T>(set: FileSet, name: string, schema: z.ZodType<T>): T {
  const path = join(set.folder, name);
  const value = parseJson(set.read(name), path);
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue) throw new UsageError(`${path} is damaged: ${issue.path.join('.')}: ${issue.message}`);
  return value as T;
}

/** Deletes the sets after `number`: a run that resumes there writes them again. */
export function discardSetsAfter(root: string, number: number): void {
  for (const later of setNumbers(root).filter((n) => n > number)) removeSet(folderOf(root, later));
}

/** Deletes a set, its manifest first: a deletion that is interrupted leaves no set that looks damaged. */
function removeSet(folder: string): void {
  if (!isFolder(folder)) return; // not a set
  rmSync(join(folder, manifestName), { force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Opens and verifies a set. @returns a string that says what is wrong with it, if anything is */
function openSet(root: string, number: number, only?: readonly string[]): FileSet | string {
  const folder = folderOf(root, number);
  const manifest = readManifest(folder);
  if (!manifest) return `checkpoint ${folder} is unusable: its ${manifestName} is damaged or of another version`;
  const names = only ?? Object.keys(manifest.files);
  for (const name of names) {
    const expected = manifest.files[name];
    const path = pathOf(root, folder, name);
    if (!expected || !isFile(path)) return `checkpoint ${folder} is unusable: ${name} is missing`;
    const { size } = statSync(path);
    if (size !== expected.bytes || fingerprintOf(readRegularFile(path, size)).sha256 !== expected.sha256) {
      return `checkpoint ${folder} is unusable: ${name} is damaged (expected ${expected.bytes} bytes, got ${size})`;
    }
  }
  const read = (name: string) => readRegularFile(pathOf(root, folder, name), manifest.files[name]?.bytes ?? 0);
  return { number, folder, names, read };
}

/** Whether an entry of the root is a set, finished or not. */
const isSetName = (name: string) => /^\d{12}$/.test(name);
const folderOf = (root: string, number: number) => join(root, String(number).padStart(12, '0'));
const pathOf = (root: string, folder: string, name: string) => join(isShared(name) ? root : folder, name);

/** Numbers of the sets that have a manifest, ascending. */
function setNumbers(root: string): number[] {
  if (!isFolder(root)) return [];
  const names = readdirSync(root).filter((name) => isSetName(name) && existsSync(join(root, name, manifestName)));
  return names.map(Number).sort((a, b) => a - b);
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return manifestSchema.safeParse(readJson(join(folder, manifestName))).data;
  } catch {
    return undefined;
  }
}

const fingerprintOf = (data: Uint8Array): Fingerprint => ({
  bytes: data.length,
  sha256: sha256(data),
});

/** Makes room after a failure; the first failure is the one to report. */
function tidy(root: string, keep: number): void {
  try {
    prune(root, keep);
  } catch {}
}

/** Paths below the root of all sets, then of the shared files. */
export function setPaths(root: string): string[] {
  const names = (folder: string) => (isFolder(folder) ? readdirSync(folder) : []);
  const sets = names(root).filter((name) => isSetName(name) && isFolder(join(root, name)));
  const sharedNames = names(join(root, shared)).filter((name) => isFile(join(root, shared, name)));
  return [...sets, ...sharedNames.map((name) => `${shared}/${name}`)];
}

/**
 * Deletes sets beyond the newest `keep`, unfinished sets, and shared files that no set names any more; no other files.
 */
function prune(root: string, keep: number): void {
  const kept = setNumbers(root).slice(-keep);
  const manifests = kept.map((number) => readManifest(folderOf(root, number)));
  for (const entry of readdirSync(root)) {
    if (isSetName(entry) && !kept.includes(Number(entry))) removeSet(join(root, entry));
  }
  if (!manifests.every((manifest) => manifest !== undefined)) return; // an unreadable manifest may name any of the files
  const named = new Set(manifests.flatMap(({ files }) => Object.keys(files)));
  for (const entry of readdirSync(join(root, shared))) {
    const path = join(root, shared, entry);
    if (!named.has(`${shared}/${entry}`) && isFile(path)) rmSync(path, { force: true });
  }
}
