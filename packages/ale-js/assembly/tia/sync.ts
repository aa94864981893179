// VSYNC ends frames, VBLANK blanks them and drains the paddles, WSYNC holds the CPU until the line ends.

import { bus, console, cpu, tia, video } from '../state';
import { catchUp, LINE_CLOCKS, LINE_CYCLES, owe } from './frame';

export const NEVER: i32 = 0x7fffffff;
const ON = 2;
const DUMP = 0x80;

export function requestStop(): void {
  console.stopRequested = 1;
  video.frameComplete = 1;
  bus.limit = 0;
}

/** The end of VSYNC ends the frame if VSYNC was on for at least one line. */
export function writeVsync(clock: i32, value: i32): void {
  owe(clock);
  tia.vsync = value;
  if (value & ON) {
    tia.vsyncFinish = clock + LINE_CLOCKS;
  } else if (clock >= tia.vsyncFinish) {
    tia.vsyncFinish = NEVER;
    requestStop();
  }
}

export function writeVblank(clock: i32, value: i32): void {
  const changed = tia.vblank ^ value;
  if (changed & ON) catchUp(clock + 1);
  else owe(clock + 1);
  if (changed & DUMP) {
    tia.dumped = value & DUMP;
    if (!tia.dumped) tia.dumpedAt = cpu.cycles;
  }
  tia.vblank = value;
}

/** WSYNC. At the exact start of a line, it does not wait. */
export function writeWsync(clock: i32): void {
  owe(clock);
  if (!bus.lastAccessWasRead) return;
  const cycle = (cpu.cycles - video.originCycle) % LINE_CYCLES;
  if (cycle) cpu.cycles += LINE_CYCLES - cycle;
}
