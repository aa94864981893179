// The instructions, one function each. addressing.ts provides the operands; shifts and increments return the byte to write back.
// Instructions that use the stack read and change `cpu.cycles`; the others do not need the time.

import { read, write } from '../bus';
import { bus, cpu } from '../state';
import { packStatus, unpackStatus } from './flags';

// --- loads and transfers ---

export function lda(m: i32): void {
  cpu.a = m;
  cpu.nz = m;
}

export function ldx(m: i32): void {
  cpu.x = m;
  cpu.nz = m;
}

export function ldy(m: i32): void {
  cpu.y = m;
  cpu.nz = m;
}

export function lax(m: i32): void {
  cpu.x = m;
  lda(m);
}

export function las(m: i32): void {
  cpu.s &= m;
  lax(cpu.s);
}

// --- logic and compares ---

export function ora(m: i32): void {
  lda(cpu.a | m);
}

export function and(m: i32): void {
  lda(cpu.a & m);
}

export function eor(m: i32): void {
  lda(cpu.a ^ m);
}

export function bit(m: i32): void {
  cpu.nz = ((m & 0x80) << 1) | (cpu.a & m ? 1 : 0);
  cpu.overflow = m << 1;
}

export function compare(register: i32, m: i32): void {
  const difference = register + (m ^ 0xff) + 1;
  cpu.carry = difference >> 8;
  cpu.nz = difference & 0xff;
}

// --- addition and subtraction ---

function fromBcd(byte: i32): i32 {
  return (byte >> 4) * 10 + (byte & 15);
}

function toBcd(value: i32): i32 {
  const tens = (value % 100) / 10;
  return (tens << 4) + (value % 10);
}

function addBinary(m: i32): void {
  const a = cpu.a;
  const sum = a + m + cpu.carry;
  cpu.overflow = (a ^ sum) & (m ^ sum);
  cpu.carry = sum >> 8;
  lda(sum & 0xff);
}

function addDecimal(m: i32): void {
  const a = cpu.a;
  const sum = fromBcd(a) + fromBcd(m) + cpu.carry;
  cpu.carry = sum > 99 ? 1 : 0;
  lda(toBcd(sum & 0xff));
  cpu.overflow = (a ^ cpu.a) & (cpu.a ^ m);
}

/** The carry compares the bytes as binary numbers. The overflow uses the operand itself, not its complement. */
function subtractDecimal(m: i32): void {
  const a = cpu.a;
  const borrow = 1 - cpu.carry;
  let difference = fromBcd(a) - fromBcd(m) - borrow;
  if (difference < 0) difference += 100;
  cpu.carry = a >= m + borrow ? 1 : 0;
  lda(difference >= 0 ? toBcd(difference) : fromBcd(256 + difference) & 0xff);
  cpu.overflow = (a ^ cpu.a) & (cpu.a ^ m);
}

export function adc(m: i32): void {
  if (cpu.decimal) addDecimal(m);
  else addBinary(m);
}

export function sbc(m: i32): void {
  if (cpu.decimal) subtractDecimal(m);
  else addBinary(m ^ 0xff);
}

// --- shifts and counts: byte in, byte out ---

export function asl(m: i32): i32 {
  cpu.carry = m >> 7;
  cpu.nz = (m << 1) & 0xff;
  return cpu.nz;
}

export function lsr(m: i32): i32 {
  cpu.carry = m & 1;
  cpu.nz = m >> 1;
  return cpu.nz;
}

export function rol(m: i32): i32 {
  cpu.nz = ((m << 1) & 0xff) | cpu.carry;
  cpu.carry = m >> 7;
  return cpu.nz;
}

export function ror(m: i32): i32 {
  cpu.nz = (m >> 1) | (cpu.carry << 7);
  cpu.carry = m & 1;
  return cpu.nz;
}

export function inc(m: i32): i32 {
  cpu.nz = (m + 1) & 0xff;
  return cpu.nz;
}

export function dec(m: i32): i32 {
  cpu.nz = (m - 1) & 0xff;
  return cpu.nz;
}

// --- undocumented immediates and stores ---

