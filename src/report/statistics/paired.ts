/** Paired comparisons of two agents on the same starts. */

import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';
import { signFlipTest } from './significance.js';
import { bootstrapInterval, mean } from './statistics.js';

/** The scores of two agents on one start. */
export type Pair = readonly [baseline: number, other: number];

export interface PairedDifference {
  /** Number of pairs. */
  readonly pairs: number;
  /** Mean of other − baseline. */
  readonly difference: number;
  /** 95 % percentile bootstrap over the pairs; null for a single pair. */
  readonly differenceInterval: Interval | null;
  /** Two-sided, see `signFlipTest`. */
  readonly p: number;
}

/** @param pairs at least one; random numbers depend on their number alone */
export function pairedDifference(
  pairs: readonly Pair[],
  rng: Random,
  options: { readonly resamples?: number } = {},
): PairedDifference {
  const differences = differencesOf(pairs);
  const differenceInterval = bootstrapInterval(differences, rng.split('difference'), options) ?? null;
  return { ...testOf(differences, rng), differenceInterval };
}

/** As `pairedDifference`, without the interval, which takes most of the time. */
export const pairedTest = (pairs: readonly Pair[], rng: Random): Omit<PairedDifference, 'differenceInterval'> =>
  testOf(differencesOf(pairs), rng);

const differencesOf = (pairs: readonly Pair[]): number[] => pairs.map(([baseline, other]) => other - baseline);

const testOf = (differences: readonly number[], rng: Random) => ({
  pairs: differences.length,
  difference: mean(differences),
  p: signFlipTest(differences, rng.split('signs')),
});

export interface RelativeChange {
  /** (other − baseline) / |baseline| · 100 of the means, as in the SAP paper; null where the baseline's mean is 0. */
  readonly relativeChangePercent: number | null;
  /** 95 % percentile bootstrap over the pairs, without resamples whose baseline mean is 0; null for a single pair. */
  readonly relativeChangeInterval: Interval | null;
  /**
   * Sign of the baseline's mean, by which the change is divided: `near zero` where its 95 % interval contains 0 or the mean is 0,
   * so that the change says little.
   */
  readonly baseline: 'positive' | 'near zero' | 'negative';
}

/** @param pairs at least one */
export function relativeChangeOf(pairs: readonly Pair[], rng: Random): RelativeChange {
  const percent = ratioPercent(pairs);
  const baselines = pairs.map(([baseline]) => baseline);
  const level = mean(baselines);
  const [low, high] = bootstrapInterval(baselines, rng.split('baseline')) ?? [level, level];
  const nearZero = level === 0 || (low <= 0 && high >= 0);
  return {
    relativeChangePercent: Number.isNaN(percent) ? null : percent,
    relativeChangeInterval: Number.isNaN(percent)
      ? null
      : (bootstrapInterval(pairs, rng.split('ratio'), { statistic: ratioPercent }) ?? null),
    baseline: nearZero ? 'near zero' : level < 0 ? 'negative' : 'positive',
  };
}

/** NaN where the baseline's mean is 0. */
function ratioPercent(pairs: readonly Pair[]): number {
  let [baselines, others] = [0, 0];
  for (const [baseline, other] of pairs) {
    baselines += baseline;
    others += other;
  }
  return baselines === 0 ? Number.NaN : ((others - baselines) / Math.abs(baselines)) * 100;
}
