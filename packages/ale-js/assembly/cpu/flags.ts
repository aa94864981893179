// The status byte. There are no interrupts; B and bit 5 always read 1.

import { cpu } from '../state';

const NEGATIVE = 0x80;
const OVERFLOW = 0x40;
const ALWAYS = 0x30;
const DECIMAL = 0x08;
const INTERRUPT = 0x04;
const ZERO = 0x02;
const CARRY = 0x01;

export function isZero(): bool {
  return (cpu.nz & 0xff) == 0;
}

export function isNegative(): bool {
  return (cpu.nz & 0x180) != 0;
}

export function isOverflow(): bool {
  return (cpu.overflow & 0x80) != 0;
}

/** Returns the status byte as PHP and BRK push it. */
export function packStatus(): i32 {
  let p = ALWAYS | cpu.carry;
  if (isNegative()) p |= NEGATIVE;
  if (isOverflow()) p |= OVERFLOW;
  if (cpu.decimal) p |= DECIMAL;
  if (cpu.interruptDisable) p |= INTERRUPT;
  if (isZero()) p |= ZERO;
  return p;
}

export function unpackStatus(p: i32): void {
  cpu.nz = ((p & NEGATIVE) << 1) | (p & ZERO ? 0 : 1);
  cpu.overflow = p & OVERFLOW ? 0x80 : 0;
  cpu.decimal = p & DECIMAL;
  cpu.interruptDisable = p & INTERRUPT;
  cpu.carry = p & CARRY;
}
