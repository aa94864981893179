/**
 * The faint texture of each class of the embedded data set: cosine waves along one axis of the image or both, with periods of
 * 3 to 6 pixels. They are symmetric under mirroring, and the values of their cosines are exact.
 */
import type { OutlineName } from './outlines.js';

/** One period of a cosine by its length in pixels; 1 means no wave along that axis. */
const waves = {
  1: [1],
  3: [1, -0.5, -0.5],
  4: [1, 0, -1, 0],
  6: [1, 0.5, -0.5, -1, -0.5, 0.5],
} as const;

type PeriodPixels = keyof typeof waves;

/** Horizontal and vertical periods. Classes with similar outlines have different textures. */
const periods: Readonly<Record<OutlineName, readonly [across: PeriodPixels, down: PeriodPixels]>> = {
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

/** A texture is the product scale · across[x] · down[y], indices modulo the periods. */
export interface Texture {
  readonly across: readonly number[];
  readonly down: readonly number[];
  /** Makes the mean square 1: that of each cosine is 1/2. */
  readonly scale: number;
}

/** The textures in the order of the labels. */
export const textures: readonly Texture[] = Object.values(periods).map(([across, down]) => ({
  across: waves[across],
  down: waves[down],
  scale: across > 1 && down > 1 ? 2 : Math.SQRT2,
}));
