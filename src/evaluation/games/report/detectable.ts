/** What difference the pairs of an evaluation could have shown. */
import { fixed } from '../../../common/format.js';
import { firstOf } from '../../../report/first-of.js';
import { describeSetting } from '../../report/describe.js';
import type { Comparison } from '../comparison.js';

/** Returns a sentence, or nothing where no difference of so few pairs could be significant, which the answer says. */
export function detectableText(comparisons: readonly Comparison[]): string {
  const known = comparisons.filter(({ detectableDifference }) => detectableDifference !== null);
  if (known.length === 0) return '';
  const figures = known.map(
    (each) => `${fixed(each.detectableDifference!)} points (${describeSetting(each, comparisons)})`,
  );
  return `Differences that these pairs find with a probability of 80 % (one comparison alone, two-sided 5 %): ${firstOf(figures)}.`;
}
