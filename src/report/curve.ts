/** From the rows of one run, or of several with different seeds, to the line that a learning curve shows. */
import type { BandPoint } from './plot.js';
import { mean } from './statistics/statistics.js';

/** A value at a moment, in order of x. */
export type Sample = readonly [x: number, y: number];

/** Means of at most `count` stretches of equal length, at the end of each; as they are where they are no more than that. */
export function thin(samples: readonly Sample[], count: number): Sample[] {
  const stretch = Math.ceil(samples.length / count);
  if (stretch <= 1) return [...samples];
  return Array.from({ length: Math.ceil(samples.length / stretch) }, (_, i) => {
    const part = samples.slice(i * stretch, (i + 1) * stretch);
    return [part.at(-1)![0], mean(part.map(([, y]) => y))];
  });
}

/** Mean of the last `window` values at each moment. */
export const runningMean = (samples: readonly Sample[], window: number): Sample[] =>
  samples.map(([x], i) => [x, mean(samples.slice(Math.max(0, i + 1 - window), i + 1).map(([, y]) => y))]);

/**
 * Mean, smallest and largest over the seeds, at every moment that some seed has a value at, from the first to the last
 * that all of them have reached. A seed without a value there counts with its last one before.
 */
export function acrossSeeds(seeds: readonly (readonly Sample[])[], series: string): BandPoint[] {
  if (seeds.length === 0 || seeds.some((samples) => samples.length === 0)) return [];
  const from = Math.max(...seeds.map((samples) => samples[0]![0]));
  const to = Math.min(...seeds.map((samples) => samples.at(-1)![0]));
  const moments = [...new Set(seeds.flat().map(([x]) => x))].filter((x) => from <= x && x <= to).sort((a, b) => a - b);
  const places = seeds.map(() => 0);
  return moments.map((x) => {
    const values = seeds.map((samples, seed) => {
      while (samples[places[seed]! + 1] && samples[places[seed]! + 1]![0] <= x) places[seed]!++;
      return samples[places[seed]!]![1];
    });
    return { x, y: mean(values), low: Math.min(...values), high: Math.max(...values), series };
  });
}
