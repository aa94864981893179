// Addresses. `word` holds the opcode in its low byte and the operand bytes above it. There are no dummy accesses,
// pointers at $FF read their high byte from $0100, and a page crossing takes its cycle before the data is read.

import { read } from '../bus';
import { RIOT_RAM } from '../memory-map';
import { bus, cpu } from '../state';

export function immediate(word: i32): i32 {
  return (word >> 8) & 0xff;
}

export function zeroPage(word: i32): i32 {
  return (word >> 8) & 0xff;
}

export function zeroPageX(word: i32): i32 {
  return ((word >> 8) + cpu.x) & 0xff;
}

export function zeroPageY(word: i32): i32 {
  return ((word >> 8) + cpu.y) & 0xff;
}

export function absolute(word: i32): i32 {
  return (word >> 8) & 0xffff;
}

export function absoluteX(word: i32): i32 {
  return ((word >> 8) + cpu.x) & 0xffff;
}

export function absoluteY(word: i32): i32 {
  return ((word >> 8) + cpu.y) & 0xffff;
}

export function plusY(pointer: i32): i32 {
  return (pointer + cpu.y) & 0xffff;
}

/** Returns the extra cycle, 0 or 1, of an index that crosses a page. */
export function crossing(base: i32, index: i32): i32 {
  return ((base & 0xff) + index) >> 8;
}

function readPointer(at: i32, word: i32, time: i64): i32 {
  cpu.cycles = <i32>time;
  bus.latch = (word >> 8) & 0xff;
  const low = read(at);
  return (read(at + 1) << 8) | low;
}

/** Returns the 16-bit pointer at a zero-page address. */
export function pointer(at: i32, word: i32, time: i64): i32 {
  if (at < 0x80 || at == 0xff) return readPointer(at, word, time);
  return load<u16>(RIOT_RAM - 0x80 + at);
}
