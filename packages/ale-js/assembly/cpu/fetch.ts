// Fetching instructions. Code in plain memory is read directly, four bytes at a time; all other code is fetched byte by byte
// through the bus. The opcode is read at the old cycle, then the base cost is added, then the operands are read.

import { read, tick } from '../bus';
import { STAGE } from '../memory-map';
import { readPage } from '../page-table';
import { PLAIN } from '../plain';
import { bus, cpu } from '../state';

const BASE_CYCLES = memory.data<u8>([
  7, 6, 2, 8, 3, 3, 5, 5, 3, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5,
  5, 4, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5, 5, 3, 2, 2, 2, 3, 4,
  6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5, 5, 4, 2, 2, 2, 5, 4, 6, 6, 2, 5, 2, 8, 4,
  4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 2, 6, 2, 6, 3, 3, 3, 3, 2, 2, 2, 2, 4, 4, 4, 4, 2, 6, 2, 6, 4, 4, 4, 4, 2, 5, 2, 5,
  5, 5, 5, 5, 2, 6, 2, 6, 3, 3, 3, 4, 2, 2, 2, 2, 4, 4, 4, 4, 2, 5, 2, 5, 4, 4, 4, 4, 2, 4, 2, 4, 4, 4, 4, 4, 2, 6, 2,
  8, 3, 3, 5, 5, 2, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 2, 6, 2, 8, 3, 3, 5, 5, 2, 2,
  2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7,
]);

/** Returns the number of operand bytes fetched with the opcode; JSR fetches its second one itself, after the pushes. */
function operandBytes(opcode: i32): i32 {
  const column = opcode & 0x1f;
  if (column == 0x00) return opcode == 0x40 || opcode == 0x60 ? 0 : 1;
  if (column == 0x02) return opcode & 0x80 ? 1 : 0;
  if (column == 0x12 || column == 0x08 || column == 0x18 || column == 0x0a || column == 0x1a) return 0;
  if (column == 0x19 || column == 0x1b || (column & 0x0c) == 0x0c) return 2;
  return 1;
}

/**
 * Finds the plain memory around `pc`. Its last four bytes are left out, so that an instruction that crosses the border is
 * fetched through the bus.
 */
function findCode(pc: i32): void {
  const page = readPage(pc);
  if (!page || !(pc & 0x1000)) return;
  const window = pc & 0xf000;
  let low = pc & 0xffc0;
  let high = low + 0x40;
  while (low > window && readPage(low - 0x40) == page) low -= 0x40;
  while (high < window + 0x1000 && readPage(high) == page) high += 0x40;
  bus.codeBegin = low;
  bus.codeLength = high - low - 4;
  bus.codeBase = <i32>page - (pc & 0xe000);
}

/** This bit of a program counter marks the staged instruction. */
const STAGED = 0x20000;

/** Fetches an instruction through the bus into `STAGE`, where the decoder reads it. */
function stage(pc: i32, time: i64): i32 {
  cpu.cycles = <i32>time;
  const opcode = read(pc);
  const bytes = operandBytes(opcode);
  tick(load<u8>(BASE_CYCLES + opcode));
  store<u8>(STAGE, <u8>opcode);
  if (bytes > 0) store<u8>(STAGE, <u8>read((pc + 1) & 0xffff), 1);
  if (bytes > 1) store<u8>(STAGE, <u8>read((pc + 2) & 0xffff), 2);
  bus.codeBegin = pc | STAGED;
  bus.codeLength = 1;
  bus.codeBase = <i32>STAGE - (pc | STAGED);
  return pc | STAGED;
}

/** Finds the code at `pc`. @returns the program counter for the next round of the decoder */
export function lookUp(pc: i32, time: i64): i32 {
  const address = pc & 0xffff;
  if (!PLAIN) findCode(address);
  return <u32>(address - bus.codeBegin) < bus.codeLength ? address : stage(address, time);
}

/** Index in `TIMES` of code that has to be looked up; it takes no time. */
export const UNKNOWN_CODE = 0x100;
/** By opcode: one instruction in the high half, the base cost in cycles in the low half. */
export const TIMES = memory.data(257 * 8, 8);

export function prepareTimes(): void {
  for (let i: usize = 0; i < 256; i++) store<i64>(TIMES + (i << 3), ((<i64>1) << 32) | <i64>load<u8>(BASE_CYCLES + i));
}
