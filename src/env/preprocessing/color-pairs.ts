/**
 * The brighter of two frames, pixel by pixel, by table: a pixel is one of 256 color bytes of the console, so a pair of them has
 * 65,536 values.
 */
import type { ScreenColors } from 'ale-js';

/** A value for each pair of color bytes, at `newer << 8 | older`. */
export type PairTable = Uint8Array;

const pairTable = (combine: (newer: number, older: number) => number): PairTable =>
  Uint8Array.from({ length: 1 << 16 }, (_, pair) => combine(pair >> 8, pair & 255));

const brighter = (channel: Uint8Array) => (newer: number, older: number) => Math.max(channel[newer]!, channel[older]!);

/** The larger of ALE's two grays. */
export const brighterGray = ({ gray }: ScreenColors): PairTable => pairTable(brighter(gray));

/** The larger red, green and blue. */
export const brighterChannels = ({ red, green, blue }: ScreenColors): PairTable[] =>
  [red, green, blue].map((channel) => pairTable(brighter(channel)));

/** The gray of the larger red, green and blue. */
export function grayOfBrighter(colors: ScreenColors): PairTable {
  const [red, green, blue] = brighterChannels(colors) as [PairTable, PairTable, PairTable];
  return red.map((value, pair) => grayOf(value, green[pair]!, blue[pair]!));
}

/**
 * Returns the gray of a color as OpenCV's RGB2GRAY computes it for bytes: 0.299 R + 0.587 G + 0.114 B in units of 2⁻¹⁵. (OpenCV
 * before version 4 has units of 2⁻¹⁴, so that its gray differs by 1 for 0.3 % of all colors.)
 */
export const grayOf = (red: number, green: number, blue: number): number =>
  (9798 * red + 19235 * green + 3735 * blue + (1 << 14)) >> 15;

/** Returns the gray of a color as Gymnasium's GrayscaleObservation computes it from version 1.0 on: without rounding. */
export const grayOfWrapper = (red: number, green: number, blue: number): number =>
  Math.floor(0.2125 * red + 0.7154 * green + 0.0721 * blue);
