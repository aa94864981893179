/** Where the folders of sweeps are kept: in a folder that all machines share, or in a bucket, of which each has a mirror. */
import { join } from 'node:path';
import type { SweepJob } from '../plan/jobs.js';
import type { SweepPlan } from '../plan/plan-file.js';
import type { FailureRecord, JobRecord } from '../record.js';

/** A job of a sweep, and where it runs. */
export interface PlacedJob {
  readonly job: SweepJob;
  readonly plan: SweepPlan;
  /** Of the sweep, on this machine. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export interface SweepStore {
  /** For people. */
  readonly name: string;
  /** The folder of the sweeps on this machine. */
  readonly root: string;
  /** The folder of a sweep on this machine. @throws UsageError for a name that no sweep can have */
  folderOf(sweep: string): string;
  /** Brings plans and records here: of one sweep, or of all. @throws Error in one line where the store does not answer */
  refresh(folder?: string): Promise<void>;
  /** Brings what `sweep collect` reads: merged evaluations and their agents. */
  fetchResults(folder: string): Promise<void>;
  /** Publishes a plan and the agents that it was given. */
  publishPlan(folder: string): Promise<void>;
  /** Does work that deletes records, and deletes them in the store too. */
  deleting<T>(folder: string, work: () => T | Promise<T>): Promise<T>;
  /** Brings what a job reads, and what others computed of it. @returns whether all that it needs is done */
  prepare(placed: PlacedJob): Promise<boolean>;
  /** Publishes what a job has computed from time to time while it runs, so that other machines can resume it. */
  running<T>(placed: PlacedJob, work: () => Promise<T>): Promise<T>;
  /** Publishes what a job wrote, before it is recorded as done. */
  publishResult(placed: PlacedJob): Promise<void>;
  /** Publishes how it ended. */
  publishRecord(placed: PlacedJob, record: JobRecord | FailureRecord): Promise<void>;
  close(): void;
}

const nothing = async (): Promise<void> => {};

/** A folder that all machines share: everything is there already. @param locate the folder of a sweep, by what the user called it */
export const sharedFolder = (root: string, locate = (sweep: string) => join(root, sweep)): SweepStore => ({
  ...{ name: root, root, folderOf: locate },
  ...{ refresh: nothing, fetchResults: nothing, publishPlan: nothing, publishResult: nothing, publishRecord: nothing },
  deleting: async (_, work) => work(),
  prepare: async () => true,
  running: (_, work) => work(),
  close() {},
});
