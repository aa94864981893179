// Addressing modes. `word` holds the opcode in its low byte and the operand bytes above it. There are no dummy accesses,
// pointers at $FF take their high byte from $0100, and a page crossing costs its cycle before the data is read.
//
// The registers are locals of the decoder and so is the clock; a device gets both it and the byte that was last on the
// bus when it is asked. Plain memory needs neither. What the decoder calls for nearly every instruction is inlined:
// without, calls took a fifth of the time.

import { read, readDevice, readPage, writeDevice } from '../bus';
import { RIOT_RAM } from '../memory-map';
import { bus, config, cpu } from '../state';
import { isQuiet, noteQuiet } from '../tia/quiet';
import { writeTia } from '../tia/tia';

const RAM_FROM_80 = RIOT_RAM - 0x80;

// --- addresses ---

export function immediate(word: i32): i32 {
  return (word >> 8) & 0xff;
}

export function zeroPage(word: i32): i32 {
  return (word >> 8) & 0xff;
}

export function zeroPageIndexed(word: i32, index: i32): i32 {
  return ((word >> 8) + index) & 0xff;
}

export function absolute(word: i32): i32 {
  return (word >> 8) & 0xffff;
}

export function indexed(base: i32, index: i32): i32 {
  return (base + index) & 0xffff;
}

/** The cycle it costs when the index carries into the high byte. */
export function crossing(base: i32, index: i32): i32 {
  return ((base & 0xff) + index) >> 8;
}

function readPointerByDevice(at: i32, word: i32, time: i64): i32 {
  cpu.cycles = <i32>time;
  bus.latch = (word >> 8) & 0xff;
  const low = read(at);
  return (read(at + 1) << 8) | low;
}

/** The 16-bit pointer at a zero-page address. */
export function pointer(at: i32, word: i32, time: i64): i32 {
  if (at < 0x80 || at == 0xff) return readPointerByDevice(at, word, time);
  return load<u16>(RAM_FROM_80 + at);
}

// --- data ---

function readByDevice(address: i32, previous: i32, time: i64): i32 {
  cpu.cycles = <i32>time;
  bus.latch = previous & 0xff;
  const value = readDevice(address);
  bus.latch = value;
  return value;
}

/** @param previous the byte on the bus before, in its low 8 bits */
// @ts-ignore: decorator
@inline
export function readFar(address: i32, previous: i32, time: i64): i32 {
  const page = readPage(address);
  if (!page) return readByDevice(address, previous, time);
  const value = <i32>load<u8>(page + <u32>(address & 0x1fff));
  bus.latch = value;
  return value;
}

// @ts-ignore: decorator
@inline
export function readZero(address: i32, word: i32, time: i64): i32 {
  if (!(address & 0x80)) return readFar(address, word >> 8, time);
  const value = <i32>load<u8>(RAM_FROM_80 + address);
  bus.latch = value;
  return value;
}

export function resumeAt(time: i64): i64 {
  return (time & ~0xffffffff) | <i64><u32>cpu.cycles;
}

function writeByDevice(address: i32, value: i32, time: i64): i64 {
  cpu.cycles = <i32>time;
  writeDevice(address, value);
  return resumeAt(time);
}

/** @returns the clock, which WSYNC moves on */
// @ts-ignore: decorator
@inline
export function writeFar(address: i32, value: i32, time: i64): i64 {
  bus.latch = value;
  if ((address & 0x1280) != 0x80) return writeByDevice(address, value, time);
  store<u8>(RIOT_RAM + (address & 0x7f), <u8>value);
  return time;
}

/** Below $80. */
function writeLow(address: i32, value: i32, time: i64): i64 {
  cpu.cycles = <i32>time;
  if (config.watchesLowPages) writeDevice(address, value);
  else writeTia(address & 0x3f, value);
  return resumeAt(time);
}

// @ts-ignore: decorator
@inline
export function writeZero(address: i32, value: i32, time: i64): i64 {
  bus.latch = value;
  if (address & 0x80) {
    store<u8>(RAM_FROM_80 + address, <u8>value);
    return time;
  }
  if (!isQuiet(address, value, <i32>time)) return writeLow(address, value, time);
  noteQuiet(address, <i32>time);
  return time;
}
