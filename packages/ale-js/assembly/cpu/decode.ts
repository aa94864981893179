// The 6507: one line an opcode. The opcode is read at the old cycle, then the clock takes the whole base cost, then come
// operands and data; so devices see an access at the last cycle of its instruction.

import { read, readPage, tick, write } from '../bus';
import { bus, console, cpu } from '../state';
import {
  absolute,
  absoluteAddress,
  absoluteX,
  absoluteXAddress,
  absoluteY,
  absoluteYAddress,
  immediate,
  indexedIndirect,
  indexedIndirectAddress,
  indirectIndexed,
  indirectIndexedAddress,
  zeroPage,
  zeroPageAddress,
  zeroPageX,
  zeroPageXAddress,
  zeroPageY,
  zeroPageYAddress,
} from './addressing';
import { isNegative, isOverflow, isZero } from './flags';
import {
  adc,
  anc,
  and,
  ane,
  arr,
  asl,
  aslAt,
  asr,
  bit,
  branch,
  brk,
  compare,
  dcpAt,
  decAt,
  eor,
  incAt,
  isbAt,
  jmpIndirect,
  jsr,
  las,
  lax,
  lda,
  ldx,
  ldy,
  lsr,
  lsrAt,
  lxa,
  ora,
  pha,
  php,
  pla,
  plp,
  rlaAt,
  rol,
  rolAt,
  ror,
  rorAt,
  rraAt,
  rti,
  rts,
  sbc,
  sbx,
  sloAt,
  sreAt,
  storeMasked,
} from './operations';

const BASE_CYCLES = memory.data<u8>([
  7, 6, 2, 8, 3, 3, 5, 5, 3, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5,
  5, 4, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5, 5, 3, 2, 2, 2, 3, 4,
  6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 6, 6, 2, 8, 3, 3, 5, 5, 4, 2, 2, 2, 5, 4, 6, 6, 2, 5, 2, 8, 4,
  4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 2, 6, 2, 6, 3, 3, 3, 3, 2, 2, 2, 2, 4, 4, 4, 4, 2, 6, 2, 6, 4, 4, 4, 4, 2, 5, 2, 5,
  5, 5, 5, 5, 2, 6, 2, 6, 3, 3, 3, 4, 2, 2, 2, 2, 4, 4, 4, 4, 2, 5, 2, 5, 4, 4, 4, 4, 2, 4, 2, 4, 4, 4, 4, 4, 2, 6, 2,
  8, 3, 3, 5, 5, 2, 2, 2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7, 2, 6, 2, 8, 3, 3, 5, 5, 2, 2,
  2, 2, 4, 4, 6, 6, 2, 5, 2, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7,
]);

/** How many operand bytes are fetched with the opcode; JSR fetches its second one itself, after the pushes. */
function operandBytes(opcode: i32): i32 {
  const column = opcode & 0x1f;
  if (column == 0x00) return opcode == 0x40 || opcode == 0x60 ? 0 : 1;
  if (column == 0x02) return opcode & 0x80 ? 1 : 0;
  if (column == 0x12 || column == 0x08 || column == 0x18 || column == 0x0a || column == 0x1a) return 0;
  if (column == 0x19 || column == 0x1b || (column & 0x0c) == 0x0c) return 2;
  return 1;
}

/** Plain memory around `pc`, less the last bytes, so that the instruction before the border is fetched through the bus. */
function findCode(pc: i32): void {
  const page = readPage(pc);
  if (!page || !(pc & 0x1000)) return;
  const window = pc & 0xf000;
  let low = pc & 0xffc0;
  let high = low + 0x40;
  while (low > window && readPage(low - 0x40) == page) low -= 0x40;
  while (high < window + 0x1000 && readPage(high) == page) high += 0x40;
  bus.codeLow = low;
  bus.codeLength = high - low - 4;
  bus.codeBase = page - <u32>(pc & 0xe000);
}

