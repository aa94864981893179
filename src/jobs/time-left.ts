/** Estimates the time that the remaining jobs take: each kind of job by the measured cost of its units of work. */
import { groupBy } from '../common/group-by.js';
import { createCosts, secondsFor } from './costs.js';

export interface TimeLeftOptions<Job> {
  readonly jobs: readonly Job[];
  readonly workers: number;
  /** Jobs of one kind cost the same per unit, and `unitsOf` counts them together. */
  readonly kindOf: (job: Job) => string;
  /** Larger kinds whose units cost the same; default `kindOf`. */
  readonly costKindOf?: (job: Job) => string;
  /** Approximate cost of a unit, in any unit of its own; above 0. */
  readonly weightOf: (job: Job) => number;
  /** Units in these jobs, which are all of one kind; null while that is unknown. */
  readonly unitsOf: (jobs: ReadonlySet<Job>) => number | null;
}

export interface TimeLeft<Job> {
  /** Records `units` of a job that took `seconds`, from which the costs of its kind are estimated. */
  spend(job: Job, units: number, seconds: number): void;
  /** Removes a job. */
  finish(job: Job): void;
  /** Returns null while the costs or the units are unknown. @param counts which jobs count; default all */
  secondsLeft(counts?: (job: Job) => boolean): number | null;
}

export function createTimeLeft<Job>(options: TimeLeftOptions<Job>): TimeLeft<Job> {
  const { jobs, workers, kindOf, costKindOf = kindOf, weightOf, unitsOf } = options;
  const byKind = groupBy(jobs, kindOf);
  const left = new Map([...byKind].map(([kind, group]) => [kind, new Set(group)]));
  const examples = new Map([...byKind.values()].map(([job]) => [costKindOf(job!), job!]));
  const costs = createCosts((kind) => weightOf(examples.get(kind)!));
  return {
    spend: (job, units, seconds) => costs.spent(costKindOf(job), units, seconds),
    finish(job) {
      left.get(kindOf(job))!.delete(job);
    },
    secondsLeft(counts = () => true) {
      const counted = [...left].map(([kind, group]) => [kind, new Set([...group].filter(counts))] as const);
      const open = counted.filter(([, group]) => group.size > 0);
      const work = open.map(([kind, group]) => ({ kind: costKindOf(byKind.get(kind)![0]!), units: unitsOf(group) }));
      if (!work.every((each): each is { kind: string; units: number } => each.units !== null)) return null;
      const jobsLeft = open.reduce((sum, [, group]) => sum + group.size, 0);
      return secondsFor(work, costs, Math.min(workers, jobsLeft));
    },
  };
}
