import { describe, expect, it } from 'vitest';
import { signed } from '../../../src/common/format.js';
import { createRandom } from '../../../src/common/random.js';
import { conclude, type Named } from '../../../src/evaluation/report/conclusions.js';
import { type Pair, pairedDifference } from '../../../src/report/statistics/paired.js';
import { correctAll } from '../../../src/report/statistics/tested.js';

/** A table of so many comparisons, in the first of which every pair differs by `difference`, and by nothing in the others. */
const table = (pairs: number, comparisons: number, difference = 0): Named[] =>
  correctAll(
    Array.from({ length: comparisons }, (_, i) => ({
      where: `sap100 at λ ${i}`,
      ...pairedDifference(
        Array.from({ length: pairs }, (): Pair => [0, i === 0 ? difference : 0]),
        createRandom(1),
      ),
    })),
  );

const answers = (all: readonly Named[]) =>
  conclude(all, {
    question: 'Q?',
    subject: 'The return',
    print: ({ difference }) => `${signed(difference)} points`,
  }).map(({ answer }) => answer);

describe('conclusion of a table', () => {
  it('compares classifiers with the plain classifier', () => {
    const choices = { question: 'Q?', subject: 'The accuracy', evaluated: 'classifier', print: () => '0' } as const;
    expect(conclude(table(6, 1, 2), choices)[0]!.answer).toMatch(
      /^The accuracy differs significantly from the plain classifier’s /,
    );
  });

  it.each([
    [
      '6 pairs alone show it',
      table(6, 1, 2),
      'The return differs significantly from the plain agent’s (6 pairs; two-sided paired sign-flip test, Holm-corrected, 5 %): +2.00 points (sap100 at λ 0, p = 0.031).',
    ],
    [
      '10 pairs show it among 21',
      table(10, 21, -2),
      'The return differs significantly from the plain agent’s in 1 of 21 comparisons (10 pairs each; ',
    ],
    [
      'with the most significant one',
      table(10, 21, -2),
      'most clearly by −2.00 points (sap100 at λ 0, p = 0.002, p = 0.041 corrected).',
    ],
    [
      '6 pairs cannot show it among 21',
      table(6, 21, 2),
      'The return does not differ significantly from the plain agent’s in any of 21 comparisons (6 pairs each; ',
    ],
    [
      '… with the smallest p',
      table(6, 21, 2),
      'Smallest p: +2.00 points (sap100 at λ 0, p = 0.031, p = 0.656 corrected).',
    ],
    [
      '… and why',
      table(6, 21, 2),
      '6 pairs cannot show any difference: even if all pointed one way, p = 0.656 corrected. 10 pairs are needed.',
    ],
    [
      '1 pair',
      table(1, 1, 2),
      'Difference: +2.00 points (sap100 at λ 0, p = 1). 1 pair cannot show any difference: even if all pointed one way, p = 1. 6 pairs are needed.',
    ],
    ['ties', table(10, 2), 'Smallest p: 0.00 points (sap100 at λ 0, p = 1, p = 1 corrected).'],
  ])('%s', (_, all, text) => {
    expect(answers(all)).toEqual([expect.stringContaining(text)]);
  });

  it('there is none without comparisons', () => {
    expect(answers([])).toEqual([]);
  });

  it('does not speak of too few pairs where there are enough', () => {
    expect(answers(table(10, 21))[0]).not.toContain('cannot show');
  });
});