function fetchByByte(pc: i32): i32 {
  findCode(pc);
  let word = read(pc & 0xffff);
  const cycles = <i32>load<u8>(BASE_CYCLES + word);
  const bytes = operandBytes(word);
  tick(cycles);
  if (bytes > 0) word |= read((pc + 1) & 0xffff) << 8;
  if (bytes > 1) word |= read((pc + 2) & 0xffff) << 16;
  return word;
}

/** Opcode and operands; the base cost of the instruction is on the clock afterwards. */
function fetch(pc: i32): i32 {
  if (<u32>pc - bus.codeLow >= bus.codeLength) return fetchByByte(pc);
  const word = <i32>load<u32>(bus.codeBase + pc);
  tick(load<u8>(BASE_CYCLES + (word & 0xff)));
  return word;
}

/** Runs instructions until a stop request, a jam, or `budget` of them. */
export function execute(budget: i32): void {
  let pc = cpu.pc;
  do {
    const word = fetch(pc);
    // biome-ignore format: one line an opcode
    switch (word & 0xff) {
      case 0x00: pc = brk(pc + 2); break;
      case 0x01: pc += 2; ora(indexedIndirect(word)); break;
      case 0x03: pc += 2; sloAt(indexedIndirectAddress(word)); break;
      case 0x04: pc += 2; zeroPage(word); break;
      case 0x05: pc += 2; ora(zeroPage(word)); break;
      case 0x06: pc += 2; aslAt(zeroPageAddress(word)); break;
      case 0x07: pc += 2; sloAt(zeroPageAddress(word)); break;
      case 0x08: pc += 1; php(); break;
      case 0x09: pc += 2; ora(immediate(word)); break;
      case 0x0a: pc += 1; cpu.a = asl(cpu.a); break;
      case 0x0b: pc += 2; anc(immediate(word)); break;
      case 0x0c: pc += 3; absolute(word); break;
      case 0x0d: pc += 3; ora(absolute(word)); break;
      case 0x0e: pc += 3; aslAt(absoluteAddress(word)); break;
      case 0x0f: pc += 3; sloAt(absoluteAddress(word)); break;
      case 0x10: pc = branch(pc + 2, word, !isNegative()); break;
      case 0x11: pc += 2; ora(indirectIndexed(word)); break;
      case 0x13: pc += 2; sloAt(indirectIndexedAddress(word)); break;
      case 0x14: pc += 2; zeroPageX(word); break;
      case 0x15: pc += 2; ora(zeroPageX(word)); break;
      case 0x16: pc += 2; aslAt(zeroPageXAddress(word)); break;
      case 0x17: pc += 2; sloAt(zeroPageXAddress(word)); break;
      case 0x18: pc += 1; cpu.carry = 0; break;
      case 0x19: pc += 3; ora(absoluteY(word)); break;
      case 0x1a: pc += 1; break;
      case 0x1b: pc += 3; sloAt(absoluteYAddress(word)); break;
      case 0x1c: pc += 3; absoluteX(word); break;
      case 0x1d: pc += 3; ora(absoluteX(word)); break;
      case 0x1e: pc += 3; aslAt(absoluteXAddress(word)); break;
      case 0x1f: pc += 3; sloAt(absoluteXAddress(word)); break;
      case 0x20: pc = jsr(word, pc + 2); break;
      case 0x21: pc += 2; and(indexedIndirect(word)); break;
      case 0x23: pc += 2; rlaAt(indexedIndirectAddress(word)); break;
      case 0x24: pc += 2; bit(zeroPage(word)); break;
      case 0x25: pc += 2; and(zeroPage(word)); break;
      case 0x26: pc += 2; rolAt(zeroPageAddress(word)); break;
      case 0x27: pc += 2; rlaAt(zeroPageAddress(word)); break;
      case 0x28: pc += 1; plp(); break;
      case 0x29: pc += 2; and(immediate(word)); break;
      case 0x2a: pc += 1; cpu.a = rol(cpu.a); break;
      case 0x2b: pc += 2; anc(immediate(word)); break;
      case 0x2c: pc += 3; bit(absolute(word)); break;
      case 0x2d: pc += 3; and(absolute(word)); break;
      case 0x2e: pc += 3; rolAt(absoluteAddress(word)); break;
      case 0x2f: pc += 3; rlaAt(absoluteAddress(word)); break;
      case 0x30: pc = branch(pc + 2, word, isNegative()); break;
      case 0x31: pc += 2; and(indirectIndexed(word)); break;
      case 0x33: pc += 2; rlaAt(indirectIndexedAddress(word)); break;
      case 0x34: pc += 2; zeroPageX(word); break;
      case 0x35: pc += 2; and(zeroPageX(word)); break;
      case 0x36: pc += 2; rolAt(zeroPageXAddress(word)); break;
      case 0x37: pc += 2; rlaAt(zeroPageXAddress(word)); break;
      case 0x38: pc += 1; cpu.carry = 1; break;
      case 0x39: pc += 3; and(absoluteY(word)); break;
      case 0x3a: pc += 1; break;
      case 0x3b: pc += 3; rlaAt(absoluteYAddress(word)); break;
      case 0x3c: pc += 3; absoluteX(word); break;
      case 0x3d: pc += 3; and(absoluteX(word)); break;
      case 0x3e: pc += 3; rolAt(absoluteXAddress(word)); break;
      case 0x3f: pc += 3; rlaAt(absoluteXAddress(word)); break;
      case 0x40: pc = rti(); break;
      case 0x41: pc += 2; eor(indexedIndirect(word)); break;
      case 0x43: pc += 2; sreAt(indexedIndirectAddress(word)); break;
      case 0x44: pc += 2; zeroPage(word); break;
      case 0x45: pc += 2; eor(zeroPage(word)); break;
      case 0x46: pc += 2; lsrAt(zeroPageAddress(word)); break;
      case 0x47: pc += 2; sreAt(zeroPageAddress(word)); break;
      case 0x48: pc += 1; pha(); break;
      case 0x49: pc += 2; eor(immediate(word)); break;
      case 0x4a: pc += 1; cpu.a = lsr(cpu.a); break;
      case 0x4b: pc += 2; asr(immediate(word)); break;
      case 0x4c: pc = absoluteAddress(word); break;
      case 0x4d: pc += 3; eor(absolute(word)); break;
      case 0x4e: pc += 3; lsrAt(absoluteAddress(word)); break;
      case 0x4f: pc += 3; sreAt(absoluteAddress(word)); break;
      case 0x50: pc = branch(pc + 2, word, !isOverflow()); break;
      case 0x51: pc += 2; eor(indirectIndexed(word)); break;
      case 0x53: pc += 2; sreAt(indirectIndexedAddress(word)); break;
      case 0x54: pc += 2; zeroPageX(word); break;
      case 0x55: pc += 2; eor(zeroPageX(word)); break;
      case 0x56: pc += 2; lsrAt(zeroPageXAddress(word)); break;
      case 0x57: pc += 2; sreAt(zeroPageXAddress(word)); break;
      case 0x58: pc += 1; cpu.interruptDisable = 0; break;
      case 0x59: pc += 3; eor(absoluteY(word)); break;
      case 0x5a: pc += 1; break;
      case 0x5b: pc += 3; sreAt(absoluteYAddress(word)); break;
      case 0x5c: pc += 3; absoluteX(word); break;
      case 0x5d: pc += 3; eor(absoluteX(word)); break;
      case 0x5e: pc += 3; lsrAt(absoluteXAddress(word)); break;
      case 0x5f: pc += 3; sreAt(absoluteXAddress(word)); break;
      case 0x60: pc = rts(); break;
      case 0x61: pc += 2; adc(indexedIndirect(word)); break;
      case 0x63: pc += 2; rraAt(indexedIndirectAddress(word)); break;
      case 0x64: pc += 2; zeroPage(word); break;
      case 0x65: pc += 2; adc(zeroPage(word)); break;
      case 0x66: pc += 2; rorAt(zeroPageAddress(word)); break;
      case 0x67: pc += 2; rraAt(zeroPageAddress(word)); break;
      case 0x68: pc += 1; pla(); break;
      case 0x69: pc += 2; adc(immediate(word)); break;
      case 0x6a: pc += 1; cpu.a = ror(cpu.a); break;
      case 0x6b: pc += 2; arr(immediate(word)); break;
      case 0x6c: pc = jmpIndirect(absoluteAddress(word)); break;
      case 0x6d: pc += 3; adc(absolute(word)); break;
      case 0x6e: pc += 3; rorAt(absoluteAddress(word)); break;
      case 0x6f: pc += 3; rraAt(absoluteAddress(word)); break;
      case 0x70: pc = branch(pc + 2, word, isOverflow()); break;
      case 0x71: pc += 2; adc(indirectIndexed(word)); break;
      case 0x73: pc += 2; rraAt(indirectIndexedAddress(word)); break;
      case 0x74: pc += 2; zeroPageX(word); break;
      case 0x75: pc += 2; adc(zeroPageX(word)); break;
      case 0x76: pc += 2; rorAt(zeroPageXAddress(word)); break;
      case 0x77: pc += 2; rraAt(zeroPageXAddress(word)); break;
      case 0x78: pc += 1; cpu.interruptDisable = 1; break;
      case 0x79: pc += 3; adc(absoluteY(word)); break;
      case 0x7a: pc += 1; break;
      case 0x7b: pc += 3; rraAt(absoluteYAddress(word)); break;
      case 0x7c: pc += 3; absoluteX(word); break;
      case 0x7d: pc += 3; adc(absoluteX(word)); break;
      case 0x7e: pc += 3; rorAt(absoluteXAddress(word)); break;
      case 0x7f: pc += 3; rraAt(absoluteXAddress(word)); break;
      case 0x80: pc += 2; break;
      case 0x81: pc += 2; write(indexedIndirectAddress(word), cpu.a); break;
      case 0x82: pc += 2; break;
      case 0x83: pc += 2; write(indexedIndirectAddress(word), cpu.a & cpu.x); break;
      case 0x84: pc += 2; write(zeroPageAddress(word), cpu.y); break;
      case 0x85: pc += 2; write(zeroPageAddress(word), cpu.a); break;
      case 0x86: pc += 2; write(zeroPageAddress(word), cpu.x); break;
      case 0x87: pc += 2; write(zeroPageAddress(word), cpu.a & cpu.x); break;
      case 0x88: pc += 1; ldy((cpu.y - 1) & 0xff); break;
      case 0x89: pc += 2; break;
      case 0x8a: pc += 1; lda(cpu.x); break;
      case 0x8b: pc += 2; ane(immediate(word)); break;
      case 0x8c: pc += 3; write(absoluteAddress(word), cpu.y); break;
      case 0x8d: pc += 3; write(absoluteAddress(word), cpu.a); break;
      case 0x8e: pc += 3; write(absoluteAddress(word), cpu.x); break;
      case 0x8f: pc += 3; write(absoluteAddress(word), cpu.a & cpu.x); break;
      case 0x90: pc = branch(pc + 2, word, !cpu.carry); break;
      case 0x91: pc += 2; write(indirectIndexedAddress(word), cpu.a); break;
      case 0x93: pc += 2; storeMasked(indirectIndexedAddress(word), cpu.a & cpu.x); break;
      case 0x94: pc += 2; write(zeroPageXAddress(word), cpu.y); break;
      case 0x95: pc += 2; write(zeroPageXAddress(word), cpu.a); break;
      case 0x96: pc += 2; write(zeroPageYAddress(word), cpu.x); break;
      case 0x97: pc += 2; write(zeroPageYAddress(word), cpu.a & cpu.x); break;
      case 0x98: pc += 1; lda(cpu.y); break;
      case 0x99: pc += 3; write(absoluteYAddress(word), cpu.a); break;
      case 0x9a: pc += 1; cpu.s = cpu.x; break;
      case 0x9b: pc += 3; cpu.s = cpu.a & cpu.x; storeMasked(absoluteYAddress(word), cpu.s); break;
      case 0x9c: pc += 3; storeMasked(absoluteXAddress(word), cpu.y); break;
      case 0x9d: pc += 3; write(absoluteXAddress(word), cpu.a); break;
      case 0x9e: pc += 3; storeMasked(absoluteYAddress(word), cpu.x); break;
      case 0x9f: pc += 3; storeMasked(absoluteYAddress(word), cpu.a & cpu.x); break;
      case 0xa0: pc += 2; ldy(immediate(word)); break;
      case 0xa1: pc += 2; lda(indexedIndirect(word)); break;
      case 0xa2: pc += 2; ldx(immediate(word)); break;
      case 0xa3: pc += 2; lax(indexedIndirect(word)); break;
      case 0xa4: pc += 2; ldy(zeroPage(word)); break;
      case 0xa5: pc += 2; lda(zeroPage(word)); break;
      case 0xa6: pc += 2; ldx(zeroPage(word)); break;
      case 0xa7: pc += 2; lax(zeroPage(word)); break;
      case 0xa8: pc += 1; ldy(cpu.a); break;
      case 0xa9: pc += 2; lda(immediate(word)); break;
      case 0xaa: pc += 1; ldx(cpu.a); break;
      case 0xab: pc += 2; lxa(immediate(word)); break;
      case 0xac: pc += 3; ldy(absolute(word)); break;
      case 0xad: pc += 3; lda(absolute(word)); break;
      case 0xae: pc += 3; ldx(absolute(word)); break;
      case 0xaf: pc += 3; lax(absolute(word)); break;
      case 0xb0: pc = branch(pc + 2, word, cpu.carry != 0); break;
      case 0xb1: pc += 2; lda(indirectIndexed(word)); break;
      case 0xb3: pc += 2; lax(indirectIndexed(word)); break;
      case 0xb4: pc += 2; ldy(zeroPageX(word)); break;
      case 0xb5: pc += 2; lda(zeroPageX(word)); break;
      case 0xb6: pc += 2; ldx(zeroPageY(word)); break;
      case 0xb7: pc += 2; lax(zeroPageY(word)); break;
      case 0xb8: pc += 1; cpu.overflow = 0; break;
      case 0xb9: pc += 3; lda(absoluteY(word)); break;
      case 0xba: pc += 1; ldx(cpu.s); break;
      case 0xbb: pc += 3; las(absoluteY(word)); break;
      case 0xbc: pc += 3; ldy(absoluteX(word)); break;
      case 0xbd: pc += 3; lda(absoluteX(word)); break;
      case 0xbe: pc += 3; ldx(absoluteY(word)); break;
      case 0xbf: pc += 3; lax(absoluteY(word)); break;
      case 0xc0: pc += 2; compare(cpu.y, immediate(word)); break;
      case 0xc1: pc += 2; compare(cpu.a, indexedIndirect(word)); break;
      case 0xc2: pc += 2; break;
      case 0xc3: pc += 2; dcpAt(indexedIndirectAddress(word)); break;
      case 0xc4: pc += 2; compare(cpu.y, zeroPage(word)); break;
      case 0xc5: pc += 2; compare(cpu.a, zeroPage(word)); break;
      case 0xc6: pc += 2; decAt(zeroPageAddress(word)); break;
      case 0xc7: pc += 2; dcpAt(zeroPageAddress(word)); break;
      case 0xc8: pc += 1; ldy((cpu.y + 1) & 0xff); break;
      case 0xc9: pc += 2; compare(cpu.a, immediate(word)); break;
      case 0xca: pc += 1; ldx((cpu.x - 1) & 0xff); break;
      case 0xcb: pc += 2; sbx(immediate(word)); break;
      case 0xcc: pc += 3; compare(cpu.y, absolute(word)); break;
      case 0xcd: pc += 3; compare(cpu.a, absolute(word)); break;
      case 0xce: pc += 3; decAt(absoluteAddress(word)); break;
      case 0xcf: pc += 3; dcpAt(absoluteAddress(word)); break;
      case 0xd0: pc = branch(pc + 2, word, !isZero()); break;
      case 0xd1: pc += 2; compare(cpu.a, indirectIndexed(word)); break;
      case 0xd3: pc += 2; dcpAt(indirectIndexedAddress(word)); break;
      case 0xd4: pc += 2; zeroPageX(word); break;
      case 0xd5: pc += 2; compare(cpu.a, zeroPageX(word)); break;
      case 0xd6: pc += 2; decAt(zeroPageXAddress(word)); break;
      case 0xd7: pc += 2; dcpAt(zeroPageXAddress(word)); break;
      case 0xd8: pc += 1; cpu.decimal = 0; break;
      case 0xd9: pc += 3; compare(cpu.a, absoluteY(word)); break;
      case 0xda: pc += 1; break;
      case 0xdb: pc += 3; dcpAt(absoluteYAddress(word)); break;
      case 0xdc: pc += 3; absoluteX(word); break;
      case 0xdd: pc += 3; compare(cpu.a, absoluteX(word)); break;
      case 0xde: pc += 3; decAt(absoluteXAddress(word)); break;
      case 0xdf: pc += 3; dcpAt(absoluteXAddress(word)); break;
      case 0xe0: pc += 2; compare(cpu.x, immediate(word)); break;
      case 0xe1: pc += 2; sbc(indexedIndirect(word)); break;
      case 0xe2: pc += 2; break;
      case 0xe3: pc += 2; isbAt(indexedIndirectAddress(word)); break;
      case 0xe4: pc += 2; compare(cpu.x, zeroPage(word)); break;
      case 0xe5: pc += 2; sbc(zeroPage(word)); break;
      case 0xe6: pc += 2; incAt(zeroPageAddress(word)); break;
      case 0xe7: pc += 2; isbAt(zeroPageAddress(word)); break;
      case 0xe8: pc += 1; ldx((cpu.x + 1) & 0xff); break;
      case 0xe9: pc += 2; sbc(immediate(word)); break;
      case 0xea: pc += 1; break;
      case 0xeb: pc += 2; sbc(immediate(word)); break;
      case 0xec: pc += 3; compare(cpu.x, absolute(word)); break;
      case 0xed: pc += 3; sbc(absolute(word)); break;
      case 0xee: pc += 3; incAt(absoluteAddress(word)); break;
      case 0xef: pc += 3; isbAt(absoluteAddress(word)); break;
      case 0xf0: pc = branch(pc + 2, word, isZero()); break;
      case 0xf1: pc += 2; sbc(indirectIndexed(word)); break;
      case 0xf3: pc += 2; isbAt(indirectIndexedAddress(word)); break;
      case 0xf4: pc += 2; zeroPageX(word); break;
      case 0xf5: pc += 2; sbc(zeroPageX(word)); break;
      case 0xf6: pc += 2; incAt(zeroPageXAddress(word)); break;
      case 0xf7: pc += 2; isbAt(zeroPageXAddress(word)); break;
      case 0xf8: pc += 1; cpu.decimal = 1; break;
      case 0xf9: pc += 3; sbc(absoluteY(word)); break;
      case 0xfa: pc += 1; break;
      case 0xfb: pc += 3; isbAt(absoluteYAddress(word)); break;
      case 0xfc: pc += 3; absoluteX(word); break;
      case 0xfd: pc += 3; sbc(absoluteX(word)); break;
      case 0xfe: pc += 3; incAt(absoluteXAddress(word)); break;
      case 0xff: pc += 3; isbAt(absoluteXAddress(word)); break;
      default: pc += 1; cpu.jammed = 1; break;
    }
  } while (--budget > 0 && !(console.stopRequested | cpu.jammed));
  cpu.pc = pc & 0xffff;
}

export function resetCpu(): void {
  cpu.a = 0;
  cpu.x = 0;
  cpu.y = 0;
  cpu.s = 0xff;
  cpu.nz = 1;
  cpu.carry = 0;
  cpu.overflow = 0;
  cpu.decimal = 0;
  cpu.interruptDisable = 0;
  cpu.jammed = 0;
  bus.lastAccessWasRead = 1;
  bus.codeLength = 0;
  cpu.pc = jmpIndirect(0xfffc);
}
