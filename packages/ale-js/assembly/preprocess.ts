// From TIA colours to what a host looks at: grey and RGB by the palette the host has written.

import { FRAME_WIDTH, PALETTE_GREY, PALETTE_RGB } from './memory-map';
import { config, video } from './state';

const LEAST_SCREEN_HEIGHT = 200;

/** Rows of the screen; those beyond the property height stay 0. */
export function screenHeight(): i32 {
  return max(config.height, LEAST_SCREEN_HEIGHT);
}

function greyOfBytes(from: usize, to: usize): void {
  for (let i: usize = 0; i < 16; i++) store<u8>(to + i, load<u8>(PALETTE_GREY + <usize>load<u8>(from + i)));
}

/** Pictures repeat: most blocks of 16 pixels look like the one above or the one before, and so does their grey. */
function greyOfRow(from: usize, to: usize): void {
  let colours = v128.load(from - FRAME_WIDTH);
  let grey = v128.load(to - FRAME_WIDTH);
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) {
    const block = v128.load(from + x);
    if (v128.any_true(v128.xor(block, colours))) {
      colours = block;
      if (v128.any_true(v128.xor(block, v128.load(from + x - FRAME_WIDTH)))) {
        greyOfBytes(from + x, to + x);
        grey = v128.load(to + x);
        continue;
      }
      grey = v128.load(to + x - FRAME_WIDTH);
    }
    v128.store(to + x, grey);
  }
}

/** Writes the current frame in grey, a byte a pixel. */
export function greyInto(target: usize): void {
  const frame = <usize>video.frame;
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) greyOfBytes(frame + x, target + x);
  const rows = screenHeight();
  for (let row = 1; row < rows; row++) {
    const at = <usize>row * FRAME_WIDTH;
    greyOfRow(frame + at, target + at);
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
