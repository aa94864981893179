import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCapacity } from '../../../src/sweep/run/capacity.js';

const need = fc.record({ cores: fc.integer({ min: 1, max: 6 }), memoryBytes: fc.integer({ min: 0, max: 12 }) });

it('never gives away more than there is, except to a job alone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(need, fc.boolean())), (steps) => {
      const capacity = createCapacity({ cores: 4, memoryBytes: 8, gpu: true });
      const held: { readonly cores: number; readonly memoryBytes: number }[] = [];
      for (const [job, releases] of steps) {
        if (capacity.take(job)) held.push(job);
        const sum = (of: 'cores' | 'memoryBytes') => held.reduce((total, each) => total + each[of], 0);
        if (held.length > 1) expect([sum('cores') <= 4, sum('memoryBytes') <= 8]).toEqual([true, true]);
        expect(capacity.free()).toEqual({ cores: 4 - sum('cores'), memoryBytes: 8 - sum('memoryBytes'), gpu: true });
        if (releases && held.length > 0) capacity.release(held.pop()!);
      }
    }),
  );
});

it('lets a job that is too large run alone', () => {
  const capacity = createCapacity({ cores: 2, memoryBytes: 1, gpu: false });
  expect(capacity.take({ cores: 8, memoryBytes: 9 })).toBe(true);
  expect(capacity.take({ cores: 1, memoryBytes: 0 })).toBe(false);
});

it('gives the GPU to one job at a time', () => {
  const capacity = createCapacity({ cores: 4, memoryBytes: 8, gpu: true });
  const job = { cores: 1, memoryBytes: 1, gpu: true } as const;
  expect([capacity.take(job), capacity.take(job), capacity.take({ cores: 1, memoryBytes: 1 })]).toEqual([
    true,
    false,
    true,
  ]);
  capacity.release(job);
  expect(capacity.take(job)).toBe(true);
});
