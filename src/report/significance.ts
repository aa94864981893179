/** Whether a difference is more than chance. */
import type { Random } from '../random.js';
import type { Interval } from './aggregates.js';

/** Up to so many differences that are not zero, every assignment of signs is tried. */
const exactUpTo = 12;
const fewestAssignments = 10_000;

/**
 * One-sided p of the hypothesis that paired differences are as likely to be negative as positive (Fisher's randomisation
 * test): the share of all assignments of signs whose sum is at least the one seen. Exact for up to 12 pairs that differ,
 * and where all that differ do so by the same amount (McNemar's test); else of random assignments, the one seen among
 * them: 10,000, or as many as it takes to come well below `threshold`.
 */
export function signFlipTest(differences: readonly number[], rng: Random, threshold = 1): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const seen = differences.reduce((sum, d) => sum + d, 0);
  if (seen <= 0) return 1;
  if (sizes.every((size) => size === sizes[0])) {
    const up = differences.filter((d) => d > 0).length;
    return binomialTail(sizes.length, up);
  }
  // Sums of the same numbers in another order may differ by rounding.
  const atLeast = seen - 1e-9 * sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length <= exactUpTo) {
    let extreme = 0;
    for (let signs = 0; signs < 2 ** sizes.length; signs++) {
      const sum = sizes.reduce((total, size, i) => total + ((signs >> i) & 1 ? size : -size), 0);
      if (sum >= atLeast) extreme++;
    }
    return extreme / 2 ** sizes.length;
  }
  const assignments = Math.max(fewestAssignments, Math.ceil(2 / threshold));
  let extreme = 1;
  for (let i = 1; i < assignments; i++) {
    let sum = 0;
    let bits = 0;
    for (let j = 0; j < sizes.length; j++) {
      if (j % 32 === 0) bits = rng.uint32();
      sum += bits & 1 ? sizes[j]! : -sizes[j]!;
      bits >>>= 1;
    }
    if (sum >= atLeast) extreme++;
  }
  return extreme / assignments;
}

/** P(at least `least` heads in `tosses` of a fair coin). */
function binomialTail(tosses: number, least: number): number {
  let logTerm = -tosses * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= tosses; heads++) {
    if (heads >= least) tail += Math.exp(logTerm);
    logTerm += Math.log((tosses - heads) / (heads + 1));
  }
  return Math.min(1, tail);
}

/** Normal quantile of a two-sided 95 % interval. */
const z = 1.959964;

/** 95 % interval of a share of which `successes` in `trials` were seen (Wilson 1927); [0, 1] for no trials. */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const scale = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  // At 0 and at 1 the end is the share itself, but for rounding.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half];
}