export function anc(m: i32): void {
  and(m);
  cpu.carry = cpu.a >> 7;
}

export function asr(m: i32): void {
  cpu.a = lsr(cpu.a & m);
}

function arrDecimal(masked: i32): void {
  const carry = cpu.carry;
  let a = (masked >> 1) | (carry << 7);
  cpu.nz = a;
  cpu.overflow = (masked ^ a) << 1;
  if ((masked & 15) + (masked & 1) > 5) a = (a & 0xf0) | ((a + 6) & 15);
  if ((masked & 0xf0) + (masked & 0x10) > 0x50) {
    a = (a + 0x60) & 0xff;
    cpu.carry = 1;
  } else {
    cpu.carry = 0;
  }
  cpu.a = a;
}

export function arr(m: i32): void {
  const masked = cpu.a & m;
  if (cpu.decimal) {
    arrDecimal(masked);
    return;
  }
  lda((masked >> 1) | (cpu.carry << 7));
  cpu.carry = (cpu.a >> 6) & 1;
  cpu.overflow = (cpu.a << 1) ^ (cpu.a << 2);
}

export function ane(m: i32): void {
  lda((cpu.a | 0xee) & cpu.x & m);
}

export function lxa(m: i32): void {
  lax((cpu.a | 0xee) & m);
}

export function sbx(m: i32): void {
  compare(cpu.a & cpu.x, m);
  cpu.x = cpu.nz;
}

/** SHA, SHX, SHY, SHS: the value is masked with the high byte of the final address plus one, which does not wrap. */
export function masked(address: i32, value: i32): i32 {
  return value & ((address >> 8) + 1) & 0xff;
}

// --- stack and control ---

function push(value: i32): void {
  write(0x100 + cpu.s, value);
  cpu.s = (cpu.s - 1) & 0xff;
}

function readStack(): i32 {
  return read(0x100 + cpu.s);
}

function pull(): i32 {
  cpu.s = (cpu.s + 1) & 0xff;
  return readStack();
}

function pullAddress(): i32 {
  const low = pull();
  return (pull() << 8) | low;
}

export function pha(): void {
  push(cpu.a);
}

export function php(): void {
  push(packStatus());
}

/** PLA, PLP, RTS and RTI read a byte after the opcode and discard it; it stays on the bus. */
function readAfterOpcode(word: i32): void {
  bus.latch = word & 0xff;
  readStack();
}

export function pla(word: i32): void {
  readAfterOpcode(word);
  lda(pull());
}

export function plp(word: i32): void {
  readAfterOpcode(word);
  unpackStatus(pull());
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

export function rts(word: i32): i32 {
  readAfterOpcode(word);
  const address = pullAddress();
  read(address);
  return (address + 1) & 0xffff;
}

export function rti(word: i32): i32 {
  readAfterOpcode(word);
  unpackStatus(pull());
  return pullAddress();
}

/** Returns the pointer at an address; its second byte is read from the same page. */
export function vector(at: i32): i32 {
  const low = read(at);
  return (read((at & 0xff00) | ((at + 1) & 0xff)) << 8) | low;
}

export function brk(returnTo: i32): i32 {
  push((returnTo >> 8) & 0xff);
  bus.lastAccessWasRead = 0;
  push(returnTo & 0xff);
  push(packStatus());
  bus.lastAccessWasRead = 1;
  cpu.interruptDisable = 1;
  return vector(0xfffe);
}

/** JMP: leaves the high byte of the operand on the bus. */
export function jmp(word: i32): i32 {
  bus.latch = (word >> 16) & 0xff;
  return (word >> 8) & 0xffff;
}

/** Returns the target of a taken branch. @param next address after the branch, to which its offset is added */
export function target(next: i32, word: i32): i32 {
  bus.latch = (word >> 8) & 0xff;
  return (next + <i32>(<i8>(word >> 8))) & 0xffff;
}

/** Returns the extra cycles of a taken branch: 1, or 2 into another page. */
export function branchCycles(next: i32, to: i32): i32 {
  return (to ^ next) & 0xff00 ? 2 : 1;
}
