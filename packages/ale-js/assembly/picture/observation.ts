// Resizing to 84 × 84 by area: each output pixel is the mean of the source area below it, rounded to the nearest. All sums are
// exact integers. Vertical lengths are in 1/84 of a source row, so that an output row has the length of the screen height.
// Horizontal lengths are in 1/21 of a source column, so that an output column has the length 40 (160 / 84 = 40 / 21).

import { COLUMNS, FRAME_WIDTH, OBSERVATION, POOLED, ROW_SUMS } from '../memory-map';
import { areRowsChanged, poolFrames } from './pool';
import { screenHeight } from './preprocess';

const SIZE: i32 = 84;
/** The weights repeat after 21 output columns (40 source columns), so the four quarters of a row are computed side by side. */
const QUARTER: usize = 40;
const QUARTER_OUT: usize = 21;

/** For each output column of a quarter: the covered lengths of its first, second and third source column. */
const COLUMN_WEIGHTS = memory.data<f32>([
  21, 19, 0, 2, 21, 17, 4, 21, 15, 6, 21, 13, 8, 21, 11, 10, 21, 9, 12, 21, 7, 14, 21, 5, 16, 21, 3, 18, 21, 1, 20, 20,
  0, 1, 21, 18, 3, 21, 16, 5, 21, 14, 7, 21, 12, 9, 21, 10, 11, 21, 8, 13, 21, 6, 15, 21, 4, 17, 21, 2, 19, 21, 0,
]);

/** Sums the rows below output row `index`, weighted by covered length: 160 × u16 (at most 255 × 256). */
function sumRows(index: i32, height: i32, first: i32, last: i32): void {
  const firstWeight = i8x16.splat(<i8>((first + 1) * SIZE - index * height));
  const lastWeight = i8x16.splat(<i8>((index + 1) * height - last * SIZE));
  const whole = i8x16.splat(<i8>SIZE);
  const firstRow = POOLED + <usize>first * FRAME_WIDTH;
  const lastRow = POOLED + <usize>last * FRAME_WIDTH;
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) {
    let pixels = v128.load(firstRow + x);
    let low = i16x8.extmul_low_i8x16_u(pixels, firstWeight);
    let high = i16x8.extmul_high_i8x16_u(pixels, firstWeight);
    for (let row = firstRow + FRAME_WIDTH; row < lastRow; row += FRAME_WIDTH) {
      pixels = v128.load(row + x);
      low = i16x8.add(low, i16x8.extmul_low_i8x16_u(pixels, whole));
      high = i16x8.add(high, i16x8.extmul_high_i8x16_u(pixels, whole));
    }
    pixels = v128.load(lastRow + x);
    low = i16x8.add(low, i16x8.extmul_low_i8x16_u(pixels, lastWeight));
    high = i16x8.add(high, i16x8.extmul_high_i8x16_u(pixels, lastWeight));
    v128.store(ROW_SUMS + 2 * x, low);
    v128.store(ROW_SUMS + 2 * x, high, 16);
  }
}

/** Converts two columns of all quarters, 8 × u16, to two vectors of four floats. */
function storeColumns(to: usize, pair: v128): void {
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(pair)));
  v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(pair)), 16);
}

/** Turns the 160 sums into 40 columns of the four quarters' sums. */
function splitQuarters(): void {
  for (let x: usize = 0; x < QUARTER; x += 8) {
    const at = ROW_SUMS + 2 * x;
    const a = v128.load(at);
    const b = v128.load(at, 2 * QUARTER);
    const c = v128.load(at, 4 * QUARTER);
    const d = v128.load(at, 6 * QUARTER);
    const abLow = i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const abHigh = i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    const cdLow = i16x8.shuffle(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
    const cdHigh = i16x8.shuffle(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
    const to = COLUMNS + 16 * x;
    storeColumns(to, i32x4.shuffle(abLow, cdLow, 0, 4, 1, 5));
    storeColumns(to + 32, i32x4.shuffle(abLow, cdLow, 2, 6, 3, 7));
    storeColumns(to + 64, i32x4.shuffle(abHigh, cdHigh, 0, 4, 1, 5));
    storeColumns(to + 96, i32x4.shuffle(abHigh, cdHigh, 2, 6, 3, 7));
  }
}

/**
 * Computes one output row. Sums are below 2^22, so floats are exact. The product with the rounded inverse of the area can be slightly
 * too small; the added 0.5 (half a unit of the sum) prevents that an integer quotient is truncated to the next lower one.
 */
function resizeColumns(to: usize, area: f32): void {
  const half = f32x4.splat(0.5 * area + 0.5);
  const inverse = f32x4.splat(1 / area);
  for (let i: usize = 0; i < QUARTER_OUT; i++) {
    const columns = COLUMNS + 16 * ((QUARTER * i) / QUARTER_OUT);
    const weights = COLUMN_WEIGHTS + 12 * i;
    let sum = f32x4.add(half, f32x4.mul(v128.load(columns), v128.load_splat<f32>(weights)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(columns, 16), v128.load_splat<f32>(weights, 4)));
    sum = f32x4.add(sum, f32x4.mul(v128.load(columns, 32), v128.load_splat<f32>(weights, 8)));
    const pixels = i32x4.trunc_sat_f32x4_s(f32x4.mul(sum, inverse));
    v128.store_lane<u8>(to + i, pixels, 0);
    v128.store_lane<u8>(to + i, pixels, 4, QUARTER_OUT);
    v128.store_lane<u8>(to + i, pixels, 8, 2 * QUARTER_OUT);
    v128.store_lane<u8>(to + i, pixels, 12, 3 * QUARTER_OUT);
  }
}

/** Resizes the maximum of two frames, which may be the same, into OBSERVATION. Unchanged rows are not computed again. */
export function observeFrames(newer: usize, older: usize): void {
  const height = screenHeight();
  poolFrames(newer, older, height);
  const area = <f32>(<i32>QUARTER * height);
  for (let i = 0; i < SIZE; i++) {
    const first = (i * height) / SIZE;
    const last = ((i + 1) * height - 1) / SIZE;
    if (!areRowsChanged(first, last)) continue;
    sumRows(i, height, first, last);
    splitQuarters();
    resizeColumns(OBSERVATION + i * SIZE, area);
  }
}
