// Resizing to 84 × 84 by area with the rounding of OpenCV's INTER_AREA: 32-bit floats, first the columns of each source row, from left
// to right, then the rows, from top to bottom; the sum is rounded to the nearest integer, halves to even. The sums are the same as
// in `observation.ts` up to the rounding of floats, so a pixel can differ by 1. The four quarters of a row are computed side by side.

import { COLUMN_WEIGHTS, COLUMNS, FRAME_WIDTH, OBSERVATION, POOLED, RESIZED_ROWS, ROW_WEIGHTS } from '../memory-map';
import { areRowsChanged, poolFrames, poolOnto } from './pool';
import { screenHeight } from './preprocess';

const SIZE: i32 = 84;
const WIDTH: i32 = <i32>FRAME_WIDTH;
const QUARTER: i32 = 40;
const QUARTER_OUT: i32 = 21;
/** An output column covers at most three source columns, an output row at most five rows. */
const COLUMN_SPAN: i32 = 3;
const ROW_SPAN: i32 = 5;
const RESIZED_BYTES: usize = 4 * <usize>SIZE;
/** A source covered by less than this has no weight. */
const LEAST_COVER: f64 = 1e-3;

/** Rows of the screen that ROW_WEIGHTS is for; 0 if none. */
let weightedRows: i32 = 0;

/** Returns the weight of a source pixel in an output pixel of one dimension, computed with doubles as OpenCV does. */
function weightOf(index: i32, size: i32, source: i32): f32 {
  const scale = 1 / (<f64>SIZE / <f64>size);
  const start = <f64>index * scale;
  const end = start + scale;
  const length = min(scale, <f64>size - start);
  const last = min(<i32>Math.floor(end), size - 1);
  const first = min(<i32>Math.ceil(start), last);
  if (source == first - 1 && <f64>first - start > LEAST_COVER) return <f32>((<f64>first - start) / length);
  if (source < first || source > last) return 0;
  if (source < last) return <f32>(1 / length);
  const cover = end - <f64>last;
  return cover > LEAST_COVER ? <f32>(min(min(cover, 1), length) / length) : 0;
}

function firstOf(index: i32, size: i32): i32 {
  return (index * size) / SIZE;
}

function lastOf(index: i32, size: i32): i32 {
  return ((index + 1) * size - 1) / SIZE;
}

function prepareWeights(height: i32): void {
  if (weightedRows == height) return;
  weightedRows = height;
  for (let i = 0; i < SIZE; i++) {
    const at = COLUMN_WEIGHTS + 16 * (COLUMN_SPAN * (i % QUARTER_OUT)) + 4 * (i / QUARTER_OUT);
    const column = firstOf(i, WIDTH);
    for (let k = 0; k < COLUMN_SPAN; k++) store<f32>(at + 16 * k, weightOf(i, WIDTH, column + k));
    const row = firstOf(i, height);
    for (let k = 0; k < ROW_SPAN; k++) store<f32>(ROW_WEIGHTS + 4 * (ROW_SPAN * i + k), weightOf(i, height, row + k));
  }
}

function storeFour(to: usize, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)));
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), 16);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), 32);
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), 48);
}

/** Turns a row of 160 gray values into 40 columns of the four quarters' values. */
function splitQuarters(row: usize): void {
  for (let x: usize = 0; x < <usize>QUARTER; x += 8) {
    const a = v128.load64_zero(row + x);
    const b = v128.load64_zero(row + x, <usize>QUARTER);
    const c = v128.load64_zero(row + x, 2 * <usize>QUARTER);
    const d = v128.load64_zero(row + x, 3 * <usize>QUARTER);
    const ab = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    storeFour(COLUMNS + 16 * x, i16x8.shuffle(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11));
    storeFour(COLUMNS + 16 * x + 64, i16x8.shuffle(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15));
  }
}

function resizedRow(row: i32): usize {
  return RESIZED_ROWS + RESIZED_BYTES * (row & 7);
}

/** Resizes the columns of a source row. */
function resizeColumns(row: i32): void {
  splitQuarters(POOLED + <usize>row * FRAME_WIDTH);
  const to = resizedRow(row);
  for (let i = 0; i < QUARTER_OUT; i++) {
    const columns = COLUMNS + 16 * <usize>((QUARTER * i) / QUARTER_OUT);
    const weights = COLUMN_WEIGHTS + 16 * <usize>(COLUMN_SPAN * i);
    let sum = f32x4.mul(v128.load(columns), v128.load(weights));
    sum = f32x4.add(sum, f32x4.mul(v128.load(columns, 16), v128.load(weights, 16)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(columns, 32), v128.load(weights, 32)));
    v128.store(to + 16 * i, sum);
  }
}

/** Sums the resized rows below an output row. */
function sumRows(index: i32, first: i32, last: i32): void {
  const to = OBSERVATION + <usize>(index * SIZE);
  const weights = ROW_WEIGHTS + 4 * <usize>(ROW_SPAN * index);
  const firstRow = resizedRow(first);
  const firstWeight = v128.load_splat<f32>(weights);
  for (let i = 0; i < QUARTER_OUT; i++) {
    let sum = f32x4.mul(v128.load(firstRow + 16 * i), firstWeight);
    for (let row = first + 1; row <= last; row++) {
      const weight = v128.load_splat<f32>(weights + 4 * (row - first));
      sum = f32x4.add(sum, f32x4.mul(v128.load(resizedRow(row) + 16 * i), weight));
    }
    const pixels = i32x4.trunc_sat_f32x4_s(f32x4.nearest(sum));
    v128.store_lane<u8>(to + i, pixels, 0);
    v128.store_lane<u8>(to + i, pixels, 4, <usize>QUARTER_OUT);
    v128.store_lane<u8>(to + i, pixels, 8, 2 * <usize>QUARTER_OUT);
    v128.store_lane<u8>(to + i, pixels, 12, 3 * <usize>QUARTER_OUT);
  }
}

function resizeChanged(height: i32): void {
  prepareWeights(height);
  // Neighboring output rows share a source row.
  let done = -1;
  for (let i = 0; i < SIZE; i++) {
    const first = firstOf(i, height);
    const last = lastOf(i, height);
    if (!areRowsChanged(first, last)) continue;
    for (let row = max(first, done + 1); row <= last; row++) resizeColumns(row);
    done = last;
    sumRows(i, first, last);
  }
}

/** Resizes the maximum of two frames, which may be the same, into OBSERVATION. Unchanged rows are not computed again. */
export function observeLikeOpenCV(newer: usize, older: usize): void {
  const height = screenHeight();
  poolFrames(newer, older, height);
  resizeChanged(height);
}

/** Resizes the maximum of a frame and the picture of the last observation into OBSERVATION. */
export function observeOntoLast(frame: usize): void {
  const height = screenHeight();
  poolOnto(frame, height);
  resizeChanged(height);
}
