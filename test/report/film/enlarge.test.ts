import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/env/environment.js';
import { enlarge } from '../../../src/report/film/enlarge.js';

/** A picture of one row or more, in gray. */
const gray = (...rows: number[][]): RgbImage => ({
  width: rows[0]!.length,
  height: rows.length,
  data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
});
const rowsOf = ({ width, height, data }: RgbImage) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[3 * (y * width + x)]!));

describe('enlarge', () => {
  it.each([
    {
      name: 'repeats pixels by whole factors',
      width: 4,
      height: 2,
      becomes: [
        [0, 0, 80, 80],
        [0, 0, 80, 80],
      ],
    },
    { name: 'leaves a picture of that size as it is', width: 2, height: 1, becomes: [[0, 80]] },
    { name: 'mixes neighbors only where a pixel lies on both', width: 3, height: 1, becomes: [[0, 40, 80]] },
    { name: 'mixes by area', width: 7, height: 1, becomes: [[0, 0, 0, 40, 80, 80, 80]] },
  ])('$name', ({ width, height, becomes }) => {
    expect(rowsOf(enlarge(gray([0, 80]), width, height))).toEqual(becomes);
  });

  it('does the same from top to bottom', () => {
    expect(rowsOf(enlarge(gray([0], [90]), 1, 3))).toEqual([[0], [45], [90]]);
  });

  it('keeps colors apart', () => {
    const image = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
    expect([...enlarge(image, 2, 1).data]).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('refuses a smaller size', () => {
    expect(() => enlarge(gray([0, 80]), 1, 1)).toThrow('enlarge: expected at least 2 × 1 pixels, got 1 × 1');
  });
});
