/** The curve of several runs that differ by their seeds: mean and interval. */

import { studentQuantile } from '../../report/statistics/detectable.js';
import { mean, standardDeviation } from '../../report/statistics/statistics.js';
import { firstNotBelow } from './columns.js';
import { summary } from './downsample.js';

/** A key of one run. */
export interface SeedColumn {
  /** Ascending. */
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

export interface SeedCurve {
  readonly step: readonly number[];
  /** Mean over the runs of each run's mean near the step. */
  readonly mean: readonly number[];
  /** 95 % interval of the mean (Student); as long as `step`, null where all runs agree or there is only one. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** 97.5 % quantiles: of the normal distribution, and of Student's with one degree of freedom, for which the series is 11 % off. */
const [normalQuantile, twoRunsQuantile] = [1.959964, 12.7062];

/**
 * Divides the steps that all runs have reached into equal cells, at most `most` and no narrower than the rows; a cell in which a run has no value
 * is left out, so that the same runs are averaged everywhere.
 */
export function acrossSeeds(runs: readonly SeedColumn[], most: number): SeedCurve {
  const filled = runs.filter(({ steps }) => steps.length > 0);
  const end = Math.min(...filled.map(({ steps }) => steps.at(-1)!));
  const cells = Math.min(most, ...filled.map(({ steps }) => Math.max(1, firstNotBelow(steps, end + 1))));
  const curve = {
    step: [] as number[],
    mean: [] as number[],
    low: [] as (number | null)[],
    high: [] as (number | null)[],
  };
  for (let cell = 0; cell < cells && filled.length === runs.length; cell++) {
    const [from, to] = [(cell * end) / cells, ((cell + 1) * end) / cells];
    const means = runs.flatMap(({ steps, values }) => {
      // A cell holds the steps above its beginning, up to its end.
      const found = summary(values, firstAbove(steps, from), firstAbove(steps, to));
      return found ? [found.mean] : [];
    });
    if (means.length < runs.length) continue;
    const half = halfWidth(means);
    const center = mean(means);
    curve.step.push(to);
    curve.mean.push(center);
    curve.low.push(half === null ? null : center - half);
    curve.high.push(half === null ? null : center + half);
  }
  return curve;
}

/** Half of the 95 % interval of a mean; null for a single value. */
function halfWidth(values: readonly number[]): number | null {
  const deviation = standardDeviation(values);
  if (deviation === undefined) return null;
  const quantile = values.length === 2 ? twoRunsQuantile : studentQuantile(normalQuantile, values.length - 1);
  return (quantile * deviation) / Math.sqrt(values.length);
}

/** Steps are whole numbers; the ends of cells need not be. */
const firstAbove = (steps: Float64Array, bound: number): number => firstNotBelow(steps, Math.floor(bound) + 1);
