// The last four observations, oldest first, as one array: planes [4, 84, 84] or pixels [84, 84, 4].

import { OBSERVATION, STACK } from '../memory-map';

const PIXELS: usize = 84 * 84;
const DEPTH: usize = 4;

export function clear(): void {
  memory.fill(STACK, 0, DEPTH * PIXELS);
}

/** Shifts four pixels of four bytes: drops the oldest (lowest) byte of each and inserts the newest as the highest. */
function shiftPixels(at: usize, newest: v128): void {
  v128.store(at, v128.or(i32x4.shr_u(v128.load(at), 8), i32x4.shl(newest, 24)));
}

function pushInterleaved(): void {
  for (let i: usize = 0; i < PIXELS; i += 16) {
    const pixels = v128.load(OBSERVATION + i);
    const low = i16x8.extend_low_i8x16_u(pixels);
    const high = i16x8.extend_high_i8x16_u(pixels);
    const at = STACK + DEPTH * i;
    shiftPixels(at, i32x4.extend_low_i16x8_u(low));
    shiftPixels(at + 16, i32x4.extend_high_i16x8_u(low));
    shiftPixels(at + 32, i32x4.extend_low_i16x8_u(high));
    shiftPixels(at + 48, i32x4.extend_high_i16x8_u(high));
  }
}

function pushPlane(): void {
  memory.copy(STACK, STACK + PIXELS, (DEPTH - 1) * PIXELS);
  memory.copy(STACK + (DEPTH - 1) * PIXELS, OBSERVATION, PIXELS);
}

/** Drops the oldest observation and adds OBSERVATION as the newest. */
export function push(interleaved: bool): void {
  if (interleaved) pushInterleaved();
  else pushPlane();
}
