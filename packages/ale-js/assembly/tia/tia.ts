// TIA: reset, and reads and writes of registers. An access draws the picture up to its clock (for writes, plus the register's
// delay), or defers the drawing if it makes no difference.

import { CARTRIDGE_STATE, FRAME_CAPACITY, FRAMES, LINES, SHAPES, TIA_STATE } from '../memory-map';
import {
  ball,
  bus,
  cpu,
  input,
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
} from '../state';
import { collisionsOf, prepareCollisions } from './collision';
import { delayOf, playfieldDelay } from './delays';
import { catchUp, drawAfterHmove, LINE_CYCLES, owe, oweQuiet, resetFrame } from './frame';
import {
  writeColubk,
  writeColup0,
  writeColup1,
  writeColupf,
  writeCtrlpf,
  writeEnabl,
  writeEnam,
  writeGrp0,
  writeGrp1,
  writeNusiz0,
  writeNusiz1,
  writePlayfield,
  writeRefp,
  writeResmp,
  writeVdelbl,
  writeVdelp,
} from './graphics';
import { paddleBit } from './input';
import { applyMotion, clearMotion, writeHmm0 } from './objects/motion';
import { resetBall, resetMissile0, resetMissile1, resetPlayer } from './objects/position';
import { M0, M1, P0, P1 } from './objects/sets';
import { prepareColors } from './palette';
import { settle, unsettle } from './quiet';
import { NEVER, requestStop, writeVblank, writeVsync, writeWsync } from './sync';

/** Power-on: fills the tables. */
export function buildTia(): void {
  prepareCollisions();
  prepareColors();
}

export function resetTia(): void {
  memory.fill(TIA_STATE, 0, CARTRIDGE_STATE - TIA_STATE);
  memory.fill(SHAPES, 0, LINES - SHAPES);
  memory.fill(FRAMES, 0, 2 * FRAME_CAPACITY);
  tia.vsyncFinish = NEVER;
  video.reflected = 0;
  resetFrame();
}

/** Returns the collision bits `bit` and `bit` + 1 as bits 7 and 6. */
function readCollisions(bit: i32): i32 {
  if (collisionsOf(tia.enabled) & ~tia.collisions & (3 << bit)) catchUp(3 * cpu.cycles);
  const pair = tia.collisions >> bit;
  return ((pair & 1) << 7) | ((pair & 2) << 5);
}

function readRegister(register: i32): i32 {
  switch (register) {
    case 0:
      return readCollisions(0);
    case 1:
      return readCollisions(2);
    case 2:
      return readCollisions(4);
    case 3:
      return readCollisions(6);
    case 4:
      return readCollisions(8);
    case 5:
      return readCollisions(10);
    case 6:
      return readCollisions(12) & 0x80;
    case 7:
      return readCollisions(13);
    case 8:
      return paddleBit(input.inpt0);
    case 9:
      return paddleBit(input.inpt1);
    case 10:
      return paddleBit(input.inpt2);
    case 11:
      return paddleBit(input.inpt3);
    case 12:
      return input.inpt4;
    case 13:
      return input.inpt5;
    default:
      return 0;
  }
}

/** Bits that no register drives keep the byte that was on the bus. */
export function readTia(address: i32): i32 {
  const noise = bus.latch & 0x3f;
  drawAfterHmove(3 * cpu.cycles);
  // A program executed from TIA addresses reads within the delay of the previous write.
  oweQuiet();
  owe(3 * cpu.cycles);
  return noise | readRegister(address & 15);
}

/** Additional work of a write near the line limit, or directly after an HMOVE. */
function beforeWrite(register: i32, clock: i32): void {
  drawAfterHmove(clock + delayOf(register, cpu.cycles));
  if (cpu.cycles >= video.lineLimitCycle) requestStop();
}

/** @param register 0–63 */
export function writeTia(register: i32, value: i32): void {
  const clock = 3 * cpu.cycles;
  if (cpu.cycles >= video.quietBefore) beforeWrite(register, clock);
  // biome-ignore format: one line a register
  switch (register) {
    case 0x00: writeVsync(clock, value); break;
    case 0x01: writeVblank(clock, value); settle(0x01, value); break;
    case 0x02: writeWsync(clock); break;
    case 0x04: writeNusiz0(clock, value); break;
    case 0x05: writeNusiz1(clock, value); break;
    case 0x06: writeColup0(clock, value); settle(0x06, value); break;
    case 0x07: writeColup1(clock, value); settle(0x07, value); break;
    case 0x08: writeColupf(clock, value); settle(0x08, value); break;
    case 0x09: writeColubk(clock, value); settle(0x09, value); break;
    case 0x0a: writeCtrlpf(clock, value); break;
    case 0x0b: writeRefp(player0, P0, clock, value); settle(0x0b, value); break;
    case 0x0c: writeRefp(player1, P1, clock, value); settle(0x0c, value); break;
    case 0x0d: writePlayfield(0x0000f, value >> 4, clock + playfieldDelay(cpu.cycles)); settle(0x0d, value); break;
    case 0x0e: writePlayfield(0x00ff0, value << 4, clock + playfieldDelay(cpu.cycles)); settle(0x0e, value); break;
    case 0x0f: writePlayfield(0xff000, value << 12, clock + playfieldDelay(cpu.cycles)); settle(0x0f, value); break;
    case 0x10: resetPlayer(player0, player0Shape, P0, clock); unsettle(0x04); break;
    case 0x11: resetPlayer(player1, player1Shape, P1, clock); unsettle(0x05); break;
    case 0x12: resetMissile0(clock); break;
    case 0x13: resetMissile1(clock); break;
    case 0x14: resetBall(clock); break;
    case 0x1b: writeGrp0(clock, value); break;
    case 0x1c: writeGrp1(clock, value); break;
    case 0x1d: writeEnam(missile0, M0, clock, value); settle(0x1d, value); break;
    case 0x1e: writeEnam(missile1, M1, clock, value); settle(0x1e, value); break;
    case 0x1f: writeEnabl(clock, value); settle(0x1f, value); break;
    case 0x20: owe(clock); player0.motion = value >> 4; settle(0x20, value); break;
    case 0x21: owe(clock); player1.motion = value >> 4; settle(0x21, value); break;
    case 0x22: writeHmm0(clock, value >> 4); settle(0x22, value); break;
    case 0x23: owe(clock); missile1.motion = value >> 4; settle(0x23, value); break;
    case 0x24: owe(clock); ball.motion = value >> 4; settle(0x24, value); break;
    case 0x25: writeVdelp(player0, P0, clock, value); settle(0x25, value); break;
    case 0x26: writeVdelp(player1, P1, clock, value); settle(0x26, value); break;
    case 0x27: writeVdelbl(clock, value); settle(0x27, value); break;
    case 0x28: writeResmp(player0, missile0, missile0Shape, M0, clock, value); settle(0x28, value); break;
    case 0x29: writeResmp(player1, missile1, missile1Shape, M1, clock, value); settle(0x29, value); break;
    case 0x2a: applyMotion((cpu.cycles - video.originCycle) % LINE_CYCLES, clock); break;
    case 0x2b: owe(clock); clearMotion(); break;
    case 0x2c: catchUp(clock); tia.collisions = 0; break;
    default: owe(clock); break;
  }
}
