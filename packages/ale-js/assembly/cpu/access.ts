// Reads and writes of the decoder. The decoder keeps the time in a local variable; only accesses to devices store it, together
// with the last byte on the bus. Nearly every opcode calls these functions. Inlining them makes the machine 5 to 8 % faster: this
// is the reason for the decorators, and the formatter and linter skip this file because of them.
//
// `time` counts CPU cycles in its low half and instructions in its high half.

import { readDevice, writeDevice } from '../bus';
import { QUIET, RIOT_RAM } from '../memory-map';
import { readPage } from '../page-table';
import { PLAIN } from '../plain';
import { bus, config, cpu, video } from '../state';
import { LINE_CYCLES } from '../tia/frame';
import { writeTia } from '../tia/tia';

const RAM_FROM_80 = RIOT_RAM - 0x80;
const COUNT: i64 = ~0xffffffff;
const WSYNC = 0x02;

/** Returns the time with the cycles of `cpu.cycles`, which WSYNC may have advanced. */
export function resumeAt(time: i64): i64 {
  return (time & COUNT) | (<i64>cpu.cycles & ~COUNT);
}

function readByDevice(address: i32, previous: i32, time: i64): i32 {
  cpu.cycles = <i32>time;
  bus.latch = previous & 0xff;
  const value = readDevice(address);
  bus.latch = value;
  return value;
}

/** @param previous the previous byte on the bus, in the low 8 bits */
@inline
export function readFar(address: i32, previous: i32, time: i64): i32 {
  const page = readPage(address);
  if (!page) return readByDevice(address, previous, time);
  const value = <i32>load<u8>(page + <u32>(address & 0x1fff));
  bus.latch = value;
  return value;
}

@inline
export function readZero(address: i32, word: i32, time: i64): i32 {
  if (!(address & 0x80)) return readFar(address, word >> 8, time);
  const value = <i32>load<u8>(RAM_FROM_80 + address);
  bus.latch = value;
  return value;
}

function writeByDevice(address: i32, value: i32, time: i64): i64 {
  cpu.cycles = <i32>time;
  writeDevice(address, value);
  return resumeAt(time);
}

/** @returns the time, which WSYNC may advance */
@inline
export function writeFar(address: i32, value: i32, time: i64): i64 {
  bus.latch = value;
  if ((address & 0x1280) != 0x80) return writeByDevice(address, value, time);
  store<u8>(RIOT_RAM + (address & 0x7f), <u8>value);
  return time;
}

/** WSYNC: returns the time at the start of the next line; at the exact start of a line, it does not wait. */
function waitForLine(time: i64): i64 {
  video.quietRegister = WSYNC;
  video.quietCycle = <i32>time;
  const cycle = (<i32>time - video.originCycle) % LINE_CYCLES;
  return cycle ? time + (LINE_CYCLES - cycle) : time;
}

@inline
function writeByTia(address: i32, value: i32, time: i64): i64 {
  if (config.watchesLowPages) return writeByDevice(address, value, time);
  if (!PLAIN && address == WSYNC && <i32>time < video.quietBefore) return waitForLine(time);
  cpu.cycles = <i32>time;
  writeTia(address & 0x3f, value);
  return resumeAt(time);
}

/** A write without effect (tia/quiet.ts) is only recorded: it matters if it is the last one of an unfinished frame. */
@inline
export function writeZero(address: i32, value: i32, time: i64): i64 {
  bus.latch = value;
  if (address & 0x80) {
    store<u8>(RAM_FROM_80 + address, <u8>value);
    return time;
  }
  const quiet = <i32>load<u16>(QUIET + (<usize>(address & 0x3f) << 1));
  if (value != quiet || <i32>time >= video.quietBefore) return writeByTia(address, value, time);
  video.quietRegister = address;
  video.quietCycle = <i32>time;
  return time;
}
