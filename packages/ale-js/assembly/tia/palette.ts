// Colors of sets of objects: for each half of the line, a table of 64 color bytes, one for each set.

import { COLOR_TABLES } from '../memory-map';
import { tia, video } from '../state';
import { BL, COLORS, M0, M1, P0, P1, PF, PRIORITY, SCORE } from './objects/sets';

const BACKGROUND = 0;
const PLAYFIELD = 1;
const PLAYER0 = 2;
const PLAYER1 = 3;

/** For each of four CTRLPF settings, left half then right half: the index of the color of each set of objects. */
const CHOICES = memory.data(4 * 128, 16);

function choose(objects: i32, control: i32, left: bool): i32 {
  if (control & PRIORITY && objects & (PF | BL)) return PLAYFIELD;
  if (objects & (P0 | M0)) return PLAYER0;
  if (objects & (P1 | M1)) return control & SCORE && left && objects & PF ? PLAYER0 : PLAYER1;
  if (objects & PF) return control & SCORE ? (left ? PLAYER0 : PLAYER1) : PLAYFIELD;
  return objects & BL ? PLAYFIELD : BACKGROUND;
}

function choicesOf(control: i32): usize {
  return CHOICES + ((<usize>(control >> 6)) << 7);
}

/** Fills the table of color indices. */
export function prepareColors(): void {
  for (let control = 0; control < 256; control += SCORE) {
    for (let objects = 0; objects < 64; objects++) {
      store<u8>(choicesOf(control) + objects, <u8>choose(objects, control, true));
      store<u8>(choicesOf(control) + objects, <u8>choose(objects, control, false), 64);
    }
  }
}

/** With PRIORITY, playfield pixels still have the score colors if nothing else is enabled. */
function controlInForce(): i32 {
  const control = (tia.ctrlpf & 6) << 5;
  return tia.enabled == PF && control & SCORE ? SCORE : control;
}

/** Updates the color tables. */
export function mixColors(): void {
  const choices = choicesOf(controlInForce());
  const colors = i32x4.splat(tia.colubk | (tia.colupf << 8) | (tia.colup0 << 16) | (tia.colup1 << 24));
  for (let at: usize = 0; at < 128; at += 16) {
    v128.store(COLOR_TABLES + at, i8x16.swizzle(colors, v128.load(choices + at)));
  }
  video.stale &= ~COLORS;
}
