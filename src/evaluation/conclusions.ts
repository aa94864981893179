/** What the comparisons of a table show, and what so many pairs could have shown, a sentence each. */
import { pEquals, plural, signedWithInterval } from '../common/format.js';
import { firstOf } from './checks.js';
import type { Comparison } from './games/comparison.js';
import type { WorstCase } from './games/report/worst-case.js';
import { isBeyondChance, pairCounts, powerOf, type Tested } from './paired-tests.js';
import { describeSetting, type Setting } from './settings.js';

/** A tested difference with what it is of, for people: `sap100 at λ 2`. */
export interface Named extends Tested {
  readonly where: string;
}

export interface TableWords {
  /** What the differences are of, as the subject of a sentence: `the return`. */
  readonly what: string;
  /** Unit of a difference: ` points`. */
  print(tested: Tested): string;
}

/** How p was found, for every table. */
export const testWords = 'two-sided sign-flip test of the paired differences, Holm’s correction, 5 %';

/** One for the table of comparisons, one for the worst cases; none without comparisons. */
export function conclusionsOf(comparisons: readonly Comparison[], worst: readonly WorstCase[]): string[] {
  const settings = worst.map((each): Setting => ({ ...each, attack: null, gradientSamples: null }));
  return [
    ...conclude(
      comparisons.map((each) => ({ ...each, where: describeSetting(each, comparisons) })),
      { what: 'the defended agent’s return', print: points },
    ),
    ...conclude(
      worst.flatMap(({ comparison }, i) =>
        comparison ? [{ ...comparison, where: describeSetting(settings[i]!, settings) }] : [],
      ),
      { what: 'the defended agent’s return under the worst of its attacks', print: points },
    ),
  ];
}

/** `+12.3 [−4.5, +30.0] points` */
export const points = ({ difference, differenceInterval }: Tested): string =>
  `${signedWithInterval(difference, differenceInterval)} points`;

/** Which differences of a table are more than chance; where none is, which came nearest, or why none could be. */
export function conclude(table: readonly Named[], { what, print }: TableWords): string[] {
  if (table.length === 0) return [];
  const count = plural(table.length, 'comparison');
  const test = `${pairCounts(table)}, ${testWords}`;
  const figure = (each: Named) => `${each.where}: ${print(each)}, ${pEquals(each.pHolm)}`;
  const found = table.filter(isBeyondChance).toSorted((a, b) => a.pHolm - b.pHolm);
  if (found.length > 0) {
    return [
      `In ${found.length} of ${count} ${what} differs from the plain agent’s beyond chance (${test}): ${firstOf(found.map(figure), 5)}.`,
    ];
  }
  const nearest = table.reduce((a, b) => (b.p < a.p ? b : a));
  const smallest =
    nearest.p < 1
      ? `The smallest p is that of ${nearest.where}: ${print(nearest)}, ${pEquals(nearest.p)} by itself, ${pEquals(nearest.pHolm)} corrected.`
      : 'All of them have p = 1.';
  return [
    [
      `In none of ${count} does ${what} differ from the plain agent’s beyond chance (${test}).`,
      smallest,
      ...powerless(table),
    ].join(' '),
  ];
}

/** Says so where not even pairs that all point one way could have been more than chance. */
function powerless(table: readonly Tested[]): string[] {
  const { pairs, p, pHolm, needed, enough } = powerOf(table);
  if (enough) return [];
  const corrected = table.length > 1 ? `, ${pEquals(pHolm)} corrected over ${table.length} comparisons` : '';
  return [
    `${plural(pairs, 'pair')} could not show any difference, however large: if all point one way, ${pEquals(p)}${corrected}. It takes ${needed} pairs.`,
  ];
}
