import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath, secondsOnMachines } from '../../../src/sweep/cost/schedule.js';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';

const job = (id: string, needs: readonly string[] = [], { cores = 1, memoryBytes = 1 } = {}): SweepJob => ({
  ...{ id, kind: 'train', name: id, needs, folder: id, cores, memoryBytes },
});
const machine = { cores: 2, memoryBytes: 10 };

/** Two trainings, two parts of each, and the merging. */
const tree = [
  ...[job('t1'), job('t2')],
  ...[job('a1', ['t1']), job('a2', ['t1']), job('b1', ['t2']), job('b2', ['t2'])],
  job('merge', ['a1', 'a2', 'b1', 'b2']),
];
const seconds: Readonly<Record<string, number>> = { t1: 10, t2: 6, a1: 1, a2: 2, b1: 7, b2: 3, merge: 1 };
const secondsOf = ({ id }: SweepJob) => seconds[id]!;

describe('criticalPath', () => {
  it('is the chain that takes longest, not the one with the longest training', () => {
    expect(criticalPath(tree, secondsOf).map(({ id }) => id)).toEqual(['t2', 'b1', 'merge']);
  });

  it.each([
    ['no job', [], []],
    ['jobs that need nothing', [job('a1'), job('b1'), job('t2')], ['b1']],
  ])('of %s', (_, jobs, ids) => {
    expect(criticalPath(jobs, secondsOf).map(({ id }) => id)).toEqual(ids);
  });
});

describe('secondsOnMachines', () => {
  it.each([
    ['one core does one job after the other', { machines: 1, cores: 1 }, 30],
    ['two cores: t2 ends first, b1 and b2 follow beside t1', { machines: 1, cores: 2 }, 16],
    ['two machines of a core are two cores', { machines: 2, cores: 1 }, 16],
    ['on many, the longest chain is left', { machines: 16, cores: 2 }, 14],
  ])('%s', (_, { machines, cores }, expected) => {
    expect(secondsOnMachines(tree, secondsOf, { machines, cores, memoryBytes: 10 })).toBe(expected);
  });

  it.each([
    ['cores', [job('t1', [], { cores: 2 }), job('t2', [], { cores: 2 })], 16],
    ['memory', [job('t1', [], { memoryBytes: 6 }), job('t2', [], { memoryBytes: 6 })], 16],
    ['neither', [job('t1'), job('t2')], 10],
    ['more than there is: it runs alone', [job('t1', [], { cores: 8 }), job('t2', [], { memoryBytes: 99 })], 16],
  ])('jobs wait for %s', (_, jobs, expected) => {
    expect(secondsOnMachines(jobs, secondsOf, { machines: 1, ...machine })).toBe(expected);
  });

  it('of no job is nothing', () => {
    expect(secondsOnMachines([], secondsOf, { machines: 4, ...machine })).toBe(0);
  });

  it('lies between the bounds of list scheduling (Graham 1969) for any tree of jobs of a core', () => {
    const anyTree = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(30), { maxLength: 3 })), {
        minLength: 1,
        maxLength: 30,
      })
      .map((list) =>
        list.map(([time, needs], i) => ({
          job: job(String(i), [...new Set(needs.filter((need) => need < i))].map(String)),
          time,
        })),
      );
    fc.assert(
      fc.property(anyTree, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (list, machines, cores) => {
        const jobs = list.map((each) => each.job);
        const timeOf = ({ id }: SweepJob) => list[Number(id)]!.time;
        const work = jobs.reduce((sum, each) => sum + timeOf(each), 0) / (machines * cores);
        const chain = criticalPath(jobs, timeOf);
        const longest = chain.reduce((sum, each) => sum + timeOf(each), 0);
        for (const [i, each] of chain.slice(1).entries()) expect(each.needs).toContain(chain[i]!.id);
        const took = secondsOnMachines(jobs, timeOf, { machines, cores, memoryBytes: 1000 });
        expect(took).toBeGreaterThanOrEqual(Math.max(work, longest) - 1e-9);
        expect(took).toBeLessThanOrEqual(work + longest + 1e-9);
      }),
    );
  });
});
