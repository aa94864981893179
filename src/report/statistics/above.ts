/** Whether a mean is above another, or above a known number: t-tests, one-sided, at 5 %. */
import { studentQuantile } from './detectable.js';
import { mean, standardDeviation } from './statistics.js';

/** Quantile of the standard normal distribution at 1 − 0.05. */
const normalAtLevel = 1.644854;

/**
 * Whether the mean of the distribution of `values` is above that of `baseline` by more than chance explains: Welch's test (1947) of two
 * samples, or Student's test of one sample against a number.
 * @param values two or more @param baseline two or more values, or a mean that is known exactly
 */
export function isAbove(values: readonly number[], baseline: readonly number[] | number): boolean {
  const samples = [momentsOf(values), ...(typeof baseline === 'number' ? [] : [momentsOf(baseline)])];
  const difference = samples[0]!.mean - (samples[1]?.mean ?? Number(baseline));
  const sum = (of: (sample: Moments) => number) => samples.reduce((total, each) => total + of(each), 0);
  const variance = sum(({ ofMean }) => ofMean);
  if (variance === 0) return difference > 0;
  const degreesOfFreedom = variance ** 2 / sum(({ ofMean, count }) => ofMean ** 2 / (count - 1));
  return difference / Math.sqrt(variance) > studentQuantile(normalAtLevel, degreesOfFreedom);
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Variance of the mean. */
  readonly ofMean: number;
}

const momentsOf = (values: readonly number[]): Moments => ({
  count: values.length,
  mean: mean(values),
  ofMean: standardDeviation(values)! ** 2 / values.length,
});
