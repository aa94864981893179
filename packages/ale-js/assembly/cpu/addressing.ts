// Addressing modes. `word` holds the opcode in its low byte and the operand bytes above it. An address function leaves
// the last byte it fetched on the bus latch, which is what a TIA read after it shows. There are no dummy accesses,
// pointers at $FF take their high byte from $0100, and a page crossing costs its cycle before the data is read.

import { read, tick } from '../bus';
import { RIOT_RAM } from '../memory-map';
import { bus, cpu } from '../state';

function operand(word: i32): i32 {
  const byte = (word >> 8) & 0xff;
  bus.latch = byte;
  return byte;
}

function operand16(word: i32): i32 {
  const address = (word >> 8) & 0xffff;
  bus.latch = address >> 8;
  return address;
}

/** One more cycle when the index carries into the high byte. */
function indexed(base: i32, index: i32): i32 {
  if ((base & 0xff) + index > 0xff) tick(1);
  return (base + index) & 0xffff;
}

function pointer(at: i32): i32 {
  const low = read(at);
  return (read(at + 1) << 8) | low;
}

export function zeroPageAddress(word: i32): i32 {
  return operand(word);
}

export function zeroPageXAddress(word: i32): i32 {
  return (operand(word) + cpu.x) & 0xff;
}

export function zeroPageYAddress(word: i32): i32 {
  return (operand(word) + cpu.y) & 0xff;
}

export function absoluteAddress(word: i32): i32 {
  return operand16(word);
}

export function absoluteXAddress(word: i32): i32 {
  return (operand16(word) + cpu.x) & 0xffff;
}

export function absoluteYAddress(word: i32): i32 {
  return (operand16(word) + cpu.y) & 0xffff;
}

export function indexedIndirectAddress(word: i32): i32 {
  return pointer((operand(word) + cpu.x) & 0xff);
}

export function indirectIndexedAddress(word: i32): i32 {
  return (pointer(operand(word)) + cpu.y) & 0xffff;
}

function readZeroPage(address: i32): i32 {
  if (!(address & 0x80)) return read(address);
  const value = <i32>load<u8>(RIOT_RAM - 0x80 + address);
  bus.latch = value;
  return value;
}

export function immediate(word: i32): i32 {
  return (word >> 8) & 0xff;
}

export function zeroPage(word: i32): i32 {
  return readZeroPage(zeroPageAddress(word));
}

export function zeroPageX(word: i32): i32 {
  return readZeroPage(zeroPageXAddress(word));
}

export function zeroPageY(word: i32): i32 {
  return readZeroPage(zeroPageYAddress(word));
}

export function absolute(word: i32): i32 {
  return read(operand16(word));
}

export function absoluteX(word: i32): i32 {
  return read(indexed(operand16(word), cpu.x));
}

export function absoluteY(word: i32): i32 {
  return read(indexed(operand16(word), cpu.y));
}

export function indexedIndirect(word: i32): i32 {
  return read(indexedIndirectAddress(word));
}

export function indirectIndexed(word: i32): i32 {
  return read(indexed(pointer(operand(word)), cpu.y));
}

/** The `iy` mode of opcodes without the page penalty. */
export function indirectIndexedFlat(word: i32): i32 {
  return read(indirectIndexedAddress(word));
}
