// Draws a part of one line into the frame buffer.

import { COLOR_TABLES, LINE } from '../memory-map';
import { PLAIN } from '../plain';
import { lines, player0Shape, player1Shape, tia, video } from '../state';
import { collide, collisionsOf } from './collision';
import { fillColumns, firstLanes } from './columns';
import { composeLines, forgetLines } from './line';
import { coversBlock } from './objects/player';
import { ALL_OBJECTS, BL, COLORS, M0, M1, P0, P1, PF } from './objects/sets';
import { mixColors } from './palette';

const VBLANK_ON = 2;
const SCORE_ON = 2;
const HALF: i32 = 80;
const LEFT_COLORS = COLOR_TABLES;
const RIGHT_COLORS = COLOR_TABLES + 64;

/** Sixteen times BL, PF and both. They are loaded before a loop, because engines rebuild vector constants in every iteration. */
const BITS = memory.data<u8>([
  16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32,
  32, 32, 32, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48,
]);

/** Stores 16 pixels; those beyond the end `to` are not changed. */
function storePixels(x: i32, to: i32, row: usize, pixels: v128): void {
  if (x + 16 > to) pixels = v128.bitselect(pixels, v128.load(row + x), firstLanes(to - x));
  v128.store(row + x, pixels);
}

/** Draws columns in which only the playfield is enabled. */
function drawPlayfield(from: i32, to: i32, row: usize, colors: usize): void {
  const line = lines.playfield;
  const on = v128.load_splat<u8>(colors, PF);
  const off = v128.load_splat<u8>(colors);
  for (let x = from; x < to; x += 16) {
    const sets = v128.load(line + x);
    v128.store(LINE + x, sets);
    storePixels(x, to, row, v128.bitselect(on, off, i8x16.gt_s(sets, i8x16.splat(0))));
  }
}

/** A swizzle gives 0 for sets outside its sixteen, so the results of the tables with and without PF and BL can be combined by OR. */
function drawObjects(from: i32, to: i32, row: usize, colors: usize): void {
  const plain = v128.load(colors);
  const withBall = v128.load(colors, 16);
  const withPlayfield = v128.load(colors, 32);
  const withBoth = v128.load(colors, 48);
  const ballBit = v128.load(BITS);
  const playfieldBit = v128.load(BITS, 16);
  const bothBits = v128.load(BITS, 32);
  const player0 = lines.player0;
  const missile0 = lines.missile0;
  const player1 = lines.player1;
  const missile1 = lines.missile1;
  const ball = lines.ball;
  const playfield = lines.playfield;
  for (let x = from; x < to; x += 16) {
    const sets = v128.or(
      v128.or(v128.or(v128.load(player0 + x), v128.load(missile0 + x)), v128.load(player1 + x)),
      v128.or(v128.or(v128.load(missile1 + x), v128.load(ball + x)), v128.load(playfield + x)),
    );
    v128.store(LINE + x, sets);
    const pixels = v128.or(
      v128.or(i8x16.swizzle(plain, sets), i8x16.swizzle(withPlayfield, v128.xor(sets, playfieldBit))),
      v128.or(i8x16.swizzle(withBall, v128.xor(sets, ballBit)), i8x16.swizzle(withBoth, v128.xor(sets, bothBits))),
    );
    storePixels(x, to, row, pixels);
  }
}

/** Draws columns of one half of the line, which has its own colors. */
function drawHalf(from: i32, to: i32, row: usize, colors: usize): void {
  if (tia.enabled == PF) drawPlayfield(from, to, row, colors);
  else drawObjects(from, to, row, colors);
}

function has(sets: i64, objects: i32): bool {
  return ((sets >> objects) & 1) != 0;
}

// Sets of enabled objects, one bit for each set, that ALE draws in blocks of four columns:
// {P0} {M0} {P1} {P0 P1} {M1} {M0 M1} {BL} {BL M0} {BL P1} {BL M1} {PF}, and without SCORE {PF P0} {PF P1} {PF BL}.
const BLOCKS: i64 = 0x101150536;
const BLOCKS_WITHOUT_SCORE: i64 = 0x1001301150536;

function drawsInBlocks(enabled: i32): bool {
  return has(tia.ctrlpf & SCORE_ON ? BLOCKS : BLOCKS_WITHOUT_SCORE, enabled);
}

function movablesAt(x: i32): u32 {
  const players = load<u32>(lines.player0 + x) | load<u32>(lines.player1 + x);
  return players | load<u32>(lines.missile0 + x) | load<u32>(lines.missile1 + x) | load<u32>(lines.ball + x);
}

function shapeCovers(x: i32): bool {
  if (movablesAt(x)) return true;
  if ((tia.enabled & P0) != 0 && coversBlock(player0Shape, x)) return true;
  return (tia.enabled & P1) != 0 && coversBlock(player1Shape, x);
}

/**
 * Like ALE, writes a block of four columns without a movable object completely, even past the end of the part. This is visible only
 * if the frame ends before the rest of the line is drawn.
 */
function overshoot(from: i32, to: i32, row: usize): void {
  const x = to & ~3;
  if (x < from || !drawsInBlocks(tia.enabled) || shapeCovers(x)) return;
  store<u32>(row + x, <u32>load<u8>(row + x) * 0x01010101);
}

/** Draws the columns from … to − 1 of the row at `row`, and registers their collisions. */
export function drawStretch(from: i32, to: i32, row: usize): void {
  if (tia.vblank & VBLANK_ON) {
    fillColumns(from, to, row, 0);
    return;
  }
  if (tia.enabled == 0) {
    fillColumns(from, to, row, tia.colubk);
    return;
  }
  if (PLAIN) forgetLines();
  if (video.stale & ALL_OBJECTS) composeLines();
  if (video.stale & COLORS) mixColors();
  if (from < HALF) drawHalf(from, min(to, HALF), row, LEFT_COLORS);
  if (to > HALF) drawHalf(max(from, HALF), to, row, RIGHT_COLORS);
  if (PLAIN || collisionsOf(tia.enabled) & ~tia.collisions) collide(from, to);
  if (to & 3) overshoot(from, to, row);
}
