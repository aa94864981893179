/**
 * Sweeps in a bucket, of which every machine has a mirror: a folder in which all works as in a shared one.
 *
 *     <sweep>/plan.json, agents/, shards/, evaluations/, jobs/, logs/    as in the folder of a sweep, without checkpoints
 *     <sweep>/unfinished/<job>/                                          what a job has computed so far
 *
 * What a record says is done is complete: a job's folder is stored before its record. Nothing is locked: two machines may run
 * one job, and store the same bytes.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { explainFailure, sizeOf, writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { isFolder, sizeLimits } from '../../files/read-file.js';
import { checkpointsName } from '../../storage/runs/names.js';
import { configPath, endedJobs, failurePath, jobsName, logPath, planName, recordPath } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { readPlan } from '../plan/plan-file.js';
import type { Bucket } from './bucket.js';
import { foldersRead, isPlanOf } from './head.js';
import { isSafePath } from './keys.js';
import {
  isComplete,
  markComplete,
  pullFiles,
  pullFolder,
  pullSnapshot,
  pushFolder,
  pushSnapshot,
  removeSnapshots,
} from './mirror.js';
import { lasts, type Patience, patience } from './patience.js';
import type { SweepStore } from './store.js';

export interface MirrorOptions {
  /** Folder of the mirror, which this process holds the lease of. */
  readonly root: string;
  /** How often unfinished jobs are published. */
  readonly publishMs: number;
  readonly onWarning: (line: string) => void;
}

/** Written by `sweep submit`, the last of them last. */
const headNames = [jobsName, planName, 'sweep.json', 'submitted.json'];
const recordForm = /^[0-9a-f]{16}(\.failed)?\.json$/;
/** A push may take no more than this share of the time. */
const mostShare = 0.1;

