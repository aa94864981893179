// 84 × 84 by area: every output pixel is the mean of the source area it covers, rounded to the nearest. Integers
// throughout: with lengths counted in 84ths of a source pixel, an output pixel is as long as the source has pixels.

import { FRAME_WIDTH, GREY, OBSERVATION, REMEMBERED_GREY, WEIGHTED_ROW } from './memory-map';
import { screenHeight } from './preprocess';

const SIZE: i32 = 84;
const WIDTH = <i32>FRAME_WIDTH;

/** Adds weight × 16 pixels to 16 sums of 32 bits. */
function addWeighted(sums: usize, pixels: v128, weight: v128): void {
  const low = i16x8.extend_low_i8x16_u(pixels);
  const high = i16x8.extend_high_i8x16_u(pixels);
  v128.store(sums, i32x4.add(v128.load(sums), i32x4.extmul_low_i16x8_u(low, weight)));
  v128.store(sums, i32x4.add(v128.load(sums, 16), i32x4.extmul_high_i16x8_u(low, weight)), 16);
  v128.store(sums, i32x4.add(v128.load(sums, 32), i32x4.extmul_low_i16x8_u(high, weight)), 32);
  v128.store(sums, i32x4.add(v128.load(sums, 48), i32x4.extmul_high_i16x8_u(high, weight)), 48);
}

/** Adds weight × a row of the screen, the brighter of the two frames if `pool`. */
function addRow(row: i32, weight: i32, pool: bool): void {
  const at = GREY + <usize>row * FRAME_WIDTH;
  const older = REMEMBERED_GREY + <usize>row * FRAME_WIDTH;
  const weights = i16x8.splat(<i16>weight);
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) {
    let pixels = v128.load(at + x);
    if (pool) pixels = i8x16.max_u(pixels, v128.load(older + x));
    addWeighted(WEIGHTED_ROW + (x << 2), pixels, weights);
  }
}

/** Sums of the source rows under output row `index`, weighted by how much of them it covers. */
function collectRows(index: i32, height: i32, pool: bool): void {
  memory.fill(WEIGHTED_ROW, 0, 4 * FRAME_WIDTH);
  const begin = index * height;
  const end = begin + height;
  for (let row = begin / SIZE; row * SIZE < end; row++) {
    addRow(row, min(end, (row + 1) * SIZE) - max(begin, row * SIZE), pool);
  }
}

/** One output row; `scale` is 2^40 / (160 · height), rounded up. */
function resizeRow(to: usize, half: u32, scale: u64): void {
  for (let i = 0; i < SIZE; i++) {
    const begin = i * WIDTH;
    const end = begin + WIDTH;
    let sum = half;
    for (let x = begin / SIZE; x * SIZE < end; x++) {
      const weight = min(end, (x + 1) * SIZE) - max(begin, x * SIZE);
      sum += <u32>weight * load<u32>(WEIGHTED_ROW + ((<usize>x) << 2));
    }
    store<u8>(to + i, <u8>((<u64>sum * scale) >> 40));
  }
}

/** Resizes GREY, or the maximum of GREY and REMEMBERED_GREY, into OBSERVATION. */
export function resizeByArea(pool: bool): void {
  const height = screenHeight();
  const area = <u32>(WIDTH * height);
  const scale = (((<u64>1) << 40) + area - 1) / area;
  for (let i = 0; i < SIZE; i++) {
    collectRows(i, height, pool);
    resizeRow(OBSERVATION + i * SIZE, area >> 1, scale);
  }
}
