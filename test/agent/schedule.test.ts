import { describe, expect, it } from 'vitest';
import { linearSchedule, timesDue } from '../../src/agent/schedule.js';

describe('linearSchedule', () => {
  const epsilon = linearSchedule({ start: 1, end: 0.1, hold: 100, anneal: 1000 });
  it.each([
    [0, 1],
    [100, 1],
    [600, 0.55],
    [1099, 0.1009],
    [1100, 0.1],
    [1e9, 0.1],
  ])('at step %i is %f', (step, expected) => {
    expect(epsilon(step)).toBeCloseTo(expected, 10);
  });

  it('reaches its end exactly', () => {
    expect(epsilon(1100)).toBe(0.1);
  });

  it('jumps without annealing steps', () => {
    const jump = linearSchedule({ start: 1, end: 0, hold: 5, anneal: 0 });
    expect([4, 5].map(jump)).toEqual([1, 0]);
  });
});

describe('timesDue', () => {
  it.each([
    { before: 0, after: 3, period: 4, times: 0 },
    { before: 3, after: 4, period: 4, times: 1 },
    { before: 4, after: 5, period: 4, times: 0 },
    { before: 0, after: 8, period: 4, times: 2 },
    { before: 6, after: 14, period: 4, times: 2 },
  ])('from $before to $after, every $period: $times', ({ before, after, period, times }) => {
    expect(timesDue(before, after, period)).toBe(times);
  });
});