export function mirroredStore(bucket: Bucket, { root, publishMs, onWarning }: MirrorOptions): SweepStore {
  const waiting: Patience = patience(onWarning);
  /** Etags of the plans that are here, by name of the sweep. */
  const known = new Map<string, string>();
  /** Records that this process is storing: they are not deleted for not being in the store yet. */
  const storing = new Set<string>();
  const stateOf = (sweep: string) => join(root, '.state', sweep);
  const scratch = join(root, '.scratch');
  explainFailure(scratch, () => rmSync(scratch, { recursive: true, force: true })); // left by a killed process

  /** The plan, when it has changed. @returns whether there is one */
  async function pullPlan(sweep: string): Promise<boolean> {
    const { objects } = await bucket.top(`${sweep}/`);
    const heads = objects.filter(({ key }) => headNames.includes(key.slice(sweep.length + 1)));
    if (!heads.some(({ key }) => key === `${sweep}/${planName}`)) return false;
    const etags = JSON.stringify(heads.map(({ key, etag }) => [key, etag]));
    if (known.get(sweep) === etags) return true;
    const files = new Map<string, Uint8Array>();
    for (const name of headNames) {
      const bytes = await bucket.read(`${sweep}/${name}`, name === jobsName ? sizeLimits.rows : sizeLimits.json);
      if (bytes) files.set(name, bytes);
    }
    // A plan that is being stored is read again later.
    if (!isPlanOf(files.get(planName), files.get(jobsName), sweep)) return existsSync(join(root, sweep, planName));
    for (const [name, bytes] of files) writeAtomically(join(root, sweep, name), bytes);
    known.set(sweep, etags);
    return true;
  }

  /** Records that are new, and deletes those that were deleted. */
  async function pullRecords(sweep: string): Promise<void> {
    const folder = join(root, sweep, 'jobs');
    const here = new Set(recordsIn(folder));
    const busy = new Set(storing);
    const stored = (await bucket.list(`${sweep}/jobs/`)).filter(({ key }) => recordForm.test(basename(key)));
    await pullFiles(
      bucket,
      stored.filter(({ key, bytes }) => !here.has(basename(key)) && bytes <= sizeLimits.json),
      folder,
    );
    const names = new Set(stored.map(({ key }) => basename(key)));
    for (const name of here) {
      if (!names.has(name) && !busy.has(`${sweep}/${name}`)) rmSync(join(folder, name), { force: true });
    }
  }

  /** A finished folder, unless it is here. @param version of its content */
  async function pullFinished(folder: string, path: string, version?: string): Promise<void> {
    const sweep = basename(folder);
    if (isComplete(stateOf(sweep), path, version)) return;
    if (!(await pullFolder(bucket, `${sweep}/${path}`, join(folder, path), scratch)))
      throw new Error(`${bucket.name}/${sweep}/${path}: expected the files of a finished job, got none`);
    markComplete(stateOf(sweep), path, version);
  }

  async function pullFile(folder: string, path: string): Promise<boolean> {
    if (existsSync(join(folder, path))) return true;
    const bytes = await bucket.read(`${basename(folder)}/${path}`, sizeLimits.json);
    if (bytes) writeAtomically(join(folder, path), bytes);
    return bytes !== undefined;
  }

  async function pushFile(folder: string, path: string): Promise<void> {
    const file = join(folder, path);
    if (existsSync(file)) await bucket.upload(`${basename(folder)}/${path}`, file, sizeOf(file));
  }

  return {
    ...{ name: bucket.name, root },
    folderOf(sweep) {
      if (isSafePath(sweep) && !sweep.includes('/')) return join(root, sweep);
      throw new UsageError(`${bucket.name}: expected the name of a sweep, got ${shown(sweep)}`);
    },
    async refresh(folder) {
      const sweeps = folder === undefined ? (await bucket.top('')).folders.filter(isSafePath) : [basename(folder)];
      for (const sweep of sweeps) if (await pullPlan(sweep)) await pullRecords(sweep);
    },
    async fetchResults(folder) {
      const { jobs } = readPlan(folder);
      const { done } = endedJobs(folder);
      const merged = jobs.filter(({ id, kind }) => kind === 'merge' && done.has(id));
      const parts = new Set(jobs.filter(({ kind }) => kind === 'evaluate').map((part) => part.folder));
      for (const job of merged) await pullFinished(folder, job.folder, versionOf(job));
      const agents = merged.flatMap((job) => foldersRead(job, jobs)).filter((path) => !parts.has(path));
      for (const path of new Set(agents)) await pullFinished(folder, path);
    },
    async publishPlan(folder) {
      const sweep = basename(folder);
      const { jobs } = readPlan(folder);
      const trained = new Set(jobs.map((job) => job.folder));
      const given = new Set(jobs.flatMap(({ run }) => (run === undefined || trained.has(run) ? [] : [run])));
      const { folders } = await bucket.top(`${sweep}/agents/`);
      for (const run of given) {
        if (!folders.includes(basename(run))) await pushFolder(bucket, join(folder, run), `${sweep}/${run}`);
        markComplete(stateOf(sweep), run);
      }
      const configs = new Set((await bucket.list(`${sweep}/configs/`)).map(({ key }) => key));
      const paths = jobs.filter(({ kind }) => kind === 'train').map(({ id }) => configPath(id));
      const added = paths.filter((path) => !configs.has(`${sweep}/${path}`));
      for (const path of [...added, ...headNames]) await pushFile(folder, path);
    },
    async deleting(folder, work) {
      const before = recordsIn(join(folder, 'jobs'));
      const result = await work();
      const after = new Set(recordsIn(join(folder, 'jobs')));
      const deleted = before.filter((name) => !after.has(name));
      await bucket.remove(deleted.map((name) => `${basename(folder)}/jobs/${name}`));
      return result;
    },
    prepare: ({ job, plan, folder, signal }) =>
      waiting(signal, async () => {
        const sweep = basename(folder);
        if (await pullFile(folder, recordPath(job.id))) return true; // another machine has done it
        for (const id of job.needs) if (!(await pullFile(folder, recordPath(id)))) return false;
        for (const path of foldersRead(job, plan.jobs)) await pullFinished(folder, path);
        if (job.kind === 'train') await pullFile(folder, configPath(job.id));
        if (!isFolder(join(folder, job.folder)))
          await pullSnapshot(bucket, sweep, job.id, join(folder, job.folder), scratch);
        return true;
      }),
    async running({ job, folder, signal }, work) {
      const push = async () => {
        try {
          await pushSnapshot(bucket, basename(folder), job.id, join(folder, job.folder), scratch);
        } catch (error) {
          onWarning(`${job.name}: what it has computed so far could not be stored: ${(error as Error).message}`);
        }
      };
      const end = new AbortController();
      const pushing = (async () => {
        for (let pause = publishMs; await lasts(pause, end.signal); ) {
          const start = performance.now();
          await push();
          pause = Math.max(publishMs, (performance.now() - start) / mostShare);
        }
      })();
      try {
        return await work();
      } finally {
        end.abort();
        await pushing;
        if (signal.aborted) await push();
      }
    },
    publishResult: (placed) =>
      waiting(placed.signal, async () => {
        const { job, folder } = placed;
        const sweep = basename(folder);
        const without = job.kind === 'train' ? [checkpointsName] : [];
        await pushFolder(bucket, join(folder, job.folder), `${sweep}/${job.folder}`, without);
        markComplete(stateOf(sweep), job.folder, versionOf(job));
        await removeSnapshots(bucket, sweep, job.id);
      }),
    async publishRecord(placed, record) {
      const { job, folder, signal } = placed;
      const sweep = basename(folder);
      const [path, other] = [recordPath(job.id), failurePath(job.id)];
      const [kept, gone] = 'reason' in record ? [other, path] : [path, other];
      storing.add(`${sweep}/${basename(kept)}`);
      try {
        await waiting(signal, async () => {
          await pushFile(folder, logPath(job.id));
          await bucket.write(`${sweep}/${kept}`, jsonText(record));
          if (gone === other) await bucket.remove([`${sweep}/${gone}`]);
        });
      } finally {
        storing.delete(`${sweep}/${basename(kept)}`);
      }
    },
    close() {
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** Merging for a plan that has grown writes into the same folder. */
const versionOf = ({ id, kind }: SweepJob): string | undefined => (kind === 'merge' ? id : undefined);

const recordsIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).filter((name) => recordForm.test(name));
