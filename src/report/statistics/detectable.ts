/**
 * The minimum detectable effect of a paired comparison: Bloom, "Minimum detectable effects", Evaluation Review 19(5), 1995,
 * (t(1 − α/2) + t(1 − β)) · s / √n with n − 1 degrees of freedom. Within 1 % of R's `power.t.test(type = "paired")` from 6 pairs on.
 */
import { smallestP } from './significance.js';
import { standardDeviation } from './statistics.js';
import { significance } from './tested.js';

/** Quantiles of the standard normal distribution at 1 − 0.05 / 2, and at the power of 0.8. */
const [normalAtLevel, normalAtPower] = [1.959964, 0.841621];

/**
 * Returns the smallest true mean of paired differences that would be found significant (two-sided, 5 %, one comparison alone) with
 * a probability of 80 %, if differences are spread as these are. Null where no difference of so few pairs can be significant.
 */
export function detectableDifference(differences: readonly number[]): number | null {
  const pairs = differences.length;
  if (pairs < 2 || smallestP(pairs) > significance) return null;
  const multiplier = studentQuantile(normalAtLevel, pairs - 1) + studentQuantile(normalAtPower, pairs - 1);
  return (multiplier * standardDeviation(differences)!) / Math.sqrt(pairs);
}

/**
 * Quantile of Student's distribution from the normal quantile of the same probability: Abramowitz and Stegun, "Handbook of
 * mathematical functions", 26.7.5.
 */
export function studentQuantile(z: number, degreesOfFreedom: number): number {
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, i) => sum + term / degreesOfFreedom ** (i + 1), z);
}
