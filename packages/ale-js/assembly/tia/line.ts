// Composes the line: the set of objects in each column. Each object has its own line of 160 columns, which contain the object's
// bit or 0; the OR of all lines gives the sets. The line of a movable object is a ring that is indexed by the distance from the
// object's position, so that moving the object only changes the address at which the ring is read.

import { PLAYFIELD_LINE, RING_BYTES, RINGS } from '../memory-map';
import {
  ballShape,
  lines,
  missile0Shape,
  missile1Shape,
  player0,
  player0Shape,
  player1,
  player1Shape,
  Shape,
  tia,
  video,
} from '../state';
import { composePlayfield } from './objects/playfield';
import { ALL_OBJECTS, BL, COLORS, M0, M1, P0, P1, PF } from './objects/sets';

const WIDTH = 160;
const DOUBLE = 5;
const QUAD = 7;
/** Offset of a ring's key: the number that determines its contents. */
const MADE_OF: usize = RING_BYTES - 16;

const NOTHING = memory.data(WIDTH + 16, 16);
const PLAYER0_RING = RINGS;
const MISSILE0_RING = RINGS + RING_BYTES;
const PLAYER1_RING = RINGS + 2 * RING_BYTES;
const MISSILE1_RING = RINGS + 3 * RING_BYTES;
const BALL_RING = RINGS + 4 * RING_BYTES;

/** Copies by NUSIZ mode: bit 0 at the position; bits 1, 2, 3 at 16, 32, 64 columns to the right. */
const COPIES = memory.data<u8>([1, 3, 5, 7, 9, 1, 13, 1]);

export function copiesOf(mode: i32): i32 {
  return load<u8>(COPIES + mode);
}

/** Writes 16 pixels at a distance, in both copies of the line. */
function put(ring: usize, distance: usize, pixels: v128): void {
  v128.store(ring + distance, pixels);
  v128.store(ring + distance, pixels, WIDTH);
}

/** Returns whether the ring has to be written again. @param shape the key of the new contents */
function isNew(ring: usize, shape: i32): bool {
  if (load<i32>(ring, MADE_OF) == shape) return false;
  store<i32>(ring, shape, MADE_OF);
  return true;
}

function copyIf(copies: i32, bit: i32, pixels: v128): v128 {
  return v128.and(pixels, i8x16.splat(copies & bit ? -1 : 0));
}

function putCopies(ring: usize, copies: i32, pixels: v128): void {
  put(ring, 0, copyIf(copies, 1, pixels));
  put(ring, 16, copyIf(copies, 2, pixels));
  put(ring, 32, copyIf(copies, 4, pixels));
  put(ring, 64, copyIf(copies, 8, pixels));
}

/** Returns the pixels of `object` where the graphics contain one of `bits`. */
function shown(graphics: v128, bits: v128, object: v128): v128 {
  return v128.and(i8x16.ne(v128.and(graphics, bits), i8x16.splat(0)), object);
}

const SINGLE_BITS: v128 = i8x16(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0);
const DOUBLE_BITS: v128 = i8x16(-128, -128, 64, 64, 32, 32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1);
const QUAD_LEFT_BITS: v128 = i8x16(-128, -128, -128, -128, 64, 64, 64, 64, 32, 32, 32, 32, 16, 16, 16, 16);
const QUAD_RIGHT_BITS: v128 = i8x16(8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1);

/** Double and quad players start one pixel later. */
function putStretched(ring: usize, left: v128, right: v128): void {
  putCopies(ring, 0, left);
  put(ring, 17, right);
  put(ring, 1, left);
}

function writePlayer(ring: usize, displayed: i32, mode: i32, copies: i32, bit: i32): void {
  const object = i8x16.splat(<i8>bit);
  const graphics = i8x16.splat(<i8>displayed);
  if (mode == DOUBLE && copies) {
    putStretched(ring, shown(graphics, DOUBLE_BITS, object), i8x16.splat(0));
  } else if (mode == QUAD && copies) {
    putStretched(ring, shown(graphics, QUAD_LEFT_BITS, object), shown(graphics, QUAD_RIGHT_BITS, object));
  } else {
    putCopies(ring, copies, shown(graphics, SINGLE_BITS, object));
  }
}

/** Composes a player. @returns the address of the line's column 0 */
function composePlayer(displayed: i32, shape: Shape, ring: usize, bit: i32): usize {
  if (!displayed) return NOTHING;
  const mode = shape.mode;
  const copies = copiesOf(mode) & ~shape.hidden;
  if (isNew(ring, (displayed << 8) | (copies << 4) | mode)) writePlayer(ring, displayed, mode, copies, bit);
  return ring + WIDTH - shape.position;
}

const LANES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

/** Writes 1, 2, 4 or 8 pixels at each copy. */
function writeRun(ring: usize, size: i32, copies: i32, object: i32): void {
  const width = i8x16.splat((<i8>1) << (<i8>size));
  putCopies(ring, copies, v128.and(i8x16.lt_s(LANES, width), i8x16.splat(<i8>object)));
}

/** Composes a missile or the ball. @returns the address of the line's column 0 */
function composeRun(shape: Shape, copies: i32, ring: usize, object: i32): usize {
  if (!(tia.enabled & object) || shape.hidden) return NOTHING;
  // Plus one, because the rings of a new console have the key 0.
  if (isNew(ring, (copies << 4) | (shape.size + 1))) writeRun(ring, shape.size, copies, object);
  return ring + WIDTH - shape.position;
}

/** Discards all composed lines. */
export function forgetLines(): void {
  memory.fill(RINGS, 0, 5 * RING_BYTES);
  video.stale = ALL_OBJECTS | COLORS;
}

/** Composes the lines of the objects that have changed. */
export function composeLines(): void {
  const stale = video.stale;
  if (stale & PF) {
    if (tia.enabled & PF) composePlayfield();
    lines.playfield = tia.enabled & PF ? PLAYFIELD_LINE : NOTHING;
  }
  if (stale & P0) lines.player0 = composePlayer(player0.displayed, player0Shape, PLAYER0_RING, P0);
  if (stale & P1) lines.player1 = composePlayer(player1.displayed, player1Shape, PLAYER1_RING, P1);
  if (stale & M0) lines.missile0 = composeRun(missile0Shape, copiesOf(missile0Shape.mode), MISSILE0_RING, M0);
  if (stale & M1) lines.missile1 = composeRun(missile1Shape, copiesOf(missile1Shape.mode), MISSILE1_RING, M1);
  if (stale & BL) lines.ball = composeRun(ballShape, 1, BALL_RING, BL);
  video.stale = stale & ~ALL_OBJECTS;
}
