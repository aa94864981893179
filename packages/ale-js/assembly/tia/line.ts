// The composed line: for each of 160 columns the set of objects there. It is made anew when an object changes and
// holds for every line until then.

import { LINE } from '../memory-map';
import { missile0Shape, missile1Shape, player0, player0Shape, player1, player1Shape, tia, video } from '../state';
import { composeBall } from './ball';
import { composeMissile } from './missile';
import { BL, LINE_STALE, M0, M1, P0, P1, PF } from './objects';
import { composePlayer } from './player';
import { composePlayfield } from './playfield';

const WIDTH: i32 = 160;

/** Adds 16 bytes of objects from column `position` (0 … 223) on, which may run over the end of the line. */
export function orBytes(position: i32, pixels: v128): void {
  const at = LINE + (position >= WIDTH ? position - WIDTH : position);
  v128.store(at, v128.or(v128.load(at), pixels));
}

/** 1, 2, 4 or 8 pixels of one object. */
export function run(size: i32, object: i32): v128 {
  const width = 1 << size;
  const inside = i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>width));
  return v128.and(inside, i8x16.splat(<i8>object));
}

/** What ran over the right end comes in at the left. */
function wrapAround(): void {
  v128.store(LINE, v128.or(v128.load(LINE), v128.load(LINE, 160)));
}

export function composeLine(): void {
  const enabled = tia.enabled;
  const nothing = i8x16.splat(0);
  if (enabled & PF) {
    composePlayfield();
  } else {
    for (let x = 0; x < WIDTH; x += 16) v128.store(LINE + x, nothing);
  }
  if (enabled & ~PF) {
    v128.store(LINE, nothing, 160);
    if (enabled & P0) composePlayer(player0.displayed, player0Shape, P0);
    if (enabled & P1) composePlayer(player1.displayed, player1Shape, P1);
    if (enabled & M0) composeMissile(missile0Shape, M0);
    if (enabled & M1) composeMissile(missile1Shape, M1);
    if (enabled & BL) composeBall();
    wrapAround();
  }
  video.stale &= ~LINE_STALE;
}
