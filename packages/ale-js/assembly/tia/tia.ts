// TIA: routes register accesses. Every write first has the picture drawn up to its clock plus its delay; one that
// changes nothing that shows only leaves word how far (`owedTo`), which comes to the same pixels.

import { CARTRIDGE_STATE, FRAME_CAPACITY, FRAMES, READ_PAGES, SHAPES, TIA_STATE } from '../memory-map';
import {
  ball,
  bus,
  console,
  cpu,
  input,
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
import { isBallEnabled, latchBall } from './ball';
import { prepareCollisions } from './collision';
import { catchUp, colourLossBit, resetFrame } from './frame';
import { paddleBit } from './input';
import { latchMissile } from './missile';
import { applyMotion } from './motion';
import { BL, COLOURS_STALE, LINE_STALE, M0, M1, P0, P1, PF } from './objects';
import { DELAY_ZONE, DISPLAY_ZONE, latchPlayer, missileOffset, resetZone, updateDisplayed } from './player';

const NEVER: i32 = 0x7fffffff;
const LINE_CLOCKS = 228;
const LINE_CYCLES = 76;

export function resetTia(): void {
  memory.fill(TIA_STATE, 0, CARTRIDGE_STATE - TIA_STATE);
  memory.fill(SHAPES, 0, READ_PAGES - SHAPES);
  memory.fill(FRAMES, 0, 2 * FRAME_CAPACITY);
  prepareCollisions();
  tia.vsyncFinish = NEVER;
  video.reflected = 0;
  video.stale = LINE_STALE | COLOURS_STALE;
  resetFrame();
}

// --- reads ---

function collisionPair(bit: i32): i32 {
  const pair = tia.collisions >> bit;
  return ((pair & 1) << 7) | ((pair & 2) << 5);
}

export function readTia(address: i32): i32 {
  catchUp(3 * cpu.cycles);
  const noise = bus.latch & 0x3f;
  switch (address & 15) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
      return noise | collisionPair((address & 15) << 1);
    case 6:
      return noise | ((tia.collisions >> 5) & 0x80);
    case 7:
      return noise | collisionPair(13);
    case 8:
      return noise | paddleBit(input.inpt0);
    case 9:
      return noise | paddleBit(input.inpt1);
    case 10:
      return noise | paddleBit(input.inpt2);
    case 11:
      return noise | paddleBit(input.inpt3);
    case 12:
      return noise | input.inpt4;
    case 13:
      return noise | input.inpt5;
    default:
      return noise;
  }
}

// --- the enabled set ---

function setEnabled(object: i32, on: bool): void {
  const enabled = on ? tia.enabled | object : tia.enabled & ~object;
  if (enabled == tia.enabled) return;
  tia.enabled = enabled;
  video.stale |= LINE_STALE | COLOURS_STALE;
}

function showPlayer(player: Player, object: i32): void {
  updateDisplayed(player);
  setEnabled(object, player.displayed != 0);
  video.stale |= LINE_STALE;
}

function showMissile(missile: Missile, object: i32): void {
  setEnabled(object, missile.enable != 0 && !missile.locked);
}

function showBall(): void {
  setEnabled(BL, isBallEnabled());
}

// --- time in the line ---

/** Colour clock of this access within the line, 0–227. */
function lineClock(clock: i32): i32 {
  return (clock - tia.frameOrigin) % LINE_CLOCKS;
}

const PLAYFIELD_DELAYS = memory.data<u8>([4, 5, 2, 3]);

function playfieldDelay(): i32 {
  return load<u8>(PLAYFIELD_DELAYS + ((cpu.cycles - video.originCycle) & 3));
}

function stop(): void {
  console.stopRequested = 1;
  console.frameComplete = 1;
}

// --- writes ---

function writeVsync(clock: i32, value: i32): void {
  tia.vsync = value;
  if (value & 2) {
    tia.vsyncFinish = clock + LINE_CLOCKS;
  } else if (clock >= tia.vsyncFinish) {
    tia.vsyncFinish = NEVER;
    stop();
  }
}

function writeVblank(value: i32): void {
  if (!(tia.vblank & 0x80) && value & 0x80) {
    tia.dumped = 1;
  } else if (tia.vblank & 0x80 && !(value & 0x80)) {
    tia.dumped = 0;
    tia.dumpedAt = cpu.cycles;
  }
  tia.vblank = value;
}

