import { describe, expect, it } from 'vitest';
import { signed } from '../../src/common/format.js';
import { createRandom } from '../../src/common/random.js';
import { conclude, type Named } from '../../src/evaluation/conclusions.js';
import { correct } from '../../src/evaluation/paired-tests.js';
import { type Pair, pairedDifference } from '../../src/report/statistics/paired.js';

/** A table of so many comparisons, in the first of which every pair differs by `difference`, and by nothing in the others. */
const table = (pairs: number, comparisons: number, difference = 0): Named[] =>
  correct(
    Array.from({ length: comparisons }, (_, i) => ({
      where: `sap100 at λ ${i}`,
      ...pairedDifference(
        Array.from({ length: pairs }, (): Pair => [0, i === 0 ? difference : 0]),
        createRandom(1),
      ),
    })),
  );

const said = (all: readonly Named[]) =>
  conclude(all, { what: 'the return', print: ({ difference }) => `${signed(difference)} points` });

describe('conclusion of a table', () => {
  it.each([
    [
      '6 pairs alone show it',
      table(6, 1, 2),
      'In 1 of 1 comparison the return differs from the plain agent’s beyond chance (6 pairs,',
    ],
    [
      '10 pairs show it among 21',
      table(10, 21, -2),
      'In 1 of 21 comparisons the return differs from the plain agent’s beyond chance (10 pairs each,',
    ],
    ['with figures', table(10, 21, -2), 'sap100 at λ 0: −2.00 points, p = 0.041.'],
    ['6 pairs cannot show it among 21', table(6, 21, 2), 'In none of 21 comparisons does the return differ'],
    [
      '… what came nearest',
      table(6, 21, 2),
      'The smallest p is that of sap100 at λ 0: +2.00 points, p = 0.031 by itself, p = 0.656 corrected.',
    ],
    [
      '… and why',
      table(6, 21, 2),
      '6 pairs could not show any difference, however large: if all point one way, p = 0.031, p = 0.656 corrected over 21 comparisons. It takes 10 pairs.',
    ],
    [
      '1 pair',
      table(1, 1, 2),
      '1 pair could not show any difference, however large: if all point one way, p = 1. It takes 6 pairs.',
    ],
    ['ties', table(10, 2), 'All of them have p = 1.'],
  ])('%s', (_, all, text) => {
    expect(said(all)).toEqual([expect.stringContaining(text)]);
  });

  it('of nothing is none, and of enough pairs does not speak of too few', () => {
    expect(said([])).toEqual([]);
    expect(said(table(10, 21))[0]).not.toContain('could not show');
  });

  it('names the test', () => {
    expect(said(table(10, 2))[0]).toContain(
      'two-sided sign-flip test of the paired differences, Holm’s correction, 5 %',
    );
  });
});
