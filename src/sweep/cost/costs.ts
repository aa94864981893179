/** What a sweep costs: the arithmetic from the measured cost of each kind of job to the whole. */
import type { Range } from '../../training/agent/plan.js';
import type { SweepJob } from '../plan/jobs.js';
import type { Capacity } from '../run/capacity.js';
import type { CostKind } from './kinds.js';
import { criticalPath, secondsOnMachines } from './schedule.js';

/** What a job takes: something once, and something for each unit, see `unitsOf`. Seconds are [least, most]. */
export interface MeasuredCost {
  readonly start: { readonly seconds: number; readonly diskBytes: number };
  readonly unit: { readonly seconds: Range; readonly diskBytes: number };
}

/** A training is one unit; a part of an evaluation has one for each environment seed, merging one for each part. */
export const unitsOf = ({ kind, seeds, needs }: SweepJob): number =>
  kind === 'train' ? 1 : kind === 'evaluate' ? seeds!.length : needs.length;

export const jobSeconds = ({ start, unit }: MeasuredCost, job: SweepJob): Range =>
  unit.seconds.map((each) => start.seconds + unitsOf(job) * each) as unknown as Range;

const jobBytes = ({ start, unit }: MeasuredCost, job: SweepJob): number =>
  start.diskBytes + unitsOf(job) * unit.diskBytes;

/** The jobs of a kind. Where they differ, `cores`, `memoryBytes` and `diskBytes` are those of the largest. */
export interface KindCost {
  readonly kind: SweepJob['kind'];
  readonly of: string;
  readonly jobs: number;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Of one job; null where it was not measured, as all that follows from it. */
  readonly seconds: Range | null;
  readonly diskBytes: number | null;
  readonly coreHours: Range | null;
}

export interface SweepCost {
  readonly kinds: readonly KindCost[];
  readonly total: {
    readonly jobs: number;
    readonly coreHours: Range | null;
    readonly diskBytes: number | null;
  };
  /** The longest chain of jobs: names, and its time. */
  readonly criticalPath: { readonly jobs: readonly string[]; readonly seconds: Range } | null;
  /** All jobs on so many machines. */
  readonly machines: readonly { readonly machines: number; readonly seconds: Range }[] | null;
  /** Cores and memory of each machine. */
  readonly machine: Omit<Capacity, 'gpu'>;
}

const machineCounts = [1, 4, 16] as const;

/** @param costs of each kind; undefined where nothing was measured @param jobs of all kinds, each after those that it needs */
export function sweepCost(
  kinds: readonly CostKind[],
  jobs: readonly SweepJob[],
  costs: ReadonlyMap<CostKind, MeasuredCost> | undefined,
  machine: Omit<Capacity, 'gpu'>,
): SweepCost {
  const rows = kinds.map((kind) => kindCost(kind, costs?.get(kind)));
  const measured = costs !== undefined;
  const total = {
    jobs: jobs.length,
    coreHours: measured ? addRanges(rows.map(({ coreHours }) => coreHours!)) : null,
    diskBytes: measured ? sum(kinds.flatMap((kind) => kind.jobs.map((job) => jobBytes(costs.get(kind)!, job)))) : null,
  };
  if (!measured) return { kinds: rows, total, criticalPath: null, machines: null, machine };
  const seconds = new Map(
    kinds.flatMap((kind) => kind.jobs.map(({ id }, i) => [id, jobSeconds(costs.get(kind)!, kind.jobs[i]!)])),
  );
  const ends = [0, 1] as const;
  const perEnd = (of: (secondsOf: (job: SweepJob) => number) => number) =>
    ends.map((end) => of(({ id }) => seconds.get(id)![end])) as unknown as Range;
  const longest = criticalPath(jobs, ({ id }) => seconds.get(id)![1]);
  return {
    ...{ kinds: rows, total, machine },
    criticalPath: {
      jobs: longest.map(({ name }) => name),
      seconds: perEnd((secondsOf) => sum(criticalPath(jobs, secondsOf).map(secondsOf))),
    },
    machines: machineCounts.map((machines) => ({
      machines,
      seconds: perEnd((secondsOf) => secondsOnMachines(jobs, secondsOf, { machines, ...machine })),
    })),
  };
}

function kindCost({ kind, of, jobs }: CostKind, cost: MeasuredCost | undefined): KindCost {
  const largest = (value: (job: SweepJob) => number) => jobs.reduce((most, job) => Math.max(most, value(job)), 0);
  const seconds = cost && jobs.map((job) => jobSeconds(cost, job));
  return {
    ...{ kind, of, jobs: jobs.length, cores: largest(({ cores }) => cores) },
    memoryBytes: largest(({ memoryBytes }) => memoryBytes),
    seconds: seconds ? seconds.reduce(([a, b], [c, d]) => [Math.min(a, c), Math.max(b, d)]) : null,
    diskBytes: cost ? largest((job) => jobBytes(cost, job)) : null,
    coreHours: seconds
      ? addRanges(seconds.map((range, i) => range.map((each) => (each * jobs[i]!.cores) / 3600) as unknown as Range))
      : null,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const addRanges = (ranges: readonly Range[]): Range =>
  ranges.reduce(([least, most], range) => [least + range[0], most + range[1]], [0, 0]);
