/** One attempt at a job by a worker: skips what is done, runs it, and records how it ended. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { planName, recordPath } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { describeEnd, writeDone, writeFailure } from '../record.js';
import { type ExecuteOptions, executeJob, type JobEnd } from './execute.js';

/**
 * @param attempt number of this attempt, from 1 @param lastAttempt whether a failure is final, and is recorded
 * @throws Error where the record cannot be written, or the folder of the sweep is gone, as when its file system is not mounted
 */
export async function attemptJob(
  job: SweepJob,
  options: ExecuteOptions,
  { attempt, isLast }: { readonly attempt: number; readonly isLast: boolean },
): Promise<JobEnd> {
  const { folder, plan } = options;
  expectSweep(folder);
  if (existsSync(join(folder, recordPath(job.id)))) return { state: 'done', seconds: 0 };
  const end = await executeJob(job, options);
  expectSweep(folder);
  if (end.state === 'done') writeDone(folder, describeEnd(job, plan, end.seconds));
  if (end.state === 'failed' && isLast) {
    const { reason, lastLines, seconds } = end;
    writeFailure(folder, { ...describeEnd(job, plan, seconds), attempts: attempt, reason, lastLines });
  }
  return end;
}

/** Nothing is written where a folder has been: not even that a job failed. */
function expectSweep(folder: string): void {
  if (existsSync(join(folder, planName))) return;
  throw new Error(`${folder} holds no sweep any more: expected ${planName}; mount its file system, or plan it again`);
}
