/** Paired differences of one table, tested together (Holm), and what so many pairs can show. */
import { plural } from '../common/format.js';
import type { PairedDifference } from '../report/statistics/paired.js';
import { holm, pairsNeeded, smallestP } from '../report/statistics/significance.js';

/** A paired difference among all those of one table. */
export interface Tested extends PairedDifference {
  /** Corrected over the comparisons of the table (Holm). */
  readonly pHolm: number;
}

/** p after correction up to which a difference is called more than chance. */
export const significance = 0.05;

export const isBeyondChance = ({ pHolm }: Tested): boolean => pHolm <= significance;

/** Corrects p over all of a table. */
export function correct<T extends Pick<Tested, 'p'>>(table: readonly T[]): (T & Pick<Tested, 'pHolm'>)[] {
  const corrected = holm(table.map(({ p }) => p));
  return table.map((each, i) => ({ ...each, pHolm: corrected[i]! }));
}

/** As `correct`; null where there is nothing to compare, which does not count. */
export function correctWhereCompared<T extends Pick<Tested, 'p'>>(
  table: readonly (T | null)[],
): ((T & Pick<Tested, 'pHolm'>) | null)[] {
  const corrected = correct(table.filter((each) => each !== null));
  let next = 0;
  return table.map((each) => each && corrected[next++]!);
}

/** How many pairs each has, for people: `10 pairs each`, `6 to 10 pairs`, `1 pair`. */
export function pairCounts(table: readonly PairedDifference[]): string {
  const counts = table.map(({ pairs }) => pairs);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (fewest !== most) return `${fewest} to ${most} pairs`;
  return `${plural(fewest, 'pair')}${table.length > 1 ? ' each' : ''}`;
}

/** What the pairs of a table could show at best: all of the most pairs that a comparison has point one way. */
export interface Power {
  readonly pairs: number;
  readonly p: number;
  readonly pHolm: number;
  /** Pairs that it takes for that to be beyond chance. */
  readonly needed: number;
  readonly enough: boolean;
}

/** @param table not empty */
export function powerOf(table: readonly PairedDifference[]): Power {
  const pairs = Math.max(...table.map((each) => each.pairs));
  const pHolm = Math.min(1, smallestP(pairs) * table.length);
  return {
    ...{ pairs, p: smallestP(pairs), pHolm },
    needed: pairsNeeded(table.length, significance),
    enough: pHolm <= significance,
  };
}
