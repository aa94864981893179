/** Means, standard deviations and bootstrap intervals. */
import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean: expected at least one value, got none');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation with n − 1; undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}

export interface BootstrapOptions<T> {
  readonly statistic: (values: readonly T[]) => number;
  /** Share of the bootstrap distribution inside the interval. */
  readonly confidence?: number;
  readonly resamples?: number;
}

/**
 * Percentile bootstrap interval (Efron 1979); default: of the mean, 95 %, from 10,000 resamples. Resamples whose statistic is
 * NaN are left out. Undefined for fewer than two values. Over few values it is too narrow: see `meanCoverage`.
 */
export function bootstrapInterval(
  values: readonly number[],
  rng: Random,
  options?: Partial<BootstrapOptions<number>>,
): Interval | undefined;
export function bootstrapInterval<T>(
  values: readonly T[],
  rng: Random,
  options: BootstrapOptions<T>,
): Interval | undefined;
export function bootstrapInterval<T>(
  values: readonly T[],
  rng: Random,
  {
    statistic = mean as unknown as BootstrapOptions<T>['statistic'],
    confidence = 0.95,
    resamples = 10_000,
  }: Partial<BootstrapOptions<T>> = {},
): Interval | undefined {
  if (values.length < 2) return undefined;
  const resample = values.slice();
  const all = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < values.length; j++) resample[j] = values[rng.integer(values.length)]!;
    all[i] = statistic(resample);
  }
  const found = all.filter((value) => !Number.isNaN(value)).sort();
  if (found.length === 0) return undefined;
  const tail = (1 - confidence) / 2;
  return [quantile(found, tail), quantile(found, 1 - tail)];
}

/**
 * How often a nominal 95 % interval of `bootstrapInterval` over so many values of a normal distribution contains its mean;
 * 0.95 for more than 20 values. Measured by simulation (test/report/statistics/statistics.test.ts).
 */
export const meanCoverage = (values: number): number => measuredMeanCoverage[values] ?? 0.95;

const measuredMeanCoverage: Readonly<Record<number, number>> = {
  ...{ 2: 0.5, 3: 0.75, 4: 0.8, 5: 0.84, 6: 0.86, 7: 0.87, 8: 0.89, 9: 0.89, 10: 0.9, 11: 0.91, 12: 0.91 },
  ...{ 13: 0.91, 14: 0.91, 15: 0.92, 16: 0.92, 17: 0.92, 18: 0.93, 19: 0.93, 20: 0.93 },
};

/** Linear between the two nearest order statistics. @param sorted ascending, not empty */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
