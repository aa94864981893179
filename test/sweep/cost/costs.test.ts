import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../../src/agent/config.js';
import { jobSeconds, type MeasuredCost, sweepCost, unitsOf } from '../../../src/sweep/cost/costs.js';
import { kindsOf } from '../../../src/sweep/cost/kinds.js';
import { planJobs, type SweepJob } from '../../../src/sweep/plan/jobs.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

/** Two trainings of Catch and the bundled agent, evaluated in parts of two environment seeds. */
const jobsOf = (seeds: readonly number[], trainings = [1, 2]) =>
  planJobs({
    spec: parseSpec({ name: 'a', agents: ['bundled'], evaluations: { fast: { seeds, seedsPerShard: 2 } } }, 'spec'),
    trainings: trainings.map((seed) => ({ config: { ...defaults, seed, threads: 2 }, label: '', memoryBytes: 5e8 })),
    agents: [{ run: 'bundled', name: 'bundled', game: 'catch', identity: 'f00' }],
    evaluationBytes: new Map([['fast', 4e8]]),
    mergeBytes: 1e8,
  });
const agentOf = ({ needs, kind, run }: SweepJob) =>
  kind === 'train' || needs.length > 0 ? { key: 'catch', name: 'catch' } : { key: run!, name: run! };

const measured: Readonly<Record<SweepJob['kind'], MeasuredCost>> = {
  train: { start: { seconds: 0, diskBytes: 0 }, unit: { seconds: [3600, 7200], diskBytes: 1e6 } },
  evaluate: { start: { seconds: 10, diskBytes: 100 }, unit: { seconds: [100, 400], diskBytes: 7 } },
  merge: { start: { seconds: 1, diskBytes: 100 }, unit: { seconds: [0, 0], diskBytes: 7 } },
};
const machine = { cores: 2, memoryBytes: 8e9 };
const costOf = (jobs: readonly SweepJob[]) => {
  const kinds = kindsOf(jobs, agentOf);
  return sweepCost(kinds, jobs, new Map(kinds.map((kind) => [kind, measured[kind.kind]])), machine);
};

describe('kindsOf', () => {
  it('groups jobs that differ in seeds alone, in the order of the plan', () => {
    expect(kindsOf(jobsOf([1, 2, 3]), agentOf).map(({ kind, of, jobs }) => [kind, of, jobs.length])).toEqual([
      ['train', 'catch', 2],
      ['evaluate', 'fast: catch', 4],
      ['evaluate', 'fast: bundled', 2],
      ['merge', 'fast', 1],
    ]);
  });

  it('names a kind of several agents by the first', () => {
    const same = (job: SweepJob) => ({ ...agentOf(job), key: 'same' });
    expect(kindsOf(jobsOf([1]), same).map(({ of }) => of)).toEqual(['catch', 'fast: catch and 1 other', 'fast']);
  });
});

describe('unitsOf', () => {
  it('counts trainings, environment seeds and parts', () => {
    expect(jobsOf([1, 2, 3], [1]).map((job) => [job.name, unitsOf(job)])).toEqual([
      ['catch-1', 1],
      ...[
        ['fast/catch-1/1-2', 2],
        ['fast/catch-1/3', 1],
        ['fast/bundled/1-2', 2],
        ['fast/bundled/3', 1],
      ],
      ['fast', 4],
    ]);
  });
});

describe('sweepCost', () => {
  const cost = costOf(jobsOf([1, 2, 3]));

  it('has a row for each kind: least and most time of a job, its largest need, core hours of all', () => {
    expect(cost.kinds).toEqual([
      {
        ...{ kind: 'train', of: 'catch', jobs: 2, cores: 2, memoryBytes: 5e8 },
        ...{ seconds: [3600, 7200], diskBytes: 1e6, coreHours: [4, 8] },
      },
      {
        ...{ kind: 'evaluate', of: 'fast: catch', jobs: 4, cores: 1, memoryBytes: 4e8 },
        ...{ seconds: [110, 810], diskBytes: 114, coreHours: [640 / 3600, 2440 / 3600] },
      },
      {
        ...{ kind: 'evaluate', of: 'fast: bundled', jobs: 2, cores: 1, memoryBytes: 4e8 },
        ...{ seconds: [110, 810], diskBytes: 114, coreHours: [320 / 3600, 1220 / 3600] },
      },
      {
        ...{ kind: 'merge', of: 'fast', jobs: 1, cores: 1, memoryBytes: 1e8 },
        ...{ seconds: [1, 1], diskBytes: 142, coreHours: [1 / 3600, 1 / 3600] },
      },
    ]);
  });

  it('adds them up, and finds the longest chain', () => {
    expect(cost.total.jobs).toBe(9);
    expect(cost.total.diskBytes).toBe(2e6 + 6 * 100 + 9 * 7 + 142);
    expect(cost.total.coreHours![0]).toBeCloseTo(4 + 961 / 3600, 9);
    expect(cost.criticalPath).toEqual({
      jobs: ['catch-1', 'fast/catch-1/1-2', 'fast'],
      seconds: [3600 + 210 + 1, 7200 + 810 + 1],
    });
  });

  it('knows how long machines take: two trainings of two cores do not fit on one', () => {
    const [one, four] = cost.machines!;
    expect(one!.seconds[0]).toBeGreaterThan(7200);
    expect([four!.machines, four!.seconds]).toEqual([4, cost.criticalPath!.seconds]);
  });

  it('without measurements has jobs, cores and memory alone', () => {
    const jobs = jobsOf([1]);
    const { kinds, total, criticalPath, machines } = sweepCost(kindsOf(jobs, agentOf), jobs, undefined, machine);
    expect([total, criticalPath, machines]).toEqual([{ jobs: 6, coreHours: null, diskBytes: null }, null, null]);
    expect(kinds[0]).toEqual({
      ...{ kind: 'train', of: 'catch', jobs: 2, cores: 2, memoryBytes: 5e8 },
      ...{ seconds: null, diskBytes: null, coreHours: null },
    });
  });

  it('has totals that are the sums over all jobs, for any grid', () => {
    const unique = (least: number) =>
      fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: least, maxLength: 8 });
    fc.assert(
      fc.property(unique(1), unique(0), (seeds, trainings) => {
        const jobs = jobsOf(seeds, trainings);
        const { kinds, total, criticalPath, machines } = costOf(jobs);
        expect(kinds.reduce((sum, kind) => sum + kind.jobs, 0)).toBe(jobs.length);
        for (const end of [0, 1] as const) {
          const all = jobs.map((job) => (jobSeconds(measured[job.kind], job)[end] * job.cores) / 3600);
          expect(total.coreHours![end]).toBeCloseTo(
            all.reduce((sum, each) => sum + each, 0),
            6,
          );
          const times = machines!.map(({ seconds }) => seconds[end]);
          for (const time of times) expect(time).toBeGreaterThanOrEqual(criticalPath!.seconds[end]);
        }
        expect(total.coreHours![1]).toBeGreaterThanOrEqual(total.coreHours![0]);
      }),
    );
  });
});
