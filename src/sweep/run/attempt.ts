/** One attempt at a job by a worker: skips what is done, runs it, and records how it ended. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordPath } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { describeEnd, writeDone, writeFailure } from '../record.js';
import { type ExecuteOptions, executeJob, type JobEnd } from './execute.js';

/**
 * @param attempt number of this attempt, from 1 @param lastAttempt whether a failure is final, and is recorded
 * @throws Error where the record cannot be written
 */
export async function attemptJob(
  job: SweepJob,
  options: ExecuteOptions,
  { attempt, isLast }: { readonly attempt: number; readonly isLast: boolean },
): Promise<JobEnd> {
  const { folder, plan } = options;
  if (existsSync(join(folder, recordPath(job.id)))) return { state: 'done', seconds: 0 };
  const end = await executeJob(job, options);
  if (end.state === 'done') writeDone(folder, describeEnd(job, plan, end.seconds));
  if (end.state === 'failed' && isLast) {
    const { reason, lastLines, seconds } = end;
    writeFailure(folder, { ...describeEnd(job, plan, seconds), attempts: attempt, reason, lastLines });
  }
  return end;
}
