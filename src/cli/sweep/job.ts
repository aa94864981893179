/** `sweep job`: one job of a plan, as a task of a batch system runs it. */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { fixed } from '../../common/format.js';
import { shown } from '../../common/printable.js';
import { endedJobs, logPath } from '../../sweep/folder.js';
import type { SweepJob } from '../../sweep/plan/jobs.js';
import { readPlan } from '../../sweep/plan/plan-file.js';
import { expectSamePrograms } from '../../sweep/plan/same-programs.js';
import { forgetFailure } from '../../sweep/record.js';
import { attemptJob } from '../../sweep/run/attempt.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';

/** sysexits.h: a temporary failure. The same command succeeds later. */
const temporaryExitCode = 75;

/** Runs a job once and records how it ended; sets the exit code. @throws Error where it failed, or what it needs did */
export async function runJob(folder: string, id: string): Promise<void> {
  const plan = readPlan(folder);
  expectSamePrograms(plan, folder);
  const job = plan.jobs.find((each) => each.id === id);
  if (!job)
    throw new UsageError(`${folder}: expected the id of a job in its plan, got ${shown(id)}; jobs.jsonl has them`);
  const missing = missingNeed(job, plan.jobs, folder);
  if (missing) return later(`${job.name} needs ${missing.name}, which is not done yet`);
  forgetFailure(folder, id);
  const { signal, release } = interruptSignal(() => console.error('stopping: the job writes a checkpoint'));
  try {
    const end = await attemptJob(
      job,
      { plan, folder, program: process.argv[1]!, signal },
      { attempt: 1, isLast: true },
    );
    switch (end.state) {
      case 'done':
        return console.log(`${job.name}: done in ${fixed(end.seconds, 1)} s`);
      case 'busy':
        return later(`${job.name}: another process writes to ${join(folder, job.folder)}`);
      case 'stopped':
        process.exitCode = interruptedExitCode(signal);
        return console.error(`${job.name}: stopped; the same command resumes it`);
      case 'failed':
        throw new Error(
          `${job.name} failed (${end.reason}): ${end.lastLines.at(-1) ?? 'no output'}; its log: ${join(folder, logPath(id))}`,
        );
    }
  } finally {
    release();
  }
}

/** A job that must be done before; undefined where all are. @throws Error where one has failed */
function missingNeed({ name, needs }: SweepJob, jobs: readonly SweepJob[], folder: string): SweepJob | undefined {
  const { done, failed } = endedJobs(folder);
  const needed = new Set(needs.filter((need) => !done.has(need)));
  const missing = jobs.filter(({ id }) => needed.has(id));
  const lost = missing.find(({ id }) => failed.has(id));
  if (lost) throw new Error(`${name} needs ${lost.name}, which failed; its log: ${join(folder, logPath(lost.id))}`);
  return missing[0];
}

function later(why: string): void {
  console.error(`${why}: try again later`);
  process.exitCode = temporaryExitCode;
}
