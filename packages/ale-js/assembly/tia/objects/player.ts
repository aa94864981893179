// Players: graphics, latching, and the zones of RESPx.

import { Player, Shape } from '../../state';
import { copiesOf } from '../line';

const DOUBLE = 5;
const QUAD = 7;

function reverseBits(byte: i32): i32 {
  let b = byte;
  b = ((b & 0xf0) >> 4) | ((b & 0x0f) << 4);
  b = ((b & 0xcc) >> 2) | ((b & 0x33) << 2);
  return ((b & 0xaa) >> 1) | ((b & 0x55) << 1);
}

/** Returns the visible graphics byte, direct or delayed, bit 7 leftmost. */
export function displayedGraphics(player: Player): i32 {
  const graphics = player.verticalDelay ? player.delayed : player.direct;
  return player.reflect ? reverseBits(graphics) : graphics;
}

/** Latches position and copies. @param hidden 1 = the first copy is not drawn until the player is latched again */
export function latchPlayer(player: Player, shape: Shape, hidden: i32): void {
  shape.position = player.position;
  shape.mode = player.nusiz & 7;
  shape.hidden = hidden;
}

/** Returns whether the player is latched with its current position and all copies. */
export function isPlayerLatched(player: Player, shape: Shape): bool {
  return !shape.hidden && shape.position == player.position && shape.mode == (player.nusiz & 7);
}

/** Returns the distance of columns modulo the line. */
function wrap(distance: i32): i32 {
  return distance < 0 ? distance + 160 : distance;
}

function within(distance: i32, first: i32, last: i32): bool {
  return distance >= first && distance <= last;
}

function covers(shape: Shape, x: i32): bool {
  const distance = wrap(x - shape.position);
  const copies = copiesOf(shape.mode) & ~shape.hidden;
  if (shape.mode == DOUBLE) return copies != 0 && within(distance, 1, 16);
  if (shape.mode == QUAD) return copies != 0 && within(distance, 1, 32);
  return (
    ((copies & 1) != 0 && within(distance, 0, 7)) ||
    ((copies & 2) != 0 && within(distance, 16, 23)) ||
    ((copies & 4) != 0 && within(distance, 32, 39)) ||
    ((copies & 8) != 0 && within(distance, 64, 71))
  );
}

/** Returns whether one of the columns x … x + 3 is covered by the player, regardless of its graphics. */
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

/** Returns the zone of a new position relative to the copies at the old position. */
export function resetZone(mode: i32, oldPosition: i32, newPosition: i32): i32 {
  const distance = wrap(newPosition - oldPosition);
  const copies = copiesOf(mode);
  let zone = zoneOfCopy(distance, mode == DOUBLE ? 19 : mode == QUAD ? 35 : 11);
  if (copies & 2) zone |= zoneOfCopy(distance - 16, 11);
  if (copies & 4) zone |= zoneOfCopy(distance - 32, 11);
  if (copies & 8) zone |= zoneOfCopy(distance - 64, 11);
  return zone;
}

/** Returns the offset from the player to its missile after RESMPx. */
export function missileOffset(player: Player): i32 {
  const mode = player.nusiz & 7;
  return mode == DOUBLE ? 8 : mode == QUAD ? 16 : 4;
}
