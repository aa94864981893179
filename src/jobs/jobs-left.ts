/** How long the blocks of states or images that are left will take: each setting by what its blocks took. */
import { createCosts, secondsFor } from './costs.js';

/** A block of states or images under one setting. */
interface Block {
  readonly run?: string;
  readonly agent: string;
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  readonly lambdas: readonly number[];
  readonly states: number;
}

export interface JobsLeftOptions<Job> {
  readonly jobs: readonly Job[];
  readonly workers: number;
  /** About what a state or image costs, see work-weight.ts. */
  readonly weightOf: (job: Job) => number;
}

export interface JobsLeft<Job> {
  ended(job: Job, seconds: number): void;
  /** Null before the first block has ended. */
  secondsLeft(): number | null;
}

/** λ of an attack of one step share its gradient, and come as one job; those of other attacks take more steps the larger. */
const kindOf = ({ run, agent, attack, gradientSamples, lambdas }: Block): string =>
  JSON.stringify([run, agent, attack, gradientSamples, lambdas.length > 1 ? 'all' : lambdas[0]]);

const unitsOf = ({ states, lambdas }: Block): number => states * lambdas.length;

export function createJobsLeft<Job extends Block>({ jobs, workers, weightOf }: JobsLeftOptions<Job>): JobsLeft<Job> {
  const left = new Map<string, { units: number; readonly example: Job }>();
  for (const job of jobs) {
    const kind = left.get(kindOf(job)) ?? { units: 0, example: job };
    kind.units += unitsOf(job);
    left.set(kindOf(job), kind);
  }
  const costs = createCosts((kind) => weightOf(left.get(kind)!.example));
  let jobsLeft = jobs.length;
  return {
    ended(job, seconds) {
      costs.spent(kindOf(job), unitsOf(job), seconds);
      left.get(kindOf(job))!.units -= unitsOf(job);
      jobsLeft--;
    },
    secondsLeft() {
      const work = [...left].map(([kind, { units }]) => ({ kind, units }));
      return secondsFor(work, costs, Math.min(workers, jobsLeft));
    },
  };
}