function waitForLineEnd(): void {
  if (!bus.lastAccessWasRead) return;
  const wait = LINE_CYCLES - ((cpu.cycles - video.originCycle) % LINE_CYCLES);
  if (wait < LINE_CYCLES) cpu.cycles += wait;
}

function writeNusiz(player: Player, shape: Shape, missile: Missile, missileShape: Shape, value: i32): void {
  player.nusiz = value;
  latchPlayer(player, shape, 0);
  latchMissile(missile, missileShape, value);
  video.stale |= LINE_STALE;
}

function colour(value: i32): i32 {
  video.stale |= COLOURS_STALE;
  return (value & 0xfe) | colourLossBit();
}

const ORIENTATION_FREEZE = 147;

function writeCtrlpf(clock: i32, value: i32): void {
  tia.ctrlpf = value;
  if (lineClock(clock) < ORIENTATION_FREEZE) video.reflected = value & 1;
  latchBall();
  video.stale |= LINE_STALE | COLOURS_STALE;
}

function writeRefp(player: Player, object: i32, value: i32): void {
  player.reflect = value & 8;
  showPlayer(player, object);
}

function writePlayfield(mask: i32, bits: i32): void {
  tia.playfield = (tia.playfield & ~mask) | bits;
  setEnabled(PF, tia.playfield != 0);
  video.stale |= LINE_STALE;
}

function resetPlayer(player: Player, shape: Shape, clock: i32): void {
  const h = lineClock(clock);
  const position = h < 68 ? 3 : (h - 68 + 5) % 160;
  const zone = resetZone(player.nusiz & 7, player.position, position);
  if (zone == DISPLAY_ZONE) catchUp(clock + 11);
  player.position = position;
  latchPlayer(player, shape, zone == DELAY_ZONE ? 0 : 1);
  video.stale |= LINE_STALE;
}

function strobedPosition(h: i32): i32 {
  return h < 68 ? 2 : (h - 68 + 4) % 160;
}

function resetMissile0(clock: i32): void {
  const h = lineClock(clock);
  missile0.position = clock - tia.lastHmove == 60 && h == 69 ? 8 : strobedPosition(h);
  latchMissile(missile0, missile0Shape, player0.nusiz);
  video.stale |= LINE_STALE;
}

function resetMissile1(clock: i32): void {
  const h = lineClock(clock);
  missile1.position = clock - tia.lastHmove == 9 && h == 18 ? 3 : strobedPosition(h);
  latchMissile(missile1, missile1Shape, player1.nusiz);
  video.stale |= LINE_STALE;
}

function ballPosition(h: i32, sinceHmove: i32): i32 {
  if (sinceHmove == 54 && (h == 60 || h == 69)) return 10;
  if (sinceHmove == 9 && h == 18) return 3;
  if (sinceHmove == 21 && h == 30) return 6;
  if (sinceHmove == 18 && h == 27) return 5;
  return strobedPosition(h);
}

function resetBall(clock: i32): void {
  ball.position = ballPosition(lineClock(clock), clock - tia.lastHmove);
  latchBall();
  video.stale |= LINE_STALE;
}

function writeGrp0(value: i32): void {
  player0.direct = value;
  player1.delayed = player1.direct;
  showPlayer(player0, P0);
  showPlayer(player1, P1);
}

function writeGrp1(value: i32): void {
  player1.direct = value;
  player0.delayed = player0.direct;
  ball.delayed = ball.direct;
  showPlayer(player0, P0);
  showPlayer(player1, P1);
  showBall();
}

function writeEnam(missile: Missile, object: i32, value: i32): void {
  missile.enable = value & 2;
  showMissile(missile, object);
}

/** An HMM0 write at one clock after an HMOVE sets off the star field. */
function writeHmm0(clock: i32, value: i32): void {
  if (clock == tia.lastHmove + 63 && missile0.motion == 7 && value == 6) {
    tia.starField = 1;
    tia.starCounter = 0;
  }
  missile0.motion = value;
}

function writeVdelp(player: Player, object: i32, value: i32): void {
  player.verticalDelay = value & 1;
  showPlayer(player, object);
}

