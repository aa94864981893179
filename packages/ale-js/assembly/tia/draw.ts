// Draws a stretch of one line into the frame buffer.

import { COLOUR_TABLES, LINE } from '../memory-map';
import { player0Shape, player1Shape, tia, video } from '../state';
import { collide, collisionsOf } from './collision';
import { composeLine } from './line';
import { BL, COLOURS_STALE, LINE_STALE, M0, M1, P0, P1, PF, PRIORITY, SCORE } from './objects';
import { mixColours } from './palette';
import { coversBlock } from './player';

const VBLANK_ON = 2;

function drawPixels(from: i32, to: i32, row: usize): void {
  for (let x = from; x < to; x++) {
    const table = COLOUR_TABLES + (x < 80 ? 0 : 64);
    store<u8>(row + x, load<u8>(table + load<u8>(LINE + x)));
  }
}

/** Sets of enabled objects (as bit numbers) that the reference draws in blocks of four columns. */
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
      return (tia.ctrlpf & 2) == 0;
    default:
      return false;
  }
}

function shapeCovers(x: i32): bool {
  const enabled = tia.enabled;
  if (load<u32>(LINE + x) & 0x1f1f1f1f) return true;
  if (enabled & P0 && coversBlock(player0Shape, x)) return true;
  return (enabled & P1) != 0 && coversBlock(player1Shape, x);
}

/**
 * A block of four columns without a movable object is written whole, even past the end of the stretch. That shows
 * only if the frame ends before the rest of the line is drawn.
 */
function overshoot(from: i32, to: i32, row: usize): void {
  const x = to & ~3;
  if (x == to || x < from || !drawsInBlocks(tia.enabled) || shapeCovers(x)) return;
  store<u32>(row + x, <u32>load<u8>(row + x) * 0x01010101);
}

/** Columns from … to − 1 of the row at `row`, with their collisions. */
export function drawStretch(from: i32, to: i32, row: usize): void {
  if (tia.vblank & VBLANK_ON) {
    memory.fill(row + from, 0, to - from);
    return;
  }
  if (tia.enabled == 0) {
    memory.fill(row + from, <u8>tia.colubk, to - from);
    return;
  }
  if (video.stale & LINE_STALE) composeLine();
  if (video.stale & COLOURS_STALE) mixColours();
  drawPixels(from, to, row);
  if (collisionsOf(tia.enabled) & ~tia.collisions) collide(from, to);
  overshoot(from, to, row);
}
