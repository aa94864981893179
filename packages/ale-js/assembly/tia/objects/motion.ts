// HMOVE: the movement of an object depends on its motion register and on the CPU cycle in the line.

import {
  ball,
  config,
  missile0,
  missile0Shape,
  missile1,
  missile1Shape,
  player0,
  player0Shape,
  player1,
  player1Shape,
  tia,
  video,
} from '../../state';
import { catchUp, owe, startComb } from '../frame';
import { unsettle } from '../quiet';
import { latchBall } from './ball';
import { latchMissile } from './missile';
import { latchPlayer } from './player';
import { MOVABLES } from './sets';

const LAST_EARLY_CYCLE = 20;
const NEXT_LINE_CYCLE = 75;

/** Pixels to the right for the high nibble of an HMxx write, by the CPU cycle (0–75) of the HMOVE. */
export function motion(cycle: i32, value: i32): i32 {
  const standard = value < 8 ? -value : 16 - value;
  if (cycle == NEXT_LINE_CYCLE) return standard;
  const group = (3 * cycle + 1) >> 2;
  if (cycle <= LAST_EARLY_CYCLE) return max(standard, group - 9);
  return min(0, standard - (group - 47));
}

function moved(position: i32, cycle: i32, value: i32): i32 {
  const p = position + motion(cycle, value);
  if (p < 0) return p + 160;
  return p >= 160 ? p - 160 : p;
}

/** @param cycle CPU cycle in the line @param clock color clock of the write */
export function applyMotion(cycle: i32, clock: i32): void {
  catchUp(clock);
  if (config.hmoveBlanks && (cycle <= LAST_EARLY_CYCLE || cycle == NEXT_LINE_CYCLE)) startComb();
  player0.position = moved(player0.position, cycle, player0.motion);
  player1.position = moved(player1.position, cycle, player1.motion);
  missile0.position = moved(missile0.position, cycle, missile0.motion);
  missile1.position = moved(missile1.position, cycle, missile1.motion);
  ball.position = moved(ball.position, cycle, ball.motion);
  latchPlayer(player0, player0Shape, 0);
  latchPlayer(player1, player1Shape, 0);
  latchMissile(missile0, missile0Shape, player0.nusiz);
  latchMissile(missile1, missile1Shape, player1.nusiz);
  latchBall();
  tia.lastHmove = clock;
  tia.starField = 0;
  video.stale |= MOVABLES;
}

/** HMCLR. */
export function clearMotion(): void {
  player0.motion = 0;
  player1.motion = 0;
  missile0.motion = 0;
  missile1.motion = 0;
  ball.motion = 0;
  for (let register = 0x20; register <= 0x24; register++) unsettle(register);
}

const STAR_FIELD_CLOCKS = 63;
const NUSIZ0 = 0x04;

/** At a certain clock after an HMOVE, a change from 7 to 6 starts the star field. @param value high nibble of the write */
export function writeHmm0(clock: i32, value: i32): void {
  if (clock == tia.lastHmove + STAR_FIELD_CLOCKS && missile0.motion == 7 && value == 6) {
    catchUp(clock);
    tia.starField = 1;
    tia.starCounter = 0;
    unsettle(NUSIZ0);
  } else {
    owe(clock);
  }
  missile0.motion = value;
}
