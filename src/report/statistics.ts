/** The statistics that tables report. */
import type { Random } from '../random.js';

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean: expected at least one value, got none');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample, with n − 1; undefined for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

export interface BootstrapOptions {
  readonly statistic?: (values: readonly number[]) => number;
  /** Share of the bootstrap distribution inside the interval. */
  readonly confidence?: number;
  readonly resamples?: number;
}

/**
 * Percentile bootstrap interval (Efron 1979), by default of the mean, 95 %, from 10,000 resamples.
 * Undefined for fewer than two values, which say nothing about spread.
 */
export function bootstrapInterval(
  values: readonly number[],
  rng: Random,
  { statistic = mean, confidence = 0.95, resamples = 10_000 }: BootstrapOptions = {},
): readonly [low: number, high: number] | undefined {
  if (values.length < 2) return undefined;
  const resample = values.slice();
  const found = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < values.length; j++) resample[j] = values[rng.integer(values.length)]!;
    found[i] = statistic(resample);
  }
  found.sort();
  const tail = (1 - confidence) / 2;
  return [quantile(found, tail), quantile(found, 1 - tail)];
}

/** Linear between the two nearest order statistics. @param sorted ascending, not empty */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
