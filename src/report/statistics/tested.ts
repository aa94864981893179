/** Paired differences that are tested together, such as all comparisons of a table. */
import { plural } from '../../common/format.js';
import type { PairedDifference } from './paired.js';
import { holm, pairsNeeded, smallestP } from './significance.js';

/** A paired difference among all those of one table. */
export interface Tested extends PairedDifference {
  /** p corrected over the comparisons of the table (Holm). */
  readonly pHolm: number;
}

/** A difference is called significant where its corrected p is at most this. */
export const significance = 0.05;

export const isSignificant = ({ pHolm }: Pick<Tested, 'pHolm'>): boolean => pHolm <= significance;

/** The difference with the smaller p; of equal p the larger difference. */
export const moreSignificant = <T extends Pick<Tested, 'p' | 'difference'>>(a: T, b: T): T =>
  b.p < a.p || (b.p === a.p && Math.abs(b.difference) > Math.abs(a.difference)) ? b : a;

/** Corrects p over all comparisons of a table; null, where there is nothing to compare, does not count. */
export function correct<T extends Pick<Tested, 'p'>>(
  table: readonly (T | null)[],
): ((T & Pick<Tested, 'pHolm'>) | null)[] {
  const corrected = holm(table.flatMap((each) => each?.p ?? []));
  let next = 0;
  return table.map((each) => each && { ...each, pHolm: corrected[next++]! });
}

/** Corrects p over all comparisons of a table. */
export const correctAll = <T extends Pick<Tested, 'p'>>(table: readonly T[]): (T & Pick<Tested, 'pHolm'>)[] =>
  correct(table).map((each) => each!);

/** Number of pairs of each comparison, for people: `10 pairs each`, `6 to 10 pairs`, `1 pair`. */
export function pairCounts(table: readonly PairedDifference[]): string {
  const counts = table.map(({ pairs }) => pairs);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (fewest !== most) return `${fewest} to ${most} pairs`;
  return `${plural(fewest, 'pair')}${table.length > 1 ? ' each' : ''}`;
}

/** The smallest p that a table can have: all pairs of the comparison with the most pairs differ in one direction. */
export interface Power {
  readonly pairs: number;
  readonly pHolm: number;
  /** Fewest pairs for which that is significant. */
  readonly needed: number;
  /** Whether any difference could be significant. */
  readonly enough: boolean;
}

/** @param table not empty */
export function powerOf(table: readonly PairedDifference[]): Power {
  const pairs = Math.max(...table.map((each) => each.pairs));
  const pHolm = Math.min(1, smallestP(pairs) * table.length);
  return { pairs, pHolm, needed: pairsNeeded(table.length, significance), enough: pHolm <= significance };
}
