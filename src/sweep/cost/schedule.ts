/** How long the jobs of a sweep take together: the longest chain of them, and all of them on a number of machines. */
import type { SweepJob } from '../plan/jobs.js';
import { type Capacity, createCapacity } from '../run/capacity.js';

type SecondsOf = (job: SweepJob) => number;

/**
 * Returns the chain of jobs, each of which needs the one before it, that takes longest: no number of machines is faster.
 * @param jobs each after those that it needs
 */
export function criticalPath(jobs: readonly SweepJob[], secondsOf: SecondsOf): readonly SweepJob[] {
  const ends = new Map<
    string,
    { readonly job: SweepJob; readonly seconds: number; readonly before: string | undefined }
  >();
  let last: string | undefined;
  const endOf = (id: string | undefined) => (id === undefined ? 0 : ends.get(id)!.seconds);
  const later = (a: string | undefined, b: string) => (a === undefined || endOf(b) > endOf(a) ? b : a);
  for (const job of jobs) {
    const before = job.needs.reduce<string | undefined>(later, undefined);
    ends.set(job.id, { job, seconds: endOf(before) + secondsOf(job), before });
    last = later(last, job.id);
  }
  const chain: SweepJob[] = [];
  for (let id = last; id !== undefined; id = ends.get(id)!.before) chain.unshift(ends.get(id)!.job);
  return chain;
}

/**
 * Returns the seconds until all jobs are done where machines start jobs as workers do: each takes what is ready and fits into
 * its free cores and memory. Jobs do not slow each other down.
 * @param jobs each after those that it needs
 */
export function secondsOnMachines(
  jobs: readonly SweepJob[],
  secondsOf: SecondsOf,
  { machines: count, ...capacity }: Omit<Capacity, 'gpu'> & { readonly machines: number },
): number {
  const machines = Array.from({ length: count }, () => createCapacity({ ...capacity, gpu: true }));
  const ready = createReady(jobs);
  const running: { readonly end: number; readonly job: SweepJob; readonly machine: (typeof machines)[number] }[] = [];
  for (let now = 0; ; ) {
    for (const machine of machines) {
      for (const job of ready.take((each) => machine.take(each)))
        running.push({ end: now + secondsOf(job), job, machine });
    }
    if (running.length === 0) return now;
    const first = running.reduce((earliest, each, i) => (each.end < running[earliest]!.end ? i : earliest), 0);
    const { end, job, machine } = running[first]!;
    running.splice(first, 1);
    now = end;
    machine.release(job);
    ready.add(job);
  }
}

/** The jobs that can start, in a queue for each need of cores and memory. */
function createReady(jobs: readonly SweepJob[]) {
  const queues = new Map<string, { readonly jobs: SweepJob[]; taken: number }>();
  const dependents = new Map<string, SweepJob[]>();
  const missing = new Map(jobs.map(({ id, needs }) => [id, needs.length]));
  for (const job of jobs) {
    for (const need of job.needs) {
      const others = dependents.get(need);
      if (others) others.push(job);
      else dependents.set(need, [job]);
    }
  }
  const enqueue = (job: SweepJob): void => {
    const key = `${job.cores} ${job.memoryBytes}`;
    const queue = queues.get(key) ?? { jobs: [], taken: 0 };
    queues.set(key, queue);
    queue.jobs.push(job);
  };
  for (const job of jobs) if (job.needs.length === 0) enqueue(job);
  return {
    /** Takes jobs as long as they fit, the first ones of each queue. */
    *take(fits: (job: SweepJob) => boolean): Generator<SweepJob> {
      for (const queue of queues.values()) {
        while (queue.taken < queue.jobs.length && fits(queue.jobs[queue.taken]!)) yield queue.jobs[queue.taken++]!;
      }
    },
    /** Adds the jobs for which this one was the last that they needed. */
    add(done: SweepJob): void {
      for (const job of dependents.get(done.id) ?? []) {
        const left = missing.get(job.id)! - 1;
        missing.set(job.id, left);
        if (left === 0) enqueue(job);
      }
    },
  };
}
