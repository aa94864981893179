/** The answers that a report gives: one sentence or two for each question, with a number and its uncertainty. */
import { pEquals, plural } from '../../common/format.js';
import { isSignificant, moreSignificant, pairCounts, powerOf, type Tested } from '../../report/statistics/tested.js';

export interface Conclusion {
  /** `Does the defense change the return?` */
  readonly question: string;
  readonly answer: string;
}

/** A tested difference with the setting that it belongs to, for people: `sap100 at λ 2`. */
export interface Named extends Tested {
  readonly where: string;
}

/** How p is found in every table. */
export const testWords = 'two-sided paired sign-flip test, Holm-corrected, 5 %';

export interface Compared {
  readonly question: string;
  /** What was compared, as the subject of a sentence: `The return`. */
  readonly subject: string;
  /** What was evaluated; default: agent. */
  readonly evaluated?: 'agent' | 'classifier';
  /** Prints a difference with its interval and unit: `+8.00 [+6.00, +10.00] points`. */
  print(tested: Tested): string;
}

/** The conclusion of a table of comparisons with the plain agent or classifier; none without comparisons. */
export function conclude(
  table: readonly Named[],
  { question, subject, evaluated = 'agent', print }: Compared,
): Conclusion[] {
  if (table.length === 0) return [];
  const test = `${pairCounts(table)}; ${testWords}`;
  const figure = (each: Named) =>
    `${print(each)} (${each.where}, ${pEquals(each.p)}${table.length > 1 ? `, ${pEquals(each.pHolm)} corrected` : ''})`;
  const nearest = table.reduce(moreSignificant);
  const found = table.filter(isSignificant).length;
  const count = plural(table.length, 'comparison');
  const one = table.length === 1;
  const answer =
    found > 0
      ? `${subject} differs significantly from the plain ${evaluated}’s${one ? '' : ` in ${found} of ${count}`} (${test}): ${one ? '' : 'most clearly by '}${figure(nearest)}.`
      : `${subject} does not differ significantly from the plain ${evaluated}’s${one ? '' : ` in any of ${count}`} (${test}). ${one ? 'Difference' : 'Smallest p'}: ${figure(nearest)}.`;
  return [{ question, answer: [answer, ...powerless(table)].join(' ') }];
}

/** Says so where too few pairs were compared to show any difference. */
function powerless(table: readonly Tested[]): string[] {
  const { pairs, pHolm, needed, enough } = powerOf(table);
  if (enough) return [];
  return [
    `${plural(pairs, 'pair')} cannot show any difference: even if all pointed one way, ${pEquals(pHolm)}${table.length > 1 ? ' corrected' : ''}. ${needed} pairs are needed.`,
  ];
}
