// What the instructions compute. A result of nine bits carries the new carry flag in bit 8; overflow, decimal and
// interrupt flags and the stack pointer stay in memory, for few instructions touch them.

import { read, write } from '../bus';
import { bus, cpu } from '../state';
import { packStatus } from './flags';

// --- sums and differences: nine bits ---

function fromBcd(byte: i32): i32 {
  return (byte >> 4) * 10 + (byte & 15);
}

function toBcd(value: i32): i32 {
  const tens = (value % 100) / 10;
  return (tens << 4) + (value % 10);
}

function addBinary(a: i32, m: i32, carry: i32): i32 {
  const sum = a + m + carry;
  cpu.overflow = (a ^ sum) & (m ^ sum);
  return sum;
}

function addDecimal(a: i32, m: i32, carry: i32): i32 {
  const sum = fromBcd(a) + fromBcd(m) + carry;
  const result = toBcd(sum & 0xff);
  cpu.overflow = (a ^ result) & (result ^ m);
  return sum > 99 ? result | 0x100 : result;
}

/** The carry compares the raw bytes; the overflow takes the operand as it is. */
function subtractDecimal(a: i32, m: i32, carry: i32): i32 {
  const borrow = 1 - carry;
  let difference = fromBcd(a) - fromBcd(m) - borrow;
  if (difference < 0) difference += 100;
  const result = difference >= 0 ? toBcd(difference) : fromBcd(256 + difference) & 0xff;
  cpu.overflow = (a ^ result) & (result ^ m);
  return a >= m + borrow ? result | 0x100 : result;
}

export function adc(a: i32, m: i32, carry: i32): i32 {
  return cpu.decimal ? addDecimal(a, m, carry) : addBinary(a, m, carry);
}

export function sbc(a: i32, m: i32, carry: i32): i32 {
  return cpu.decimal ? subtractDecimal(a, m, carry) : addBinary(a, m ^ 0xff, carry);
}

export function compare(register: i32, m: i32): i32 {
  return register + (m ^ 0xff) + 1;
}

// --- shifts and counts: nine bits ---

export function asl(m: i32): i32 {
  return m << 1;
}

export function lsr(m: i32): i32 {
  return (m >> 1) | ((m & 1) << 8);
}

export function rol(m: i32, carry: i32): i32 {
  return (m << 1) | carry;
}

export function ror(m: i32, carry: i32): i32 {
  return (m >> 1) | (carry << 7) | ((m & 1) << 8);
}

export function inc(m: i32): i32 {
  return (m + 1) & 0xff;
}

export function dec(m: i32): i32 {
  return (m - 1) & 0xff;
}

// --- flags of BIT, and undocumented opcodes ---

/** The new `nz`. */
export function bit(a: i32, m: i32): i32 {
  cpu.overflow = m << 1;
  return ((m & 0x80) << 1) | (a & m ? 1 : 0);
}

/** LAS: the new A, X and S. */
export function las(m: i32): i32 {
  cpu.s &= m;
  return cpu.s;
}

function arrDecimal(masked: i32, carry: i32): i32 {
  let a = (masked >> 1) | (carry << 7);
  cpu.overflow = (masked ^ a) << 1;
  if ((masked & 15) + (masked & 1) > 5) a = (a & 0xf0) | ((a + 6) & 15);
  if ((masked & 0xf0) + (masked & 0x10) > 0x50) return ((a + 0x60) & 0xff) | 0x100;
  return a;
}

/** Nine bits. */
export function arr(masked: i32, carry: i32): i32 {
  if (cpu.decimal) return arrDecimal(masked, carry);
  const a = (masked >> 1) | (carry << 7);
  cpu.overflow = (a << 1) ^ (a << 2);
  return a | ((a & 0x40) << 2);
}

/** The `nz` of ARR, which in decimal mode does not see the adjustment of its result. */
export function arrFlags(masked: i32, carry: i32): i32 {
  return (masked >> 1) | (carry << 7);
}

/** SHA, SHX, SHY, SHS: masked with the high byte of the final address plus one, which does not wrap. */
export function masked(address: i32, value: i32): i32 {
  return value & ((address >> 8) + 1) & 0xff;
}

// --- stack and control: these work on `cpu.cycles` ---

function push(value: i32): void {
  write(0x100 + cpu.s, value);
  cpu.s = (cpu.s - 1) & 0xff;
}

function readStack(): i32 {
  return read(0x100 + cpu.s);
}

function pullNext(): i32 {
  cpu.s = (cpu.s + 1) & 0xff;
  return readStack();
}

export function pushByte(value: i32): void {
  push(value);
}

/** PLA and PLP first read where the pointer still is. */
export function pullByte(): i32 {
  readStack();
  return pullNext();
}

/** @param highAt address of the high target byte, which is fetched after the pushes */
export function jsr(word: i32, highAt: i32): i32 {
  const low = (word >> 8) & 0xff;
  bus.latch = low;
  readStack();
  push((highAt >> 8) & 0xff);
  bus.lastAccessWasRead = 0;
  push(highAt & 0xff);
  bus.lastAccessWasRead = 1;
  return (read(highAt & 0xffff) << 8) | low;
}

export function pullAddress(): i32 {
  const low = pullNext();
  return (pullNext() << 8) | low;
}

export function rts(): i32 {
  readStack();
  const address = pullAddress();
  read(address);
  return (address + 1) & 0xffff;
}

export function brk(returnTo: i32, status: i32): i32 {
  push((returnTo >> 8) & 0xff);
  bus.lastAccessWasRead = 0;
  push(returnTo & 0xff);
  push(status);
  bus.lastAccessWasRead = 1;
  cpu.interruptDisable = 1;
  return vector(0xfffe);
}

/** The pointer at an address; it does not carry into the high byte of where it lies. */
export function vector(at: i32): i32 {
  const low = read(at);
  return (read((at & 0xff00) | ((at + 1) & 0xff)) << 8) | low;
}

/** @param next address after the branch, where its offset counts from */
export function target(next: i32, word: i32): i32 {
  return (next + <i32>(<i8>(word >> 8))) & 0xffff;
}

/** A taken branch costs one cycle, into another page two. */
export function branchCycles(next: i32, to: i32): i32 {
  return (to ^ next) & 0xff00 ? 2 : 1;
}
