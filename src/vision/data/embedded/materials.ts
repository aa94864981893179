/**
 * The faint surface of each class of the embedded data set: waves along one axis of the image or both, of a few pixels'
 * period. They look the same when mirrored, and their cosines are exact fractions.
 */
import type { SilhouetteName } from './silhouettes.js';

/** One period of a cosine, by its length in pixels; of length 1: no wave along that axis. */
const waves = {
  1: [1],
  3: [1, -0.5, -0.5],
  4: [1, 0, -1, 0],
  6: [1, 0.5, -0.5, -1, -0.5, 0.5],
} as const;

type PeriodPixels = keyof typeof waves;

/** Periods across and down. Outlines that are easily confused have surfaces that are not. */
const periods: Readonly<Record<SilhouetteName, readonly [across: PeriodPixels, down: PeriodPixels]>> = {
  disc: [3, 1],
  pentagon: [1, 4],
  square: [4, 4],
  bar: [1, 3],
  star: [6, 1],
  cross: [3, 3],
  ring: [1, 6],
  crescent: [4, 1],
  leaf: [6, 6],
  triangle: [4, 3],
};

export interface Material {
  readonly across: readonly number[];
  readonly down: readonly number[];
  /** Brings the mean square of across × down to 1: a cosine has 1/2. */
  readonly scale: number;
}

export const materials: readonly Material[] = Object.values(periods).map(([across, down]) => ({
  across: waves[across],
  down: waves[down],
  scale: across > 1 && down > 1 ? 2 : Math.SQRT2,
}));
