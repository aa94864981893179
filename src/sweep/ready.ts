/** Which jobs of a plan can start, asked again and again while jobs end: looks only at what may have changed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endedJobs, failurePath, recordPath } from './folder.js';
import { readyJobs, type SweepJob } from './plan/jobs.js';

export interface ReadyJobs {
  /** The job of an id; undefined for one that the plan does not have. */
  job(id: string): SweepJob | undefined;
  isDone(id: string): boolean;
  /** Whether its last attempt failed. */
  isFailed(id: string): boolean;
  /** Jobs that need this one, and nothing else that is not done. */
  after(job: SweepJob): SweepJob[];
  /** All that can start; reads the whole list of records. */
  all(): SweepJob[];
}

/** @param folder of the sweep */
export function createReadyJobs(folder: string, jobs: readonly SweepJob[]): ReadyJobs {
  const dependents = new Map<string, SweepJob[]>();
  for (const job of jobs) {
    for (const need of job.needs) {
      const known = dependents.get(need);
      if (known) known.push(job);
      else dependents.set(need, [job]);
    }
  }
  const byId = new Map(jobs.map((job) => [job.id, job]));
  /** What is done stays done. */
  const done = new Set<string>();
  const isDone = (id: string): boolean => {
    if (done.has(id)) return true;
    const found = existsSync(join(folder, recordPath(id)));
    if (found) done.add(id);
    return found;
  };
  const isFailed = (id: string) => existsSync(join(folder, failurePath(id)));
  const canStart = ({ id, needs }: SweepJob) => !isDone(id) && !isFailed(id) && needs.every(isDone);
  return {
    job: (id) => byId.get(id),
    isDone,
    isFailed,
    after: ({ id }) => (dependents.get(id) ?? []).filter(canStart),
    all() {
      const ended = endedJobs(folder);
      for (const id of ended.done) done.add(id);
      return readyJobs(jobs, ended);
    },
  };
}
