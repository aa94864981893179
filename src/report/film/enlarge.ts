/** Enlarges pictures to any size: each pixel of the result is the mean of what lies under it. */
import type { RgbImage } from '../../env/environment.js';

/** Where a pixel of the result lies along one axis: on a source pixel, and by a share on the next one. */
interface Place {
  readonly first: number;
  readonly shareOfNext: number;
}

/**
 * Enlarges by area. Whole factors repeat pixels; other factors mix neighbors on the edges alone, so that pixels stay sharp and
 * equally large.
 * @throws RangeError for a size below that of the picture
 */
export function enlarge({ width, height, data }: RgbImage, toWidth: number, toHeight: number): RgbImage {
  if (toWidth < width || toHeight < height) {
    throw new RangeError(`enlarge: expected at least ${width} × ${height} pixels, got ${toWidth} × ${toHeight}`);
  }
  const columns = places(width, toWidth);
  const rows = places(height, toHeight);
  const stride = 3 * toWidth;
  const wide = new Uint8Array(height * stride);
  for (let row = 0, o = 0; row < height; row++) {
    for (const { first, shareOfNext } of columns) {
      const i = 3 * (row * width + first);
      for (let channel = i; channel < i + 3; channel++) {
        const value = data[channel]!;
        wide[o++] = shareOfNext === 0 ? value : Math.round(value + (data[channel + 3]! - value) * shareOfNext);
      }
    }
  }
  const result = new Uint8Array(toHeight * stride);
  rows.forEach(({ first, shareOfNext }, row) => {
    const source = wide.subarray(first * stride, (first + 1) * stride);
    const target = row * stride;
    result.set(source, target);
    if (shareOfNext === 0) return;
    const next = wide.subarray((first + 1) * stride, (first + 2) * stride);
    for (let i = 0; i < stride; i++) {
      result[target + i] = Math.round(source[i]! + (next[i]! - source[i]!) * shareOfNext);
    }
  });
  return { width: toWidth, height: toHeight, data: result };
}

function places(from: number, to: number): Place[] {
  return Array.from({ length: to }, (_, i) => {
    // In whole numbers: the result's pixel i covers i · from … (i + 1) · from, a source pixel is `to` long.
    const first = Math.floor((i * from) / to);
    return { first, shareOfNext: Math.max(0, (i + 1) * from - (first + 1) * to) / from };
  });
}
