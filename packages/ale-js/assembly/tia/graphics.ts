// Registers that change the objects and their appearance. A write first draws the picture up to its clock; if it changes nothing
// visible, it defers the drawing (`owe`).

import {
  ball,
  Missile,
  missile0,
  missile0Shape,
  missile1,
  missile1Shape,
  Player,
  player0,
  player0Shape,
  player1,
  player1Shape,
  Shape,
  tia,
  video,
} from '../state';
import { catchUp, colorLossBit, lineClock, owe } from './frame';
import { isBallEnabled, isBallLatched, latchBall } from './objects/ball';
import { isMissileLatched, latchMissile } from './objects/missile';
import { displayedGraphics, isPlayerLatched, latchPlayer, missileOffset } from './objects/player';
import { BL, COLORS, M0, M1, P0, P1, PF } from './objects/sets';
import { settle, unsettle } from './quiet';

const SCORE_ON = 2;
const SCORE_AND_PRIORITY = 6;
const ORIENTATION_FREEZE = 147;
/** Each GRP register also copies the graphics of the other player. */
const GRP0 = 0x1b;
const GRP1 = 0x1c;
const NUSIZ0 = 0x04;
const NUSIZ1 = 0x05;

function setEnabled(object: i32, enabled: i32): void {
  tia.enabled = enabled;
  video.stale |= object;
  // With SCORE and PRIORITY, the colors depend on the other enabled objects.
  if ((tia.ctrlpf & SCORE_AND_PRIORITY) == SCORE_AND_PRIORITY) video.stale |= COLORS;
}

function enable(object: i32, on: bool, until: i32): void {
  const enabled = on ? tia.enabled | object : tia.enabled & ~object;
  if (enabled == tia.enabled) {
    owe(until);
    return;
  }
  catchUp(until);
  setEnabled(object, enabled);
}

function showPlayer(player: Player, object: i32, until: i32): void {
  const graphics = displayedGraphics(player);
  if (graphics == player.displayed) {
    owe(until);
    return;
  }
  catchUp(until);
  player.displayed = graphics;
  setEnabled(object, graphics ? tia.enabled | object : tia.enabled & ~object);
}

// --- players and missiles ---

function writeNusiz(
  player: Player,
  shape: Shape,
  missile: Missile,
  missileShape: Shape,
  objects: i32,
  clock: i32,
  value: i32,
): void {
  const same =
    value == player.nusiz && isPlayerLatched(player, shape) && isMissileLatched(missile, missileShape, value);
  // The star field latches missile 0 at every line end, including lines whose drawing is deferred.
  if (tia.starField || !(same || !(tia.enabled & objects))) catchUp(clock + 8);
  else owe(clock + 8);
  player.nusiz = value;
  latchPlayer(player, shape, 0);
  latchMissile(missile, missileShape, value);
  video.stale |= objects;
}

export function writeNusiz0(clock: i32, value: i32): void {
  writeNusiz(player0, player0Shape, missile0, missile0Shape, P0 | M0, clock, value);
  if (!tia.starField) settle(NUSIZ0, value);
}

export function writeNusiz1(clock: i32, value: i32): void {
  writeNusiz(player1, player1Shape, missile1, missile1Shape, P1 | M1, clock, value);
  settle(NUSIZ1, value);
}

export function writeRefp(player: Player, object: i32, clock: i32, value: i32): void {
  player.reflect = value & 8;
  showPlayer(player, object, clock + 1);
}

export function writeGrp0(clock: i32, value: i32): void {
  if (player0.direct != value) unsettle(GRP1);
  settle(GRP0, value);
  player0.direct = value;
  player1.delayed = player1.direct;
  showPlayer(player0, P0, clock + 1);
  if (player1.verticalDelay) showPlayer(player1, P1, clock + 1);
}

export function writeGrp1(clock: i32, value: i32): void {
  if (player1.direct != value) unsettle(GRP0);
  settle(GRP1, value);
  player1.direct = value;
  player0.delayed = player0.direct;
  ball.delayed = ball.direct;
  if (player0.verticalDelay) showPlayer(player0, P0, clock + 1);
  showPlayer(player1, P1, clock + 1);
  enable(BL, isBallEnabled(), clock + 1);
}

