// The playfield: a word of 20 bits, PF0 bits 4–7 in bits 0–3, PF1 in 4–11, PF2 in 12–19; each bit four pixels wide.

import { LINE } from '../memory-map';
import { tia, video } from '../state';
import { PF } from './objects';

const MSB_FIRST_LEFT: v128 = i8x16(-128, -128, -128, -128, 64, 64, 64, 64, 32, 32, 32, 32, 16, 16, 16, 16);
const MSB_FIRST_RIGHT: v128 = i8x16(8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1);
const LSB_FIRST_LEFT: v128 = i8x16(1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8);
const LSB_FIRST_RIGHT: v128 = i8x16(16, 16, 16, 16, 32, 32, 32, 32, 64, 64, 64, 64, -128, -128, -128, -128);

/** Four cells of the playfield as 16 pixels. */
function cells(register: i32, bits: v128): v128 {
  const set = i8x16.ne(v128.and(i8x16.splat(<i8>register), bits), i8x16.splat(0));
  return v128.and(set, i8x16.splat(<i8>PF));
}

/** Writes the playfield as the first objects of a new composed line. */
export function composePlayfield(): void {
  const word = tia.playfield;
  const pf1 = word >> 4;
  const pf2 = word >> 12;
  const a = cells(word, LSB_FIRST_LEFT);
  const b = cells(pf1, MSB_FIRST_LEFT);
  const c = cells(pf1, MSB_FIRST_RIGHT);
  const d = cells(pf2, LSB_FIRST_LEFT);
  const e = cells(pf2, LSB_FIRST_RIGHT);
  v128.store(LINE, a, 0);
  v128.store(LINE, b, 16);
  v128.store(LINE, c, 32);
  v128.store(LINE, d, 48);
  v128.store(LINE, e, 64);
  if (video.reflected) {
    v128.store(LINE, cells(pf2, MSB_FIRST_LEFT), 80);
    v128.store(LINE, cells(pf2, MSB_FIRST_RIGHT), 96);
    v128.store(LINE, cells(pf1, LSB_FIRST_LEFT), 112);
    v128.store(LINE, cells(pf1, LSB_FIRST_RIGHT), 128);
    v128.store(LINE, cells(word << 4, MSB_FIRST_LEFT), 144);
  } else {
    v128.store(LINE, a, 80);
    v128.store(LINE, b, 96);
    v128.store(LINE, c, 112);
    v128.store(LINE, d, 128);
    v128.store(LINE, e, 144);
  }
}
