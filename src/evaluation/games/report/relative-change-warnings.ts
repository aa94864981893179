/** Warnings about relative changes: of agents that are no better than random play, and of scores whose zero means little. */
import { fixed, pEquals, plural, signedWithInterval } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { firstOf } from '../../../report/first-of.js';
import { pairsNeeded } from '../../../report/statistics/significance.js';
import { significance } from '../../../report/statistics/tested.js';
import { describeSetting } from '../../report/describe.js';
import { plainAgent } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import { type Lead, runKey } from '../lead.js';

/** One sentence each. */
export function relativeChangeWarnings(comparisons: readonly Comparison[], leads: readonly Lead[]): string[] {
  const without = new Set(leads.filter(({ aboveRandom }) => aboveRandom !== 'yes').map(runKey));
  const shown = comparisons.filter((each) => !without.has(runKey(each)));
  return [...notAboveRandom(leads), ...doubtfulBaselines(shown), ...negativeScales(shown, leads)];
}

/** Agents without a relative change, and why. */
const notAboveRandom = (leads: readonly Lead[]): string[] =>
  leads.flatMap(({ game, run, pairs, difference, differenceInterval, p, aboveRandom }) => {
    if (aboveRandom === 'yes') return [];
    const where = leads.length > 1 ? ` ${run} on ${game}` : '';
    const figure = `${signedWithInterval(difference, differenceInterval)} points against random play over ${plural(pairs, 'pair')} without an attack, ${pEquals(p)}`;
    return [
      aboveRandom === 'no'
        ? `The plain agent${where} is not clearly better than random play (${figure}), so it has little to lose and no relative change is shown: train it longer.`
        : `${plural(pairs, 'episode')} cannot show that the plain agent${where} is better than random play (${figure}), so no relative change is shown: ${pairsNeeded(1, significance)} episodes are needed.`,
    ];
  });

/** Comparisons whose relative change divides by a mean near zero or below it. */
function doubtfulBaselines(comparisons: readonly Comparison[]): string[] {
  const warning = (kind: Comparison['baseline'], what: string, why: string) => {
    const found = comparisons.filter(({ baseline }) => baseline === kind);
    if (found.length === 0) return [];
    const where = firstOf(found.map((each) => describeSetting({ ...each, agent: plainAgent }, comparisons)));
    return [
      `The plain agent’s mean return is ${what} in ${plural(found.length, 'comparison')} (${where}): ${why}. Read the difference in points, or the anchored change.`,
    ];
  };
  return [
    ...warning(
      'near zero',
      'near zero (its interval contains 0)',
      'the relative change, which divides by it, says little',
    ),
    ...warning(
      'negative',
      'negative',
      'the relative change divides by its size, which depends on the zero of the score',
    ),
  ];
}

/** Games that take points away. Where a plain mean is negative, the warning about it says so. */
function negativeScales(shown: readonly Comparison[], leads: readonly Lead[]): string[] {
  const compared = new Set(shown.map(runKey));
  for (const each of shown) if (each.baseline === 'negative') compared.delete(runKey(each));
  const found = leads.filter((lead) => compared.has(runKey(lead)) && lead.lowestReturn < 0);
  if (found.length === 0) return [];
  const each = [...groupBy(found, ({ game }) => game)].map(
    ([game, ofGame]) => `${game}: down to ${fixed(Math.min(...ofGame.map(({ lowestReturn }) => lowestReturn)))}`,
  );
  return [
    `Returns can be negative (${firstOf(each)}): the relative change divides by the plain mean, whose size depends on the zero of the score. Read the difference in points, or the anchored change.`,
  ];
}
