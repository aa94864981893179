// From TIA colours to what a host looks at: grey and RGB by the palette the host has written.

import { FRAME_WIDTH, PALETTE_GREY, PALETTE_RGB } from './memory-map';
import { config, video } from './state';
import { copyRow, repeatsOf } from './tia/repeats';

const LEAST_SCREEN_HEIGHT = 200;

/** Rows of the screen; those beyond the property height stay 0. */
export function screenHeight(): i32 {
  return max(config.height, LEAST_SCREEN_HEIGHT);
}

/** The greys of the 128 even colour bytes, side by side. */
const EVEN_GREYS = memory.data(128, 16);

/** Before greys are looked up: the palette may be another one. */
export function prepareGreys(): void {
  for (let i: usize = 0; i < 128; i += 16) {
    const low = v128.load(PALETTE_GREY + 2 * i);
    const high = v128.load(PALETTE_GREY + 2 * i, 16);
    v128.store(EVEN_GREYS + i, i8x16.shuffle(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
  }
}

function sixteenGreys(index: v128, first: i32): v128 {
  return i8x16.swizzle(v128.load(EVEN_GREYS + first), i8x16.sub(index, i8x16.splat(<i8>first)));
}

/** A swizzle gives 0 for indices outside its sixteen, so the eight tables simply add up. */
function greyOfEven(colours: v128): v128 {
  const index = i16x8.shr_u(colours, 1);
  return v128.or(
    v128.or(
      v128.or(sixteenGreys(index, 0), sixteenGreys(index, 16)),
      v128.or(sixteenGreys(index, 32), sixteenGreys(index, 48)),
    ),
    v128.or(
      v128.or(sixteenGreys(index, 64), sixteenGreys(index, 80)),
      v128.or(sixteenGreys(index, 96), sixteenGreys(index, 112)),
    ),
  );
}

function greyOfBytes(from: usize, to: usize): void {
  for (let i: usize = 0; i < 16; i++) store<u8>(to + i, load<u8>(PALETTE_GREY + <usize>load<u8>(from + i)));
}

const BLOCK = memory.data(16, 16);

/** The grey of 16 colour bytes. */
export function greyOfBlock(colours: v128): v128 {
  if (!v128.any_true(v128.and(colours, i8x16.splat(1)))) return greyOfEven(colours);
  v128.store(BLOCK, colours);
  greyOfBytes(BLOCK, BLOCK);
  return v128.load(BLOCK);
}

/** Pictures repeat: most blocks of 16 pixels look like the one above, many others like the one before. */
function greyOfRow(from: usize, to: usize): void {
  let known = v128.load(from - FRAME_WIDTH);
  let grey = v128.load(to - FRAME_WIDTH);
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) {
    const colours = v128.load(from + x);
    if (!v128.any_true(v128.xor(colours, v128.load(from + x - FRAME_WIDTH)))) {
      v128.store(to + x, v128.load(to + x - FRAME_WIDTH));
      continue;
    }
    if (v128.any_true(v128.xor(colours, known))) {
      known = colours;
      grey = greyOfBlock(colours);
    }
    v128.store(to + x, grey);
  }
}

/** Writes the current frame in grey, a byte a pixel. */
export function greyInto(target: usize): void {
  const frame = video.frame;
  const repeats = repeatsOf(frame);
  prepareGreys();
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) v128.store(target + x, greyOfBlock(v128.load(frame + x)));
  for (let row = 1, rows = screenHeight(); row < rows; row++) {
    const at = <usize>row * FRAME_WIDTH;
    if (load<u8>(repeats + row)) copyRow(target + at);
    else greyOfRow(frame + at, target + at);
  }
}

/** Writes the current frame in colour, three bytes a pixel; odd colour bytes show as the even one below. */
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
