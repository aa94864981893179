/** The cores, the memory and the GPU of a worker, and what its jobs take of them. */
import type { SweepJob } from '../plan/jobs.js';

export interface Capacity {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Whether there is one; a job that computes on it has it alone. */
  readonly gpu: boolean;
}

type Need = Pick<SweepJob, 'cores' | 'memoryBytes' | 'gpu'>;

/** Whether a job fits into what is free. */
const fits = (need: Need, free: Capacity): boolean =>
  need.cores <= free.cores && need.memoryBytes <= free.memoryBytes && (!need.gpu || free.gpu);

export function createCapacity({ cores, memoryBytes, gpu }: Capacity) {
  let taken = { cores: 0, memoryBytes: 0, jobs: 0, gpu: false };
  const free = (): Capacity => ({
    ...{ cores: cores - taken.cores, memoryBytes: memoryBytes - taken.memoryBytes },
    gpu: gpu && !taken.gpu,
  });
  return {
    free,
    /** A job that needs more than there is at all still runs alone: its numbers are fixed by the plan, only its speed is not. */
    take(job: Need): boolean {
      if (!fits(job, free()) && taken.jobs > 0) return false;
      taken = {
        cores: taken.cores + job.cores,
        memoryBytes: taken.memoryBytes + job.memoryBytes,
        jobs: taken.jobs + 1,
        gpu: taken.gpu || job.gpu === true,
      };
      return true;
    },
    release(job: Need): void {
      taken = {
        cores: taken.cores - job.cores,
        memoryBytes: taken.memoryBytes - job.memoryBytes,
        jobs: taken.jobs - 1,
        gpu: taken.gpu && job.gpu !== true,
      };
    },
  };
}
