/** Lines of learning curves, from the rows of one run or of several runs with different seeds. */
import type { BandPoint } from './plot.js';
import { mean } from './statistics/statistics.js';

/** A value at one x; lists of them are in order of x. */
export type Sample = readonly [x: number, y: number];

/** Thins out to at most `count` values: means of stretches of equal length, each at the last x of its stretch. */
export function thin(samples: readonly Sample[], count: number): Sample[] {
  const stretch = Math.ceil(samples.length / count);
  if (stretch <= 1) return [...samples];
  return Array.from({ length: Math.ceil(samples.length / stretch) }, (_, i) => {
    const part = samples.slice(i * stretch, (i + 1) * stretch);
    return [part.at(-1)![0], mean(part.map(([, y]) => y))];
  });
}

/** Mean of the last `window` values at each x. */
export const runningMean = (samples: readonly Sample[], window: number): Sample[] =>
  samples.map(([x], i) => [x, mean(samples.slice(Math.max(0, i + 1 - window), i + 1).map(([, y]) => y))]);

/**
 * Mean, smallest and largest value over the seeds at every x of some seed, within the range of x that all seeds have. A seed
 * without a value at an x counts with its last value before.
 */
export function acrossSeeds(seeds: readonly (readonly Sample[])[], series: string): BandPoint[] {
  if (seeds.length === 0 || seeds.some((samples) => samples.length === 0)) return [];
  const from = Math.max(...seeds.map((samples) => samples[0]![0]));
  const to = Math.min(...seeds.map((samples) => samples.at(-1)![0]));
  const xs = [...new Set(seeds.flat().map(([x]) => x))].filter((x) => from <= x && x <= to).sort((a, b) => a - b);
  const indices = seeds.map(() => 0);
  return xs.map((x) => {
    const values = seeds.map((samples, seed) => {
      while (samples[indices[seed]! + 1] && samples[indices[seed]! + 1]![0] <= x) indices[seed]!++;
      return samples[indices[seed]!]![1];
    });
    return { x, y: mean(values), low: Math.min(...values), high: Math.max(...values), series };
  });
}
