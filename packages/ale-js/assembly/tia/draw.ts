// Draws a stretch of one line into the frame buffer.

import { COLOUR_TABLES, LINE } from '../memory-map';
import { player0Shape, player1Shape, tia, video } from '../state';
import { collide, collisionsOf } from './collision';
import { fillColumns, firstLanes } from './columns';
import { composeLine } from './line';
import { ALL_OBJECTS, BL, COLOURS, M0, M1, P0, P1, PF } from './objects';
import { mixColours } from './palette';
import { coversBlock } from './player';

const VBLANK_ON = 2;
const SCORE_ON = 2;
const HALF: i32 = 80;
const LEFT_COLOURS = COLOUR_TABLES;
const RIGHT_COLOURS = COLOUR_TABLES + 64;

/** Columns of one half. A swizzle gives 0 for sets outside its sixteen, so the four tables simply add up. */
function drawHalf(from: i32, to: i32, row: usize, colours: usize): void {
  const plain = v128.load(colours);
  const withBall = v128.load(colours, 16);
  const withPlayfield = v128.load(colours, 32);
  const withBoth = v128.load(colours, 48);
  for (let x = from; x < to; x += 16) {
    const sets = v128.load(LINE + x);
    let pixels = v128.or(
      v128.or(i8x16.swizzle(plain, sets), i8x16.swizzle(withPlayfield, v128.xor(sets, i8x16.splat(<i8>PF)))),
      v128.or(
        i8x16.swizzle(withBall, v128.xor(sets, i8x16.splat(<i8>BL))),
        i8x16.swizzle(withBoth, v128.xor(sets, i8x16.splat(<i8>(PF | BL)))),
      ),
    );
    if (x + 16 > to) pixels = v128.bitselect(pixels, v128.load(row + x), firstLanes(to - x));
    v128.store(row + x, pixels);
  }
}

/** Sets of enabled objects that the reference draws in blocks of four columns. */
function drawsInBlocks(enabled: i32): bool {
  switch (enabled) {
    case PF:
    case P0:
    case P1:
    case P0 | P1:
    case M0:
    case M1:
    case BL:
    case M0 | M1:
    case BL | M0:
    case BL | M1:
    case BL | P1:
      return true;
    case PF | P0:
    case PF | P1:
    case PF | BL:
      return (tia.ctrlpf & SCORE_ON) == 0;
    default:
      return false;
  }
}

function shapeCovers(x: i32): bool {
  const enabled = tia.enabled;
  if (load<u32>(LINE + x) & 0x1f1f1f1f) return true;
  if ((enabled & P0) != 0 && coversBlock(player0Shape, x)) return true;
  return (enabled & P1) != 0 && coversBlock(player1Shape, x);
}

/**
 * A block of four columns without a movable object is written whole, even past the end of the stretch. That shows
 * only if the frame ends before the rest of the line is drawn.
 */
function overshoot(from: i32, to: i32, row: usize): void {
  const x = to & ~3;
  if (x < from || !drawsInBlocks(tia.enabled) || shapeCovers(x)) return;
  store<u32>(row + x, <u32>load<u8>(row + x) * 0x01010101);
}

/** Columns from … to − 1 of the row at `row`, with their collisions. */
export function drawStretch(from: i32, to: i32, row: usize): void {
  if (tia.vblank & VBLANK_ON) {
    fillColumns(from, to, row, 0);
    return;
  }
  if (tia.enabled == 0) {
    fillColumns(from, to, row, tia.colubk);
    return;
  }
  if (video.stale & ALL_OBJECTS) composeLine();
  if (video.stale & COLOURS) mixColours();
  if (from < HALF) drawHalf(from, min(to, HALF), row, LEFT_COLOURS);
  if (to > HALF) drawHalf(max(from, HALF), to, row, RIGHT_COLOURS);
  if (collisionsOf(tia.enabled) & ~tia.collisions) collide(from, to);
  if (to & 3) overshoot(from, to, row);
}
