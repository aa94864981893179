/** `sweep run`: the jobs of a sweep on this machine. */
import { availableParallelism } from 'node:os';
import { fixed, plural } from '../../common/format.js';
import { availableMemory } from '../../jobs/memory.js';
import { endedJobs } from '../../sweep/folder.js';
import type { SweepJob } from '../../sweep/plan/jobs.js';
import { runEmbedded } from '../../sweep/run/embedded.js';
import type { JobEnd } from '../../sweep/run/execute.js';
import { interruptible } from '../terminal/interruptible.js';
import type { Planned } from './plan.js';

export interface RunFlags {
  readonly workers?: number;
  readonly attempts: number;
}

/** Runs the plan to its end or until Ctrl-C; sets the exit code. @throws Error where jobs failed */
export async function runSweep({ plan, folder }: Planned, { workers, attempts }: RunFlags): Promise<void> {
  const { jobs } = plan;
  const left = await interruptible<readonly SweepJob[]>(
    {
      isComplete: (rest) => rest.length === 0 || endedJobs(folder).failed.size > 0,
      quiet: false,
      stopping: 'stopping: every job writes a checkpoint',
    },
    async ({ signal, show, warn }) => {
      const stage = { name: 'sweep', unit: 'jobs' };
      const update = (fields = {}) => {
        const { done } = endedJobs(folder);
        show(stage, jobs.filter(({ id }) => done.has(id)).length, jobs.length, fields);
      };
      console.error(`running ${plural(jobs.length, 'job')} in ${folder}; what is done is not done again`);
      update();
      return runEmbedded({
        ...{ plan, folder, program: process.argv[1]!, signal, attempts },
        cores: workers ?? availableParallelism(),
        memoryBytes: availableMemory(),
        onStart: (job) => update({ job: job.name }),
        onEnd(job, end, attempt) {
          update();
          const line = endText(end, attempt, attempts);
          if (line !== undefined) warn(`${job.name}: ${line}`);
        },
      });
    },
  );
  const { failed } = endedJobs(folder);
  if (failed.size > 0) {
    throw new Error(
      `${failed.size} of ${jobs.length} jobs failed, ${left.length - failed.size} wait for them: sap-atari sweep status ${folder} says why`,
    );
  }
}

/** How a job ended other than done, as a clause; undefined where there is nothing to say. @param attempts that each job has */
export function endText(end: JobEnd, attempt: number, attempts?: number): string | undefined {
  if (end.state === 'busy') return 'another process writes to its folder: waiting';
  if (end.state !== 'failed') return undefined;
  const [last] = end.lastLines.slice(-1);
  const next =
    attempts === undefined
      ? ''
      : attempt < attempts
        ? `; attempt ${attempt + 1} of ${attempts} follows`
        : '; no attempt is left';
  return `attempt ${attempt} failed after ${fixed(end.seconds, 1)} s (${end.reason}): ${last ?? 'no output'}${next}`;
}
