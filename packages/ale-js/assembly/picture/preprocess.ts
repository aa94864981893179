// Converts TIA colors to gray and RGB, with the palette that the host has written.

import { FRAME_WIDTH, PALETTE_GRAY, PALETTE_RGB } from '../memory-map';
import { config, video } from '../state';
import { copyRow, repeatsOf } from '../tia/repeats';

const LEAST_SCREEN_HEIGHT = 200;

/** Returns the rows of the screen; those beyond the property height contain 0. */
export function screenHeight(): i32 {
  return max(config.height, LEAST_SCREEN_HEIGHT);
}

/** The grays of the 128 even color bytes, side by side. */
const EVEN_GRAYS = memory.data(128, 16);

/** Copies the gray palette, which the host may have changed. */
export function prepareGrays(): void {
  for (let i: usize = 0; i < 128; i += 16) {
    const low = v128.load(PALETTE_GRAY + 2 * i);
    const high = v128.load(PALETTE_GRAY + 2 * i, 16);
    v128.store(EVEN_GRAYS + i, i8x16.shuffle(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
  }
}

function sixteenGrays(index: v128, first: i32): v128 {
  return i8x16.swizzle(v128.load(EVEN_GRAYS + first), i8x16.sub(index, i8x16.splat(<i8>first)));
}

/** A swizzle gives 0 for indices outside its sixteen, so the results of the eight tables can be combined by OR. */
function grayOfEven(colors: v128): v128 {
  const index = i16x8.shr_u(colors, 1);
  return v128.or(
    v128.or(
      v128.or(sixteenGrays(index, 0), sixteenGrays(index, 16)),
      v128.or(sixteenGrays(index, 32), sixteenGrays(index, 48)),
    ),
    v128.or(
      v128.or(sixteenGrays(index, 64), sixteenGrays(index, 80)),
      v128.or(sixteenGrays(index, 96), sixteenGrays(index, 112)),
    ),
  );
}

function grayOfBytes(from: usize, to: usize): void {
  for (let i: usize = 0; i < 16; i++) store<u8>(to + i, load<u8>(PALETTE_GRAY + <usize>load<u8>(from + i)));
}

const BLOCK = memory.data(16, 16);

/** Returns the gray values of 16 color bytes. */
export function grayOfBlock(colors: v128): v128 {
  if (!v128.any_true(v128.and(colors, i8x16.splat(1)))) return grayOfEven(colors);
  v128.store(BLOCK, colors);
  grayOfBytes(BLOCK, BLOCK);
  return v128.load(BLOCK);
}

/** Most blocks of 16 pixels are equal to the block above, many others to the block before; these are copied. */
function grayOfRow(from: usize, to: usize): void {
  let known = v128.load(from - FRAME_WIDTH);
  let gray = v128.load(to - FRAME_WIDTH);
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) {
    const colors = v128.load(from + x);
    if (!v128.any_true(v128.xor(colors, v128.load(from + x - FRAME_WIDTH)))) {
      v128.store(to + x, v128.load(to + x - FRAME_WIDTH));
      continue;
    }
    if (v128.any_true(v128.xor(colors, known))) {
      known = colors;
      gray = grayOfBlock(colors);
    }
    v128.store(to + x, gray);
  }
}

/** Writes the current frame in gray, one byte for each pixel. */
export function grayInto(target: usize): void {
  const frame = video.frame;
  const repeats = repeatsOf(frame);
  prepareGrays();
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) v128.store(target + x, grayOfBlock(v128.load(frame + x)));
  for (let row = 1, rows = screenHeight(); row < rows; row++) {
    const at = <usize>row * FRAME_WIDTH;
    if (load<u8>(repeats + row)) copyRow(target + at);
    else grayOfRow(frame + at, target + at);
  }
}

/** Writes the current frame in RGB, three bytes for each pixel; an odd color byte has the color of the even one below it. */
export function rgbInto(target: usize): void {
  const count = FRAME_WIDTH * <usize>screenHeight();
  const frame = <usize>video.frame;
  let to = target;
  for (let i: usize = 0; i < count; i++) {
    const rgb = load<u32>(PALETTE_RGB + ((<usize>load<u8>(frame + i) >> 1) << 2));
    store<u8>(to, <u8>(rgb >> 16));
    store<u8>(to, <u8>(rgb >> 8), 1);
    store<u8>(to, <u8>rgb, 2);
    to += 3;
  }
}
