/** How far a sweep is, from the records in its folder. */
import { endedJobs, isInUse } from './folder.js';
import { type JobKind, jobKinds, readyJobs, type SweepJob } from './plan/jobs.js';
import { type FailureRecord, type JobRecord, readFailure, readRecord } from './record.js';

/** The jobs of one kind. */
export interface KindStatus {
  readonly kind: JobKind;
  readonly jobs: number;
  readonly done: number;
  readonly failed: number;
  /** Whose folder a process writes to now. */
  readonly running: number;
  /** That wait for others. */
  readonly blocked: number;
  /** Mean time of those that are done; null where none is. */
  readonly secondsEach: number | null;
}

export interface SweepStatus {
  readonly kinds: readonly KindStatus[];
  readonly failures: readonly FailureRecord[];
  /** Of the jobs that are done: seconds times threads. */
  readonly coreSeconds: number;
  /** Kinds of processors that computed them. */
  readonly processors: readonly string[];
  /** Time of the jobs that are left, one after the other; null where a kind has no time yet. */
  readonly secondsLeft: number | null;
  readonly complete: boolean;
}

/** @throws UsageError for a damaged record */
export function sweepStatus(folder: string, jobs: readonly SweepJob[]): SweepStatus {
  const ended = endedJobs(folder);
  const ready = readyJobs(jobs, ended);
  const running = new Set(ready.filter((job) => isInUse(folder, job.folder)).map(({ id }) => id));
  const records = new Map(
    jobs.flatMap(({ id }) => (ended.done.has(id) ? [[id, readRecord(folder, id)!]] : [])) as [string, JobRecord][],
  );
  const startable = new Set(ready.map(({ id }) => id));
  const kinds = jobKinds.flatMap((kind): KindStatus[] => {
    const ofKind = jobs.filter((job) => job.kind === kind);
    if (ofKind.length === 0) return [];
    const count = (fits: (id: string) => boolean) => ofKind.filter(({ id }) => fits(id)).length;
    const times = ofKind.flatMap(({ id }) => records.get(id)?.seconds ?? []);
    const done = count((id) => ended.done.has(id));
    const failed = count((id) => ended.failed.has(id));
    return [
      {
        ...{ kind, jobs: ofKind.length, done, failed },
        running: count((id) => running.has(id)),
        blocked: ofKind.length - done - failed - count((id) => startable.has(id)),
        secondsEach: times.length === 0 ? null : mean(times),
      },
    ];
  });
  const all = [...records.values()];
  return {
    kinds,
    failures: jobs.flatMap(({ id }) => (ended.failed.has(id) ? (readFailure(folder, id) ?? []) : [])),
    coreSeconds: all.reduce((sum, { seconds, cores }) => sum + seconds * cores, 0),
    processors: [...new Set(all.map(({ processor }) => processor))].sort(),
    secondsLeft: timeLeft(kinds),
    complete: records.size === jobs.length,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Merging takes little: without a time of its own it is left out. */
function timeLeft(kinds: readonly KindStatus[]): number | null {
  let total = 0;
  for (const { kind, jobs, done, secondsEach } of kinds) {
    if (jobs === done || (secondsEach === null && kind === 'merge')) continue;
    if (secondsEach === null) return null;
    total += (jobs - done) * secondsEach;
  }
  return total;
}
