import { describe, expect, it } from 'vitest';
import { correct, moreSignificant, pairCounts, powerOf } from '../../../src/report/statistics/tested.js';

describe('differences tested together', () => {
  it('counts pairs for people', () => {
    const table = (...counts: number[]) =>
      counts.map((pairs) => ({ pairs, difference: 0, differenceInterval: null, p: 1 }));
    expect(pairCounts(table(10, 10))).toBe('10 pairs each');
    expect(pairCounts(table(1))).toBe('1 pair');
    expect(pairCounts(table(6, 10))).toBe('6 to 10 pairs');
  });

  it.each([
    [6, 21, false, 10],
    [10, 21, true, 10],
    [6, 1, true, 6],
    [5, 1, false, 6],
    [1, 1, false, 6],
  ])('of %d pairs in a table of %d could be significant: %j', (pairs, comparisons, enough, needed) => {
    const table = Array.from({ length: comparisons }, () => ({ pairs, difference: 0, differenceInterval: null, p: 1 }));
    expect(powerOf(table)).toMatchObject({ pairs, enough, needed });
  });

  it('are corrected over those that were compared', () => {
    expect(correct([{ p: 0.01 }, null, { p: 0.04 }])).toEqual([
      { p: 0.01, pHolm: 0.02 },
      null,
      { p: 0.04, pHolm: 0.04 },
    ]);
  });

  it('are ordered by p, then by size', () => {
    const [small, large, likely] = [
      { p: 0.1, difference: 1 },
      { p: 0.1, difference: -2 },
      { p: 0.01, difference: 0.5 },
    ];
    expect(moreSignificant(small, large)).toBe(large);
    expect(moreSignificant(large, likely)).toBe(likely);
    expect(moreSignificant(likely, large)).toBe(likely);
  });
});
