// RESPx, RESMx, RESBL: set the position of an object to the beam's column, plus a few clocks.

import {
  ball,
  missile0,
  missile0Shape,
  missile1,
  missile1Shape,
  Player,
  player0,
  player1,
  Shape,
  tia,
  video,
} from '../../state';
import { catchUp, lineClock, owe } from '../frame';
import { latchBall } from './ball';
import { latchMissile } from './missile';
import { DELAY_ZONE, DISPLAY_ZONE, latchPlayer, resetZone } from './player';
import { BL, M0, M1 } from './sets';

const BLANK_CLOCKS = 68;
const WIDTH: i32 = 160;

/** Returns the column of a strobe at clock `h` of the line; all strobes in the blank give the same column. */
function strobed(h: i32, delay: i32, inBlank: i32): i32 {
  return h < BLANK_CLOCKS ? inBlank : (h - BLANK_CLOCKS + delay) % WIDTH;
}

/** Within an old copy, the old picture is drawn for 11 more clocks; the first copy at the new position is not drawn on this line. */
export function resetPlayer(player: Player, shape: Shape, object: i32, clock: i32): void {
  catchUp(clock);
  const position = strobed(lineClock(clock), 5, 3);
  const zone = resetZone(player.nusiz & 7, player.position, position);
  if (zone == DISPLAY_ZONE) catchUp(clock + 11);
  player.position = position;
  latchPlayer(player, shape, zone == DELAY_ZONE ? 0 : 1);
  video.latchDue = 1;
  video.stale |= object;
}

/** Draws up to a clock if the object is visible, or defers the drawing. */
function beforeMove(object: i32, until: i32): void {
  if (tia.enabled & object || tia.starField) catchUp(until);
  else owe(until);
  video.stale |= object;
}

export function resetMissile0(clock: i32): void {
  beforeMove(M0, clock + 8);
  const h = lineClock(clock);
  missile0.position = clock - tia.lastHmove == 60 && h == 69 ? 8 : strobed(h, 4, 2);
  latchMissile(missile0, missile0Shape, player0.nusiz);
}

export function resetMissile1(clock: i32): void {
  beforeMove(M1, clock + 8);
  const h = lineClock(clock);
  missile1.position = clock - tia.lastHmove == 9 && h == 18 ? 3 : strobed(h, 4, 2);
  latchMissile(missile1, missile1Shape, player1.nusiz);
}

function ballPosition(h: i32, sinceHmove: i32): i32 {
  if (sinceHmove == 54 && (h == 60 || h == 69)) return 10;
  if (sinceHmove == 9 && h == 18) return 3;
  if (sinceHmove == 21 && h == 30) return 6;
  if (sinceHmove == 18 && h == 27) return 5;
  return strobed(h, 4, 2);
}

export function resetBall(clock: i32): void {
  beforeMove(BL, clock);
  ball.position = ballPosition(lineClock(clock), clock - tia.lastHmove);
  latchBall();
}
