/** Names in the folder of a sweep. docs/scale.md shows the whole folder. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writerOf } from '../files/lease.js';

/** Where sweeps are kept, unless another folder is given. */
export const sweepsFolder = join('runs', 'sweeps');

export const planName = 'plan.json';
export const jobsName = 'jobs.jsonl';

/** Config of a training, relative to the folder. */
export const configPath = (id: string): string => `configs/${id}.json`;
/** What a worker records of a job that is done. */
export const recordPath = (id: string): string => `jobs/${id}.json`;
/** What it records of one that failed. */
export const failurePath = (id: string): string => `jobs/${id}.failed.json`;
/** The output of a job's processes. */
export const logPath = (id: string): string => `logs/${id}.log`;
/** Folder of the result cards. */
export const cardsFolder = 'cards';
/** The merged results of an evaluation. */
export const mergedPath = (evaluation: string): string => `evaluations/${evaluation}`;

const idForm = /^([0-9a-f]{16})(\.failed)?\.json$/;

/** Ids of the jobs of a sweep that are done, and of those that failed: reads the names of one folder. */
export function endedJobs(folder: string): {
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
} {
  const records = join(folder, 'jobs');
  const found = (existsSync(records) ? readdirSync(records) : []).flatMap((name) => {
    const [, id, failed] = idForm.exec(name) ?? [];
    return id === undefined ? [] : [{ id, isDone: failed === undefined }];
  });
  const done = new Set(found.flatMap(({ id, isDone }) => (isDone ? [id] : [])));
  return { done, failed: new Set(found.flatMap(({ id, isDone }) => (isDone || done.has(id) ? [] : [id]))) };
}

/** Whether a process, perhaps on another machine, writes to what a job writes. @param sweep its folder @param path of the job's, in it */
export const isInUse = (sweep: string, path: string): boolean => writerOf(join(sweep, path)) === 'alive';