export function writeVdelp(player: Player, object: i32, clock: i32, value: i32): void {
  player.verticalDelay = value & 1;
  showPlayer(player, object, clock);
}

function showMissile(missile: Missile, object: i32, clock: i32): void {
  enable(object, missile.enable != 0 && !missile.locked, clock);
}

export function writeEnam(missile: Missile, object: i32, clock: i32, value: i32): void {
  missile.enable = value & 2;
  showMissile(missile, object, clock);
}

/** A locked missile is not visible; when released, it appears in the middle of its player. */
export function writeResmp(player: Player, missile: Missile, shape: Shape, object: i32, clock: i32, value: i32): void {
  if (missile.locked && !(value & 2)) {
    // The star field may have to move it on the lines before.
    if (tia.starField) catchUp(clock);
    missile.position = (player.position + missileOffset(player)) % 160;
    latchMissile(missile, shape, player.nusiz);
    video.stale |= object;
  }
  missile.locked = value & 2;
  showMissile(missile, object, clock);
}

// --- ball ---

export function writeEnabl(clock: i32, value: i32): void {
  if (ball.direct != (value & 2)) unsettle(GRP1);
  ball.direct = value & 2;
  enable(BL, isBallEnabled(), clock);
}

export function writeVdelbl(clock: i32, value: i32): void {
  ball.verticalDelay = value & 1;
  enable(BL, isBallEnabled(), clock);
}

// --- playfield ---

/** @param mask the register's bits in the playfield word */
export function writePlayfield(mask: i32, bits: i32, until: i32): void {
  const word = (tia.playfield & ~mask) | bits;
  if (word == tia.playfield) {
    owe(until);
    return;
  }
  catchUp(until);
  tia.playfield = word;
  setEnabled(PF, word ? tia.enabled | PF : tia.enabled & ~PF);
}

/** Late in a line, a change of orientation takes effect at the end of the line. */
export function writeCtrlpf(clock: i32, value: i32): void {
  if (value == tia.ctrlpf && video.reflected == (value & 1) && !video.latchDue && isBallLatched()) {
    owe(clock);
    return;
  }
  catchUp(clock);
  tia.ctrlpf = value;
  latchBall();
  if (lineClock(clock) < ORIENTATION_FREEZE) {
    video.reflected = value & 1;
    settle(0x0a, value);
  } else {
    video.latchDue = 1;
    unsettle(0x0a);
  }
  video.stale |= PF | BL | COLORS;
}

// --- colors ---

/** Returns the register's value for a written byte. */
function color(value: i32): i32 {
  return (value & 0xfe) | colorLossBit();
}

/** Draws with the old color if an enabled object uses it. */
function beforeColorChange(shows: i32, clock: i32): void {
  if (shows) catchUp(clock);
  else owe(clock);
  video.stale |= COLORS;
}

export function writeColup0(clock: i32, value: i32): void {
  const next = color(value);
  if (next == tia.colup0) {
    owe(clock);
    return;
  }
  beforeColorChange((tia.enabled & (P0 | M0)) | (tia.ctrlpf & SCORE_ON), clock);
  tia.colup0 = next;
}

export function writeColup1(clock: i32, value: i32): void {
  const next = color(value);
  if (next == tia.colup1) {
    owe(clock);
    return;
  }
  beforeColorChange((tia.enabled & (P1 | M1)) | (tia.ctrlpf & SCORE_ON), clock);
  tia.colup1 = next;
}

export function writeColupf(clock: i32, value: i32): void {
  const next = color(value);
  if (next == tia.colupf) {
    owe(clock);
    return;
  }
  beforeColorChange(tia.enabled & (PF | BL), clock);
  tia.colupf = next;
}

export function writeColubk(clock: i32, value: i32): void {
  const next = color(value);
  if (next == tia.colubk) {
    owe(clock);
    return;
  }
  beforeColorChange(1, clock);
  tia.colubk = next;
}

/** At a new frame, sets bit 0 of all colors by the parity of the last frame's lines. */
export function applyColorLoss(): void {
  const bit = colorLossBit();
  tia.colup0 = (tia.colup0 & 0xfe) | bit;
  tia.colup1 = (tia.colup1 & 0xfe) | bit;
  tia.colupf = (tia.colupf & 0xfe) | bit;
  tia.colubk = (tia.colubk & 0xfe) | bit;
}