function writeResmp(player: Player, missile: Missile, shape: Shape, object: i32, value: i32): void {
  if (missile.locked && !(value & 2)) {
    missile.position = (player.position + missileOffset(player)) % 160;
    latchMissile(missile, shape, player.nusiz);
    video.stale |= LINE_STALE;
  }
  missile.locked = value & 2;
  showMissile(missile, object);
}

function clearMotion(): void {
  player0.motion = 0;
  player1.motion = 0;
  missile0.motion = 0;
  missile1.motion = 0;
  ball.motion = 0;
}

const DELAYS = memory.data<u8>([
  0, 1, 0, 0, 8, 8, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** @param register 0–63 */
export function writeTia(register: i32, value: i32): void {
  const clock = 3 * cpu.cycles;
  const delay = register >= 0x0d && register <= 0x0f ? playfieldDelay() : <i32>load<u8>(DELAYS + register);
  catchUp(clock + delay);
  if (clock >= video.lineLimitClock) stop();
  switch (register) {
    case 0x00:
      writeVsync(clock, value);
      break;
    case 0x01:
      writeVblank(value);
      break;
    case 0x02:
      waitForLineEnd();
      break;
    case 0x04:
      writeNusiz(player0, player0Shape, missile0, missile0Shape, value);
      break;
    case 0x05:
      writeNusiz(player1, player1Shape, missile1, missile1Shape, value);
      break;
    case 0x06:
      tia.colup0 = colour(value);
      break;
    case 0x07:
      tia.colup1 = colour(value);
      break;
    case 0x08:
      tia.colupf = colour(value);
      break;
    case 0x09:
      tia.colubk = colour(value);
      break;
    case 0x0a:
      writeCtrlpf(clock, value);
      break;
    case 0x0b:
      writeRefp(player0, P0, value);
      break;
    case 0x0c:
      writeRefp(player1, P1, value);
      break;
    case 0x0d:
      writePlayfield(0x0000f, value >> 4);
      break;
    case 0x0e:
      writePlayfield(0x00ff0, value << 4);
      break;
    case 0x0f:
      writePlayfield(0xff000, value << 12);
      break;
    case 0x10:
      resetPlayer(player0, player0Shape, clock);
      break;
    case 0x11:
      resetPlayer(player1, player1Shape, clock);
      break;
    case 0x12:
      resetMissile0(clock);
      break;
    case 0x13:
      resetMissile1(clock);
      break;
    case 0x14:
      resetBall(clock);
      break;
    case 0x1b:
      writeGrp0(value);
      break;
    case 0x1c:
      writeGrp1(value);
      break;
    case 0x1d:
      writeEnam(missile0, M0, value);
      break;
    case 0x1e:
      writeEnam(missile1, M1, value);
      break;
    case 0x1f:
      ball.direct = value & 2;
      showBall();
      break;
    case 0x20:
      player0.motion = value >> 4;
      break;
    case 0x21:
      player1.motion = value >> 4;
      break;
    case 0x22:
      writeHmm0(clock, value >> 4);
      break;
    case 0x23:
      missile1.motion = value >> 4;
      break;
    case 0x24:
      ball.motion = value >> 4;
      break;
    case 0x25:
      writeVdelp(player0, P0, value);
      break;
    case 0x26:
      writeVdelp(player1, P1, value);
      break;
    case 0x27:
      ball.verticalDelay = value & 1;
      showBall();
      break;
    case 0x28:
      writeResmp(player0, missile0, missile0Shape, M0, value);
      break;
    case 0x29:
      writeResmp(player1, missile1, missile1Shape, M1, value);
      break;
    case 0x2a:
      applyMotion((cpu.cycles - video.originCycle) % LINE_CYCLES, clock);
      break;
    case 0x2b:
      clearMotion();
      break;
    case 0x2c:
      tia.collisions = 0;
      break;
  }
}

/** The new frame's parity of lines decides bit 0 of all colours at once. */
export function applyColourLoss(): void {
  const bit = colourLossBit();
  tia.colup0 = (tia.colup0 & 0xfe) | bit;
  tia.colup1 = (tia.colup1 & 0xfe) | bit;
  tia.colupf = (tia.colupf & 0xfe) | bit;
  tia.colubk = (tia.colubk & 0xfe) | bit;
  video.stale |= COLOURS_STALE;
}
