// The status byte. Two flags of a result are one number `nz`: zero iff its low byte is 0, negative iff bit 7 or bit 8
// is set. The carry is a number too, 0 or 1. Interrupt lines are never driven, B and bit 5 always read 1.

import { cpu } from '../state';

const NEGATIVE = 0x80;
const OVERFLOW = 0x40;
const ALWAYS = 0x30;
const DECIMAL = 0x08;
const INTERRUPT = 0x04;
const ZERO = 0x02;
const CARRY = 0x01;

export function isZero(nz: i32): bool {
  return (nz & 0xff) == 0;
}

export function isNegative(nz: i32): bool {
  return (nz & 0x180) != 0;
}

export function isOverflow(): bool {
  return (cpu.overflow & 0x80) != 0;
}

/** As PHP and BRK push it. */
export function packStatus(nz: i32, carry: i32): i32 {
  let p = ALWAYS | carry;
  if (isNegative(nz)) p |= NEGATIVE;
  if (isOverflow()) p |= OVERFLOW;
  if (cpu.decimal) p |= DECIMAL;
  if (cpu.interruptDisable) p |= INTERRUPT;
  if (isZero(nz)) p |= ZERO;
  return p;
}

/** Takes V, D and I from a status byte; `nzOf` and `carryOf` give the others. */
export function unpackStatus(p: i32): void {
  cpu.overflow = p & OVERFLOW ? 0x80 : 0;
  cpu.decimal = p & DECIMAL;
  cpu.interruptDisable = p & INTERRUPT;
}

export function nzOf(p: i32): i32 {
  return ((p & NEGATIVE) << 1) | (p & ZERO ? 0 : 1);
}

export function carryOf(p: i32): i32 {
  return p & CARRY;
}
