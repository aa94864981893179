/**
 * Resizing to 84 × 84 by area, byte for byte as OpenCV's `resize` with INTER_AREA: 32-bit floats, first the columns of each row from
 * left to right, then the rows from top to bottom; the sum is rounded to the nearest integer, halves to even. At exactly half the
 * size, OpenCV takes the mean of 2 × 2 pixels in integers instead.
 */
import { frameBytes, frameSize } from '../environment.js';

/**
 * Resizes an image of `width` × `height` bytes, row by row, to [84, 84] bytes, which the next call overwrites.
 * @param isChanged for each row whether it may differ from that of the last call; the others are not computed again
 */
export type Resize = (image: Uint8Array, isChanged: Uint8Array) => Uint8Array;

/** Returns a function that resizes images of this size, which is at least 84 × 84. */
export function areaResize(width: number, height: number): Resize {
  return width === 2 * frameSize && height === 2 * frameSize ? halving() : weighing(width, height);
}

const { fround } = Math;
/** A float of this size has no bits for fractions, so that its addition rounds to the nearest integer, halves to even. */
const noFractions = 2 ** 23;

function weighing(width: number, height: number): Resize {
  const columns = coveredBy(width);
  const rows = coveredBy(height);
  const resized = new Float32Array(height * frameSize);
  const sums = new Float32Array(frameSize);
  const result = new Uint8Array(frameBytes);

  function resizeColumns(image: Uint8Array, row: number): void {
    const { span, sources, weights } = columns;
    const [from, to] = [row * width, row * frameSize];
    for (let x = 0, at = 0; x < frameSize; x++) {
      let sum = fround(0);
      for (let k = 0; k < span; k++, at++) sum = fround(sum + fround(image[from + sources[at]!]! * weights[at]!));
      resized[to + x] = sum;
    }
  }

  function sumRows(y: number): void {
    const { span, sources, weights } = rows;
    sums.fill(0);
    for (let at = y * span; at < (y + 1) * span; at++) {
      const weight = weights[at]!;
      const from = sources[at]! * frameSize;
      for (let x = 0; x < frameSize; x++) sums[x] = fround(sums[x]! + fround(resized[from + x]! * weight));
    }
    for (let x = 0; x < frameSize; x++) result[y * frameSize + x] = fround(sums[x]! + noFractions) - noFractions;
  }

  /** Whether an output row covers one of the marked rows. */
  function isCovered(y: number, isMarked: Uint8Array): boolean {
    const { span, sources } = rows;
    for (let at = y * span; at < (y + 1) * span; at++) if (isMarked[sources[at]!]) return true;
    return false;
  }

  return (image, isChanged) => {
    for (let row = 0; row < height; row++) if (isChanged[row]) resizeColumns(image, row);
    for (let y = 0; y < frameSize; y++) if (isCovered(y, isChanged)) sumRows(y);
    return result;
  };
}

function halving(): Resize {
  const result = new Uint8Array(frameBytes);
  const width = 2 * frameSize;
  return (image, isChanged) => {
    for (let y = 0; y < frameSize; y++) {
      if (!isChanged[2 * y] && !isChanged[2 * y + 1]) continue;
      for (let x = 0; x < frameSize; x++) {
        const at = 2 * y * width + 2 * x;
        const sum = image[at]! + image[at + 1]! + image[at + width]! + image[at + width + 1]!;
        result[y * frameSize + x] = (sum + 2) >> 2;
      }
    }
    return result;
  };
}

/** The source pixels of each output pixel along one axis, `span` each, with their weights; unused ones have weight 0. */
interface Covered {
  readonly span: number;
  readonly sources: Int32Array;
  readonly weights: Float32Array;
}

/** A source covered by less than this has no weight. */
const leastCover = 1e-3;

/** @param length pixels of the source along the axis */
function coveredBy(length: number): Covered {
  const scale = 1 / (frameSize / length);
  const all = Array.from({ length: frameSize }, (_, index) => {
    const [start, end] = [index * scale, index * scale + scale];
    const size = Math.min(scale, length - start);
    const last = Math.min(Math.floor(end), length - 1);
    const first = Math.min(Math.ceil(start), last);
    const whole = Array.from({ length: last - first }, (_, k) => ({ source: first + k, weight: 1 / size }));
    const before = { source: first - 1, weight: first - start > leastCover ? (first - start) / size : 0 };
    const rest = end - last;
    const after = { source: last, weight: rest > leastCover ? Math.min(rest, 1, size) / size : 0 };
    return [before, ...whole, after].filter(({ weight }) => weight > 0);
  });
  const span = Math.max(...all.map((terms) => terms.length));
  const padded = all.flatMap((terms) =>
    Array.from({ length: span }, (_, k) => terms[k] ?? { ...terms[0]!, weight: 0 }),
  );
  return {
    span,
    sources: Int32Array.from(padded, ({ source }) => source),
    weights: Float32Array.from(padded, ({ weight }) => weight),
  };
}
