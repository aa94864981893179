/**
 * Curves of so few points that a page can draw them. Rows are grouped into buckets of 2ⁿ rows, and of each bucket mean, lowest and highest
 * value are kept, so that no peak is lost. Buckets begin at multiples of their size: when rows are appended, all but the last stay as they are.
 */
import { firstNotBelow } from './columns.js';

/** One point for each bucket; null where no row of it has a value. */
interface Curve {
  readonly mean: readonly (number | null)[];
  /** Absent where each bucket is one row. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

export interface Buckets {
  /** Rows in each bucket, a power of two. */
  readonly bucketRows: number;
  /** The number of the first bucket, counted from the first row. */
  readonly first: number;
  /** Step of the last row of each bucket. */
  readonly step: readonly number[];
  readonly curves: Readonly<Record<string, Curve>>;
}

export interface BucketOptions {
  /** Points that a curve may have; at least 2. */
  readonly most: number;
  /** Steps that are wanted; default all. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Buckets that are known already, and their size: they are left out, where the size is still the same. */
  readonly known?: { readonly bucketRows: number; readonly buckets: number } | undefined;
}

/** @param steps ascending @param columns each as long as `steps` */
export function bucketsOf(
  steps: Float64Array,
  columns: Readonly<Record<string, Float64Array>>,
  { most, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, known }: BucketOptions,
): Buckets {
  // One row beyond each end, so that lines reach the border of the plot.
  const start = Math.max(0, firstNotBelow(steps, from) - 1);
  const end = Math.min(steps.length, firstNotBelow(steps, to) + 1);
  let bucketRows = 1;
  while (Math.ceil(end / bucketRows) - Math.floor(start / bucketRows) > most) bucketRows *= 2;
  let first = Math.floor(start / bucketRows);
  // The last known bucket may have grown.
  if (known?.bucketRows === bucketRows) first = Math.max(first, known.buckets - 1);
  const bounds: [number, number][] = [];
  for (let row = first * bucketRows; row < end; row += bucketRows) bounds.push([row, Math.min(row + bucketRows, end)]);
  return {
    bucketRows,
    first,
    step: bounds.map(([, past]) => steps[past - 1]!),
    curves: Object.fromEntries(
      Object.entries(columns).map(([key, column]) => [key, curveOf(column, bounds, bucketRows)]),
    ),
  };
}

function curveOf(column: Float64Array, bounds: readonly (readonly [number, number])[], bucketRows: number): Curve {
  const points = bounds.map(([row, past]) => summary(column, row, past));
  const mean = points.map((point) => point?.mean ?? null);
  if (bucketRows === 1) return { mean };
  return { mean, low: points.map((point) => point?.low ?? null), high: points.map((point) => point?.high ?? null) };
}

/** Of the numbers in a part of a column; undefined where there are none. */
export function summary(
  column: Float64Array,
  start: number,
  end: number,
): { readonly mean: number; readonly low: number; readonly high: number } | undefined {
  let [sum, count, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = start; i < end; i++) {
    const value = column[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // Rounding must not take the mean out of the range.
  return count === 0 ? undefined : { mean: Math.min(high, Math.max(low, sum / count)), low, high };
}
