/** One attempt at a job by a worker: skips what is done, runs it, and records how it ended. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { planName, recordPath } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { describeEnd, writeDone, writeFailure } from '../record.js';
import { Stopped } from '../store/patience.js';
import { type PlacedJob, type SweepStore, sharedFolder } from '../store/store.js';
import { type ExecuteOptions, executeJob, type JobEnd } from './execute.js';

/**
 * @param attempt number of this attempt, from 1 @param isLast whether a failure is final, and is recorded
 * @throws Error where the record cannot be written, or the folder of the sweep is gone, as when its file system is not mounted
 */
export async function attemptJob(
  job: SweepJob,
  options: ExecuteOptions,
  { attempt, isLast }: { readonly attempt: number; readonly isLast: boolean },
): Promise<JobEnd> {
  const { folder, plan, signal, store = sharedFolder(dirname(folder)) } = options;
  const placed = { job, plan, folder, signal };
  expectSweep(folder);
  try {
    if (isRecorded(placed)) return { state: 'done', seconds: 0 };
    const prepared = await attempted('fetched', () => store.prepare(placed));
    if (prepared === false) return { state: 'busy' };
    if (isRecorded(placed)) return { state: 'done', seconds: 0 };
    const end = prepared === true ? await runStored(placed, options, store) : prepared;
    expectSweep(folder);
    if (end.state === 'done') {
      const record = describeEnd(job, plan, end.seconds);
      writeDone(folder, record);
      await store.publishRecord(placed, record);
    }
    if (end.state === 'failed' && isLast) {
      const { reason, lastLines, seconds } = end;
      const record = { ...describeEnd(job, plan, seconds), attempts: attempt, reason, lastLines };
      writeFailure(folder, record);
      await store.publishRecord(placed, record);
    }
    return end;
  } catch (error) {
    if (error instanceof Stopped) return { state: 'stopped' };
    throw error;
  }
}

const isRecorded = ({ job, folder }: PlacedJob): boolean => existsSync(join(folder, recordPath(job.id)));

async function runStored(placed: PlacedJob, options: ExecuteOptions, store: SweepStore): Promise<JobEnd> {
  const end = await store.running(placed, () => executeJob(placed.job, options));
  if (end.state !== 'done') return end;
  const published = await attempted('stored', () => store.publishResult(placed));
  return published ?? end;
}

/** Runs work of the store; its error, such as that of a full disk, is how the job ended. */
async function attempted<T>(verb: string, work: () => Promise<T>): Promise<T | JobEnd> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stopped) throw error;
    return {
      ...{ state: 'failed', seconds: 0, reason: `its files could not be ${verb}` },
      lastLines: [(error as Error).message],
    };
  }
}

/** Nothing is written where a folder has been: not even that a job failed. */
function expectSweep(folder: string): void {
  if (existsSync(join(folder, planName))) return;
  throw new Error(`${folder} holds no sweep any more: expected ${planName}; mount its file system, or plan it again`);
}
