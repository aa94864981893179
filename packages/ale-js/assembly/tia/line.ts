// The composed line: for each of 160 columns the set of objects there. It holds from line to line; an object that
// changes is taken out of the place where it was put last and put in again.

import { LINE } from '../memory-map';
import {
  ballShape,
  missile0Shape,
  missile1Shape,
  Placed,
  placedBall,
  placedMissile0,
  placedMissile1,
  placedPlayer0,
  placedPlayer1,
  player0,
  player0Shape,
  player1,
  player1Shape,
  Shape,
  tia,
  video,
} from '../state';
import { ALL_OBJECTS, BL, M0, M1, P0, P1, PF } from './objects';
import { composePlayfield } from './playfield';

const WIDTH: i32 = 160;
const DOUBLE = 5;
const QUAD = 7;

/** Copies by NUSIZ mode: bit 0 at the position, bits 1, 2, 3 at 16, 32, 64 to the right. */
const COPIES = memory.data<u8>([1, 3, 5, 7, 9, 1, 13, 1]);

export function copiesOf(mode: i32): i32 {
  return load<u8>(COPIES + mode);
}

function replaceAt(address: usize, object: v128, pixels: v128): void {
  v128.store(address, v128.or(v128.andnot(v128.load(address), object), pixels));
}

/** Puts 16 pixels of an object at a column (0 … 223); what lies beyond the right end comes in at the left. */
function put(column: i32, object: v128, pixels: v128): void {
  const x = column >= WIDTH ? column - WIDTH : column;
  replaceAt(LINE + x, object, pixels);
  if (x > WIDTH - 16) replaceAt(LINE + x - WIDTH, object, pixels);
}

function putCopies(column: i32, copies: i32, object: v128, pixels: v128): void {
  if (copies & 1) put(column, object, pixels);
  if (copies & 2) put(column + 16, object, pixels);
  if (copies & 4) put(column + 32, object, pixels);
  if (copies & 8) put(column + 64, object, pixels);
}

function remove(placed: Placed, object: v128): void {
  putCopies(placed.column, placed.copies, object, i8x16.splat(0));
  if (placed.wide) put(placed.column + 16, object, i8x16.splat(0));
  placed.copies = 0;
  placed.wide = 0;
}

/** Pixels of `object` where the graphics have one of `bits`. */
function shown(graphics: v128, bits: v128, object: v128): v128 {
  return v128.and(i8x16.ne(v128.and(graphics, bits), i8x16.splat(0)), object);
}

const SINGLE_BITS: v128 = i8x16(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0);
const DOUBLE_BITS: v128 = i8x16(-128, -128, 64, 64, 32, 32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1);
const QUAD_LEFT_BITS: v128 = i8x16(-128, -128, -128, -128, 64, 64, 64, 64, 32, 32, 32, 32, 16, 16, 16, 16);
const QUAD_RIGHT_BITS: v128 = i8x16(8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1);

function composePlayer(displayed: i32, shape: Shape, placed: Placed, bit: i32): void {
  const object = i8x16.splat(<i8>bit);
  const mode = shape.mode;
  const stretched = mode == DOUBLE || mode == QUAD;
  // Double and quad players come one pixel late.
  const column = shape.position + (stretched ? 1 : 0);
  const copies = displayed ? copiesOf(mode) & ~shape.hidden : 0;
  const wide = mode == QUAD ? copies : 0;
  if (column != placed.column || copies != placed.copies || wide != placed.wide) remove(placed, object);
  if (!copies) return;
  placed.column = column;
  placed.copies = copies;
  placed.wide = wide;
  const graphics = i8x16.splat(<i8>displayed);
  if (!stretched) {
    putCopies(column, copies, object, shown(graphics, SINGLE_BITS, object));
  } else if (!wide) {
    put(column, object, shown(graphics, DOUBLE_BITS, object));
  } else {
    put(column, object, shown(graphics, QUAD_LEFT_BITS, object));
    put(column + 16, object, shown(graphics, QUAD_RIGHT_BITS, object));
  }
}

const LANES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

/** Missiles and ball: 1, 2, 4 or 8 pixels at each copy. */
function composeRun(shape: Shape, copies: i32, placed: Placed, bit: i32): void {
  const object = i8x16.splat(<i8>bit);
  if (shape.position != placed.column || copies != placed.copies) remove(placed, object);
  if (!copies) return;
  placed.column = shape.position;
  placed.copies = copies;
  const width = i8x16.splat((<i8>1) << (<i8>shape.size));
  putCopies(shape.position, copies, object, v128.and(i8x16.lt_s(LANES, width), object));
}

function missileCopies(shape: Shape, object: i32): i32 {
  return tia.enabled & object && !shape.hidden ? copiesOf(shape.mode) : 0;
}

/** Brings the composed line up to date. */
export function composeLine(): void {
  const stale = video.stale;
  if (stale & PF) composePlayfield();
  if (stale & P0) composePlayer(player0.displayed, player0Shape, placedPlayer0, P0);
  if (stale & P1) composePlayer(player1.displayed, player1Shape, placedPlayer1, P1);
  if (stale & M0) composeRun(missile0Shape, missileCopies(missile0Shape, M0), placedMissile0, M0);
  if (stale & M1) composeRun(missile1Shape, missileCopies(missile1Shape, M1), placedMissile1, M1);
  if (stale & BL) composeRun(ballShape, tia.enabled & BL ? 1 : 0, placedBall, BL);
  video.stale = stale & ~ALL_OBJECTS;
}
