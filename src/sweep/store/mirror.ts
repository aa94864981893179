/** Folders of a sweep, copied between a bucket and the mirror of this machine. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explainFailure, makeFolder, writeAtomically } from '../../files/atomic-write.js';
import { isFolder } from '../../files/read-file.js';
import type { Bucket, StoredObject } from './bucket.js';
import { isLocal, isSafePath } from './keys.js';

/** A folder that more files or bytes are stored of is none of a sweep. */
const mostFiles = 10_000;
const mostBytes = 256 * 1024 ** 3;
/** Requests at a time. */
const atOnce = 8;

/** A file of a folder that is published. */
interface LocalFile {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Brings all that is stored under `under` into a folder: a new one, complete or not there.
 * @param scratch folder of this process, on the same file system
 * @returns whether anything was stored
 * @throws Error in one line for a name that leads out of the folder, and for more than a sweep has
 */
export async function pullFolder(bucket: Bucket, under: string, folder: string, scratch: string): Promise<boolean> {
  const objects = (await bucket.list(`${under}/`)).filter(({ key }) => !key.endsWith('/'));
  if (objects.length === 0) return false;
  const files = objects.map((object) => ({ object, path: object.key.slice(under.length + 1) }));
  const refuse = (what: string) => new Error(`${bucket.name}/${under}: ${what}; nothing of it was copied`);
  const unsafe = files.find(({ path }) => !isSafePath(path));
  if (unsafe) throw refuse(`expected names of files inside it, got ${JSON.stringify(unsafe.path)}`);
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  if (files.length > mostFiles || bytes > mostBytes)
    throw refuse(`expected at most ${mostFiles} files and ${mostBytes} bytes, got ${files.length} and ${bytes}`);
  const temporary = join(scratch, `pull-${randomUUID()}`); // not seeded: no result depends on it
  try {
    await inParallel(files, ({ object, path }) => bucket.download(object, join(temporary, path)));
    explainFailure(folder, () => {
      rmSync(folder, { recursive: true, force: true });
      makeFolder(dirname(folder));
      renameSync(temporary, folder);
    });
    return true;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Stores a folder, then deletes what was stored there besides. @param without names in the folder that are not stored */
export async function pushFolder(
  bucket: Bucket,
  folder: string,
  under: string,
  without: readonly string[] = [],
): Promise<void> {
  const files = filesIn(folder).filter(({ path }) => !without.includes(path.split('/')[0]!));
  await uploadAll(bucket, folder, files, under);
  const stored = new Set(files.map(({ path }) => `${under}/${path}`));
  const others = (await bucket.list(`${under}/`)).filter(({ key }) => !stored.has(key));
  await bucket.remove(others.map(({ key }) => key));
}

const uploadAll = (bucket: Bucket, folder: string, files: readonly LocalFile[], under: string): Promise<void> =>
  inParallel(files, ({ path, bytes }) => bucket.upload(`${under}/${path}`, join(folder, path), bytes));

/** All files of a folder, without what belongs to a process; checkpoints first, since they may need more of other files later, never less. */
function filesIn(folder: string): LocalFile[] {
  const found: LocalFile[] = [];
  const visit = (within: string) => {
    for (const name of readdirSync(join(folder, within)).sort(checkpointsFirst)) {
      if (isLocal(name)) continue;
      const path = within === '' ? name : `${within}/${name}`;
      const status = lstatSync(join(folder, path), { throwIfNoEntry: false });
      if (status?.isDirectory()) visit(path);
      else if (status?.isFile()) found.push({ path, bytes: status.size });
    }
  };
  visit('');
  return found;
}

const checkpointsFirst = (a: string, b: string): number =>
  Number(b === 'checkpoints') - Number(a === 'checkpoints') || (a < b ? -1 : 1);

const latestName = 'latest';
const snapshotForm = /^[0-9]{1,16}-[0-9a-f-]{36}$/;
const unfinished = (sweep: string, id: string): string => `${sweep}/unfinished/${id}`;

/**
 * Stores a folder that a process writes to, as a snapshot of its own, then its name, then deletes earlier ones. So what `latest` names
 * is complete, even where two processes store at the same time.
 */
export async function pushSnapshot(
  bucket: Bucket,
  sweep: string,
  id: string,
  folder: string,
  scratch: string,
): Promise<void> {
  if (!isFolder(folder)) return;
  const name = `${Date.now()}-${randomUUID()}`;
  const held = join(scratch, `snapshot-${name}`);
  const home = unfinished(sweep, id);
  try {
    const files = filesIn(folder).filter(({ path }) => holdFile(join(folder, path), join(held, path)));
    if (files.length === 0) return;
    await uploadAll(bucket, held, files, `${home}/${name}`);
    await bucket.write(`${home}/${latestName}`, name);
  } finally {
    rmSync(held, { recursive: true, force: true });
  }
  await removeSnapshots(bucket, sweep, id, name);
}

/** A link keeps a file that is deleted or replaced meanwhile. @returns false where it is gone already */
function holdFile(path: string, target: string): boolean {
  return explainFailure(target, () => {
    makeFolder(dirname(target));
    try {
      linkSync(path, target);
    } catch {
      if (!existsSync(path)) return false;
      copyFileSync(path, target); // a file system without hard links
    }
    return true;
  });
}

/** Brings the newest snapshot of a job. @returns whether there was one */
export async function pullSnapshot(
  bucket: Bucket,
  sweep: string,
  id: string,
  folder: string,
  scratch: string,
): Promise<boolean> {
  const home = unfinished(sweep, id);
  const name = new TextDecoder().decode((await bucket.read(`${home}/${latestName}`, 64)) ?? new Uint8Array());
  return snapshotForm.test(name) && (await pullFolder(bucket, `${home}/${name}`, folder, scratch));
}

/** Deletes what is stored of an unfinished job. @param except the snapshot to keep */
export async function removeSnapshots(bucket: Bucket, sweep: string, id: string, except?: string): Promise<void> {
  const home = unfinished(sweep, id);
  const keep = (key: string) =>
    except !== undefined && (key === `${home}/${latestName}` || key.startsWith(`${home}/${except}/`));
  await bucket.remove((await bucket.list(`${home}/`)).flatMap(({ key }) => (keep(key) ? [] : [key])));
}

/** Copies objects into files of the same names, those that are safe; others are left out. */
export const pullFiles = (bucket: Bucket, objects: readonly StoredObject[], folder: string): Promise<void> =>
  inParallel(objects, (object) => bucket.download(object, join(folder, basename(object.key))));

/**
 * Whether a folder has come here, or gone from here, as a whole; `state` remembers it.
 * @param version of its content, where that may change
 */
export function isComplete(state: string, path: string, version = ''): boolean {
  const mark = markOf(state, path);
  return existsSync(mark) && readFileSync(mark, 'utf8') === version;
}

export const markComplete = (state: string, path: string, version = ''): void =>
  writeAtomically(markOf(state, path), version);

const markOf = (state: string, path: string): string => join(state, path.replaceAll('/', '+'));

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const serve = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, serve));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
