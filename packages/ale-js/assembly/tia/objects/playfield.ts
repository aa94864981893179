// The playfield: a word of 20 bits, PF0 bits 4–7 in bits 0–3, PF1 in 4–11, PF2 in 12–19; each bit four pixels wide.

import { PLAYFIELD_LINE } from '../../memory-map';
import { tia, video } from '../../state';
import { PF } from './sets';

const MSB_FIRST_LEFT: v128 = i8x16(-128, -128, -128, -128, 64, 64, 64, 64, 32, 32, 32, 32, 16, 16, 16, 16);
const MSB_FIRST_RIGHT: v128 = i8x16(8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1);
const LSB_FIRST_LEFT: v128 = i8x16(1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8);
const LSB_FIRST_RIGHT: v128 = i8x16(16, 16, 16, 16, 32, 32, 32, 32, 64, 64, 64, 64, -128, -128, -128, -128);

/** Four cells of the playfield as 16 pixels. */
function cells(register: i32, bits: v128): v128 {
  const set = i8x16.ne(v128.and(i8x16.splat(<i8>register), bits), i8x16.splat(0));
  return v128.and(set, i8x16.splat(<i8>PF));
}

function put(x: usize, pixels: v128): void {
  v128.store(PLAYFIELD_LINE + x, pixels);
}

/** Writes the playfield's line. */
export function composePlayfield(): void {
  const pf0 = tia.playfield;
  const pf1 = tia.playfield >> 4;
  const pf2 = tia.playfield >> 12;
  const a = cells(pf0, LSB_FIRST_LEFT);
  const b = cells(pf1, MSB_FIRST_LEFT);
  const c = cells(pf1, MSB_FIRST_RIGHT);
  const d = cells(pf2, LSB_FIRST_LEFT);
  const e = cells(pf2, LSB_FIRST_RIGHT);
  put(0, a);
  put(16, b);
  put(32, c);
  put(48, d);
  put(64, e);
  if (video.reflected) {
    put(80, cells(pf2, MSB_FIRST_LEFT));
    put(96, cells(pf2, MSB_FIRST_RIGHT));
    put(112, cells(pf1, LSB_FIRST_LEFT));
    put(128, cells(pf1, LSB_FIRST_RIGHT));
    put(144, cells(pf0 << 4, MSB_FIRST_LEFT));
  } else {
    put(80, a);
    put(96, b);
    put(112, c);
    put(128, d);
    put(144, e);
  }
}
