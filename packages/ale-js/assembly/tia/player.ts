// Players: graphics, copies and the zones of RESPx.

import { Player, Shape } from '../state';
import { orBytes } from './line';

const DOUBLE = 5;
const QUAD = 7;

/** Copies besides the first, as bits: 1 at 16, 2 at 32, 4 at 64. */
const EXTRA_COPIES = memory.data<u8>([0, 1, 2, 3, 4, 0, 6, 0]);

export function extraCopies(mode: i32): i32 {
  return load<u8>(EXTRA_COPIES + mode);
}

function reverseBits(byte: i32): i32 {
  let b = byte;
  b = ((b & 0xf0) >> 4) | ((b & 0x0f) << 4);
  b = ((b & 0xcc) >> 2) | ((b & 0x33) << 2);
  return ((b & 0xaa) >> 1) | ((b & 0x55) << 1);
}

export function updateDisplayed(player: Player): void {
  const graphics = player.verticalDelay ? player.delayed : player.direct;
  player.displayed = player.reflect ? reverseBits(graphics) : graphics;
}

/** Takes position and copies as they are now. @param hidden 1 leaves the first copy out until the next latch event */
export function latchPlayer(player: Player, shape: Shape, hidden: i32): void {
  shape.position = player.position;
  shape.mode = player.nusiz & 7;
  shape.hidden = hidden;
}

// --- shape ---

const SINGLE_BITS: v128 = i8x16(-128, 64, 32, 16, 8, 4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0);
const DOUBLE_BITS: v128 = i8x16(-128, -128, 64, 64, 32, 32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1);
const QUAD_LEFT_BITS: v128 = i8x16(-128, -128, -128, -128, 64, 64, 64, 64, 32, 32, 32, 32, 16, 16, 16, 16);
const QUAD_RIGHT_BITS: v128 = i8x16(8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1);

function shown(graphics: v128, bits: v128, object: v128): v128 {
  return v128.and(i8x16.ne(v128.and(graphics, bits), i8x16.splat(0)), object);
}

/** Adds the player's pixels to the composed line. */
export function composePlayer(displayed: i32, shape: Shape, object: i32): void {
  const graphics = i8x16.splat(<i8>displayed);
  const objects = i8x16.splat(<i8>object);
  const position = shape.position;
  const mode = shape.mode;
  if (mode == DOUBLE) {
    if (!shape.hidden) orBytes(position + 1, shown(graphics, DOUBLE_BITS, objects));
    return;
  }
  if (mode == QUAD) {
    if (shape.hidden) return;
    orBytes(position + 1, shown(graphics, QUAD_LEFT_BITS, objects));
    orBytes(position + 17, shown(graphics, QUAD_RIGHT_BITS, objects));
    return;
  }
  const pixels = shown(graphics, SINGLE_BITS, objects);
  if (!shape.hidden) orBytes(position, pixels);
  const copies = extraCopies(mode);
  if (copies & 1) orBytes(position + 16, pixels);
  if (copies & 2) orBytes(position + 32, pixels);
  if (copies & 4) orBytes(position + 64, pixels);
}

/** Column distance modulo the line. */
function wrap(distance: i32): i32 {
  return distance < 0 ? distance + 160 : distance;
}

function within(distance: i32, first: i32, last: i32): bool {
  return distance >= first && distance <= last;
}

function covers(shape: Shape, x: i32): bool {
  const distance = wrap(x - shape.position);
  if (!shape.hidden) {
    if (shape.mode == DOUBLE) return within(distance, 1, 16);
    if (shape.mode == QUAD) return within(distance, 1, 32);
    if (within(distance, 0, 7)) return true;
  }
  const copies = extraCopies(shape.mode);
  return (
    ((copies & 1) != 0 && within(distance, 16, 23)) ||
    ((copies & 2) != 0 && within(distance, 32, 39)) ||
    ((copies & 4) != 0 && within(distance, 64, 71))
  );
}

/** Whether one of the columns x … x + 3 lies under the player, whatever its graphics. */
export function coversBlock(shape: Shape, x: i32): bool {
  return covers(shape, x) || covers(shape, x + 1) || covers(shape, x + 2) || covers(shape, x + 3);
}

// --- RESPx ---

export const NEITHER_ZONE = 0;
export const DELAY_ZONE = -1;
export const DISPLAY_ZONE = 1;

function zoneOfCopy(distance: i32, lastDisplay: i32): i32 {
  if (distance < 0 || distance > lastDisplay) return NEITHER_ZONE;
  return distance < 4 ? DELAY_ZONE : DISPLAY_ZONE;
}

/** Where a new position falls relative to the copies at the old one. */
export function resetZone(mode: i32, oldPosition: i32, newPosition: i32): i32 {
  const distance = wrap(newPosition - oldPosition);
  const copies = extraCopies(mode);
  let zone = zoneOfCopy(distance, mode == DOUBLE ? 19 : mode == QUAD ? 35 : 11);
  if (copies & 1) zone |= zoneOfCopy(distance - 16, 11);
  if (copies & 2) zone |= zoneOfCopy(distance - 32, 11);
  if (copies & 4) zone |= zoneOfCopy(distance - 64, 11);
  return zone;
}

/** Where RESMPx leaves the missile of this player. */
export function missileOffset(player: Player): i32 {
  const mode = player.nusiz & 7;
  return mode == DOUBLE ? 8 : mode == QUAD ? 16 : 4;
}
