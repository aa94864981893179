// The opcode table of the 6507: one line an opcode. The time advances by the base cost before an instruction reads its data,
// so devices see an access at the last cycle of its instruction.

import { bus, cpu } from '../state';
import { readFar, readZero, resumeAt, writeFar, writeZero } from './access';
import {
  absolute,
  absoluteX,
  absoluteY,
  crossing,
  immediate,
  plusY,
  pointer,
  zeroPage,
  zeroPageX,
  zeroPageY,
} from './addressing';
import { lookUp, TIMES, UNKNOWN_CODE } from './fetch';
import { isNegative, isOverflow, isZero } from './flags';
import { isBackThree, skipWait } from './idle';
import {
  adc,
  anc,
  and,
  ane,
  arr,
  asl,
  asr,
  bit,
  branchCycles,
  brk,
  compare,
  dec,
  eor,
  inc,
  jmp,
  jsr,
  las,
  lax,
  lda,
  ldx,
  ldy,
  lsr,
  lxa,
  masked,
  ora,
  pha,
  php,
  pla,
  plp,
  rol,
  ror,
  rti,
  rts,
  sbc,
  sbx,
  target,
  vector,
} from './operations';

function startTime(budget: i32): i64 {
  bus.limit = (<i64>budget) << 32;
  return <i64>cpu.cycles & 0xffffffff;
}

/** Runs instructions until a stop request, a jam, or `budget` of them. */
export function execute(budget: i32): void {
  let pc = cpu.pc;
  let time = startTime(budget);
  while (time < bus.limit) {
    const word = load<i32>(bus.codeBase + pc);
    const opcode = <u32>(pc - bus.codeBegin) < bus.codeLength ? word & 0xff : UNKNOWN_CODE;
    time += load<i64>(TIMES + ((<usize>opcode) << 3));
    let at: i32;
    // biome-ignore format: one line an opcode
    switch (opcode) {
      case 0x00: cpu.cycles = <i32>time; pc = brk(pc + 2); time = resumeAt(time); break;
      case 0x01: pc += 2; at = pointer(zeroPageX(word), word, time); ora(readFar(at, at >> 8, time)); break;
      case 0x03: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, asl(readFar(at, at >> 8, time)), time); ora(cpu.nz); break;
      case 0x04: pc += 2; readZero(zeroPage(word), word, time); break;
      case 0x05: pc += 2; ora(readZero(zeroPage(word), word, time)); break;
      case 0x06: pc += 2; at = zeroPage(word); time = writeZero(at, asl(readZero(at, word, time)), time); break;
      case 0x07: pc += 2; at = zeroPage(word); time = writeZero(at, asl(readZero(at, word, time)), time); ora(cpu.nz); break;
      case 0x08: pc += 1; cpu.cycles = <i32>time; php(); time = resumeAt(time); break;
      case 0x09: pc += 2; ora(immediate(word)); break;
      case 0x0a: pc += 1; cpu.a = asl(cpu.a); break;
      case 0x0b: pc += 2; anc(immediate(word)); break;
      case 0x0c: pc += 3; readFar(absolute(word), word >> 16, time); break;
      case 0x0d: pc += 3; ora(readFar(absolute(word), word >> 16, time)); break;
      case 0x0e: pc += 3; at = absolute(word); time = writeFar(at, asl(readFar(at, word >> 16, time)), time); break;
      case 0x0f: pc += 3; at = absolute(word); time = writeFar(at, asl(readFar(at, word >> 16, time)), time); ora(cpu.nz); break;
      case 0x10: pc += 2; if (!isNegative()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; if (isBackThree(word)) time = skipWait(pc, time, true); } break;
      case 0x11: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); ora(readFar(plusY(at), at >> 8, time)); break;
      case 0x13: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), asl(readFar(plusY(at), at >> 8, time)), time); ora(cpu.nz); break;
      case 0x14: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0x15: pc += 2; ora(readZero(zeroPageX(word), word, time)); break;
      case 0x16: pc += 2; at = zeroPageX(word); time = writeZero(at, asl(readZero(at, word, time)), time); break;
      case 0x17: pc += 2; at = zeroPageX(word); time = writeZero(at, asl(readZero(at, word, time)), time); ora(cpu.nz); break;
      case 0x18: pc += 1; cpu.carry = 0; break;
      case 0x19: pc += 3; time += crossing(absolute(word), cpu.y); ora(readFar(absoluteY(word), word >> 16, time)); break;
      case 0x1a: pc += 1; break;
      case 0x1b: pc += 3; at = absoluteY(word); time = writeFar(at, asl(readFar(at, word >> 16, time)), time); ora(cpu.nz); break;
      case 0x1c: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0x1d: pc += 3; time += crossing(absolute(word), cpu.x); ora(readFar(absoluteX(word), word >> 16, time)); break;
      case 0x1e: pc += 3; at = absoluteX(word); time = writeFar(at, asl(readFar(at, word >> 16, time)), time); break;
      case 0x1f: pc += 3; at = absoluteX(word); time = writeFar(at, asl(readFar(at, word >> 16, time)), time); ora(cpu.nz); break;
      case 0x20: cpu.cycles = <i32>time; pc = jsr(word, pc + 2); time = resumeAt(time); break;
      case 0x21: pc += 2; at = pointer(zeroPageX(word), word, time); and(readFar(at, at >> 8, time)); break;
      case 0x23: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, rol(readFar(at, at >> 8, time)), time); and(cpu.nz); break;
      case 0x24: pc += 2; bit(readZero(zeroPage(word), word, time)); break;
      case 0x25: pc += 2; and(readZero(zeroPage(word), word, time)); break;
      case 0x26: pc += 2; at = zeroPage(word); time = writeZero(at, rol(readZero(at, word, time)), time); break;
      case 0x27: pc += 2; at = zeroPage(word); time = writeZero(at, rol(readZero(at, word, time)), time); and(cpu.nz); break;
      case 0x28: pc += 1; cpu.cycles = <i32>time; plp(word); break;
      case 0x29: pc += 2; and(immediate(word)); break;
      case 0x2a: pc += 1; cpu.a = rol(cpu.a); break;
      case 0x2b: pc += 2; anc(immediate(word)); break;
      case 0x2c: pc += 3; bit(readFar(absolute(word), word >> 16, time)); break;
      case 0x2d: pc += 3; and(readFar(absolute(word), word >> 16, time)); break;
      case 0x2e: pc += 3; at = absolute(word); time = writeFar(at, rol(readFar(at, word >> 16, time)), time); break;
      case 0x2f: pc += 3; at = absolute(word); time = writeFar(at, rol(readFar(at, word >> 16, time)), time); and(cpu.nz); break;
      case 0x30: pc += 2; if (isNegative()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0x31: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); and(readFar(plusY(at), at >> 8, time)); break;
      case 0x33: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), rol(readFar(plusY(at), at >> 8, time)), time); and(cpu.nz); break;
      case 0x34: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0x35: pc += 2; and(readZero(zeroPageX(word), word, time)); break;
      case 0x36: pc += 2; at = zeroPageX(word); time = writeZero(at, rol(readZero(at, word, time)), time); break;
      case 0x37: pc += 2; at = zeroPageX(word); time = writeZero(at, rol(readZero(at, word, time)), time); and(cpu.nz); break;
      case 0x38: pc += 1; cpu.carry = 1; break;
      case 0x39: pc += 3; time += crossing(absolute(word), cpu.y); and(readFar(absoluteY(word), word >> 16, time)); break;
      case 0x3a: pc += 1; break;
      case 0x3b: pc += 3; at = absoluteY(word); time = writeFar(at, rol(readFar(at, word >> 16, time)), time); and(cpu.nz); break;
      case 0x3c: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0x3d: pc += 3; time += crossing(absolute(word), cpu.x); and(readFar(absoluteX(word), word >> 16, time)); break;
      case 0x3e: pc += 3; at = absoluteX(word); time = writeFar(at, rol(readFar(at, word >> 16, time)), time); break;
      case 0x3f: pc += 3; at = absoluteX(word); time = writeFar(at, rol(readFar(at, word >> 16, time)), time); and(cpu.nz); break;
      case 0x40: cpu.cycles = <i32>time; pc = rti(word); break;
      case 0x41: pc += 2; at = pointer(zeroPageX(word), word, time); eor(readFar(at, at >> 8, time)); break;
      case 0x43: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, lsr(readFar(at, at >> 8, time)), time); eor(cpu.nz); break;
      case 0x44: pc += 2; readZero(zeroPage(word), word, time); break;
      case 0x45: pc += 2; eor(readZero(zeroPage(word), word, time)); break;
      case 0x46: pc += 2; at = zeroPage(word); time = writeZero(at, lsr(readZero(at, word, time)), time); break;
      case 0x47: pc += 2; at = zeroPage(word); time = writeZero(at, lsr(readZero(at, word, time)), time); eor(cpu.nz); break;
      case 0x48: pc += 1; cpu.cycles = <i32>time; pha(); time = resumeAt(time); break;
      case 0x49: pc += 2; eor(immediate(word)); break;
      case 0x4a: pc += 1; cpu.a = lsr(cpu.a); break;
      case 0x4b: pc += 2; asr(immediate(word)); break;
      case 0x4c: pc = jmp(word); break;
      case 0x4d: pc += 3; eor(readFar(absolute(word), word >> 16, time)); break;
      case 0x4e: pc += 3; at = absolute(word); time = writeFar(at, lsr(readFar(at, word >> 16, time)), time); break;
      case 0x4f: pc += 3; at = absolute(word); time = writeFar(at, lsr(readFar(at, word >> 16, time)), time); eor(cpu.nz); break;
      case 0x50: pc += 2; if (!isOverflow()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0x51: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); eor(readFar(plusY(at), at >> 8, time)); break;
      case 0x53: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), lsr(readFar(plusY(at), at >> 8, time)), time); eor(cpu.nz); break;
      case 0x54: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0x55: pc += 2; eor(readZero(zeroPageX(word), word, time)); break;
      case 0x56: pc += 2; at = zeroPageX(word); time = writeZero(at, lsr(readZero(at, word, time)), time); break;
      case 0x57: pc += 2; at = zeroPageX(word); time = writeZero(at, lsr(readZero(at, word, time)), time); eor(cpu.nz); break;
      case 0x58: pc += 1; cpu.interruptDisable = 0; break;
      case 0x59: pc += 3; time += crossing(absolute(word), cpu.y); eor(readFar(absoluteY(word), word >> 16, time)); break;
      case 0x5a: pc += 1; break;
      case 0x5b: pc += 3; at = absoluteY(word); time = writeFar(at, lsr(readFar(at, word >> 16, time)), time); eor(cpu.nz); break;
      case 0x5c: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0x5d: pc += 3; time += crossing(absolute(word), cpu.x); eor(readFar(absoluteX(word), word >> 16, time)); break;
      case 0x5e: pc += 3; at = absoluteX(word); time = writeFar(at, lsr(readFar(at, word >> 16, time)), time); break;
      case 0x5f: pc += 3; at = absoluteX(word); time = writeFar(at, lsr(readFar(at, word >> 16, time)), time); eor(cpu.nz); break;
      case 0x60: cpu.cycles = <i32>time; pc = rts(word); break;
      case 0x61: pc += 2; at = pointer(zeroPageX(word), word, time); adc(readFar(at, at >> 8, time)); break;
      case 0x63: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, ror(readFar(at, at >> 8, time)), time); adc(cpu.nz); break;
      case 0x64: pc += 2; readZero(zeroPage(word), word, time); break;
      case 0x65: pc += 2; adc(readZero(zeroPage(word), word, time)); break;
      case 0x66: pc += 2; at = zeroPage(word); time = writeZero(at, ror(readZero(at, word, time)), time); break;
      case 0x67: pc += 2; at = zeroPage(word); time = writeZero(at, ror(readZero(at, word, time)), time); adc(cpu.nz); break;
      case 0x68: pc += 1; cpu.cycles = <i32>time; pla(word); break;
      case 0x69: pc += 2; adc(immediate(word)); break;
      case 0x6a: pc += 1; cpu.a = ror(cpu.a); break;
      case 0x6b: pc += 2; arr(immediate(word)); break;
      case 0x6c: cpu.cycles = <i32>time; pc = vector(jmp(word)); break;
      case 0x6d: pc += 3; adc(readFar(absolute(word), word >> 16, time)); break;
      case 0x6e: pc += 3; at = absolute(word); time = writeFar(at, ror(readFar(at, word >> 16, time)), time); break;
      case 0x6f: pc += 3; at = absolute(word); time = writeFar(at, ror(readFar(at, word >> 16, time)), time); adc(cpu.nz); break;
      case 0x70: pc += 2; if (isOverflow()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0x71: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); adc(readFar(plusY(at), at >> 8, time)); break;
      case 0x73: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), ror(readFar(plusY(at), at >> 8, time)), time); adc(cpu.nz); break;
      case 0x74: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0x75: pc += 2; adc(readZero(zeroPageX(word), word, time)); break;
      case 0x76: pc += 2; at = zeroPageX(word); time = writeZero(at, ror(readZero(at, word, time)), time); break;
      case 0x77: pc += 2; at = zeroPageX(word); time = writeZero(at, ror(readZero(at, word, time)), time); adc(cpu.nz); break;
      case 0x78: pc += 1; cpu.interruptDisable = 1; break;
      case 0x79: pc += 3; time += crossing(absolute(word), cpu.y); adc(readFar(absoluteY(word), word >> 16, time)); break;
      case 0x7a: pc += 1; break;
      case 0x7b: pc += 3; at = absoluteY(word); time = writeFar(at, ror(readFar(at, word >> 16, time)), time); adc(cpu.nz); break;
      case 0x7c: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0x7d: pc += 3; time += crossing(absolute(word), cpu.x); adc(readFar(absoluteX(word), word >> 16, time)); break;
      case 0x7e: pc += 3; at = absoluteX(word); time = writeFar(at, ror(readFar(at, word >> 16, time)), time); break;
      case 0x7f: pc += 3; at = absoluteX(word); time = writeFar(at, ror(readFar(at, word >> 16, time)), time); adc(cpu.nz); break;
      case 0x80: pc += 2; break;
      case 0x81: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, cpu.a, time); break;
      case 0x82: pc += 2; break;
      case 0x83: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, cpu.a & cpu.x, time); break;
      case 0x84: pc += 2; time = writeZero(zeroPage(word), cpu.y, time); break;
      case 0x85: pc += 2; time = writeZero(zeroPage(word), cpu.a, time); break;
      case 0x86: pc += 2; time = writeZero(zeroPage(word), cpu.x, time); break;
      case 0x87: pc += 2; time = writeZero(zeroPage(word), cpu.a & cpu.x, time); break;
      case 0x88: pc += 1; cpu.y = dec(cpu.y); break;
      case 0x89: pc += 2; break;
      case 0x8a: pc += 1; lda(cpu.x); break;
      case 0x8b: pc += 2; ane(immediate(word)); break;
      case 0x8c: pc += 3; time = writeFar(absolute(word), cpu.y, time); break;
      case 0x8d: pc += 3; time = writeFar(absolute(word), cpu.a, time); break;
      case 0x8e: pc += 3; time = writeFar(absolute(word), cpu.x, time); break;
      case 0x8f: pc += 3; time = writeFar(absolute(word), cpu.a & cpu.x, time); break;
      case 0x90: pc += 2; if (!cpu.carry) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0x91: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), cpu.a, time); break;
      case 0x93: pc += 2; at = pointer(zeroPage(word), word, time); at = plusY(at); time = writeFar(at, masked(at, cpu.a & cpu.x), time); break;
      case 0x94: pc += 2; time = writeZero(zeroPageX(word), cpu.y, time); break;
      case 0x95: pc += 2; time = writeZero(zeroPageX(word), cpu.a, time); break;
      case 0x96: pc += 2; time = writeZero(zeroPageY(word), cpu.x, time); break;
      case 0x97: pc += 2; time = writeZero(zeroPageY(word), cpu.a & cpu.x, time); break;
      case 0x98: pc += 1; lda(cpu.y); break;
      case 0x99: pc += 3; time = writeFar(absoluteY(word), cpu.a, time); break;
      case 0x9a: pc += 1; cpu.s = cpu.x; break;
      case 0x9b: pc += 3; cpu.s = cpu.a & cpu.x; at = absoluteY(word); time = writeFar(at, masked(at, cpu.s), time); break;
      case 0x9c: pc += 3; at = absoluteX(word); time = writeFar(at, masked(at, cpu.y), time); break;
      case 0x9d: pc += 3; time = writeFar(absoluteX(word), cpu.a, time); break;
      case 0x9e: pc += 3; at = absoluteY(word); time = writeFar(at, masked(at, cpu.x), time); break;
      case 0x9f: pc += 3; at = absoluteY(word); time = writeFar(at, masked(at, cpu.a & cpu.x), time); break;
      case 0xa0: pc += 2; ldy(immediate(word)); break;
      case 0xa1: pc += 2; at = pointer(zeroPageX(word), word, time); lda(readFar(at, at >> 8, time)); break;
      case 0xa2: pc += 2; ldx(immediate(word)); break;
      case 0xa3: pc += 2; at = pointer(zeroPageX(word), word, time); lax(readFar(at, at >> 8, time)); break;
      case 0xa4: pc += 2; ldy(readZero(zeroPage(word), word, time)); break;
      case 0xa5: pc += 2; lda(readZero(zeroPage(word), word, time)); break;
      case 0xa6: pc += 2; ldx(readZero(zeroPage(word), word, time)); break;
      case 0xa7: pc += 2; lax(readZero(zeroPage(word), word, time)); break;
      case 0xa8: pc += 1; ldy(cpu.a); break;
      case 0xa9: pc += 2; lda(immediate(word)); break;
      case 0xaa: pc += 1; ldx(cpu.a); break;
      case 0xab: pc += 2; lxa(immediate(word)); break;
      case 0xac: pc += 3; ldy(readFar(absolute(word), word >> 16, time)); break;
      case 0xad: pc += 3; lda(readFar(absolute(word), word >> 16, time)); break;
      case 0xae: pc += 3; ldx(readFar(absolute(word), word >> 16, time)); break;
      case 0xaf: pc += 3; lax(readFar(absolute(word), word >> 16, time)); break;
      case 0xb0: pc += 2; if (cpu.carry) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0xb1: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); lda(readFar(plusY(at), at >> 8, time)); break;
      case 0xb3: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); lax(readFar(plusY(at), at >> 8, time)); break;
      case 0xb4: pc += 2; ldy(readZero(zeroPageX(word), word, time)); break;
      case 0xb5: pc += 2; lda(readZero(zeroPageX(word), word, time)); break;
      case 0xb6: pc += 2; ldx(readZero(zeroPageY(word), word, time)); break;
      case 0xb7: pc += 2; lax(readZero(zeroPageY(word), word, time)); break;
      case 0xb8: pc += 1; cpu.overflow = 0; break;
      case 0xb9: pc += 3; time += crossing(absolute(word), cpu.y); lda(readFar(absoluteY(word), word >> 16, time)); break;
      case 0xba: pc += 1; ldx(cpu.s); break;
      case 0xbb: pc += 3; time += crossing(absolute(word), cpu.y); las(readFar(absoluteY(word), word >> 16, time)); break;
      case 0xbc: pc += 3; time += crossing(absolute(word), cpu.x); ldy(readFar(absoluteX(word), word >> 16, time)); break;
      case 0xbd: pc += 3; time += crossing(absolute(word), cpu.x); lda(readFar(absoluteX(word), word >> 16, time)); break;
      case 0xbe: pc += 3; time += crossing(absolute(word), cpu.y); ldx(readFar(absoluteY(word), word >> 16, time)); break;
      case 0xbf: pc += 3; time += crossing(absolute(word), cpu.y); lax(readFar(absoluteY(word), word >> 16, time)); break;
      case 0xc0: pc += 2; compare(cpu.y, immediate(word)); break;
      case 0xc1: pc += 2; at = pointer(zeroPageX(word), word, time); compare(cpu.a, readFar(at, at >> 8, time)); break;
      case 0xc2: pc += 2; break;
      case 0xc3: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, dec(readFar(at, at >> 8, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xc4: pc += 2; compare(cpu.y, readZero(zeroPage(word), word, time)); break;
      case 0xc5: pc += 2; compare(cpu.a, readZero(zeroPage(word), word, time)); break;
      case 0xc6: pc += 2; at = zeroPage(word); time = writeZero(at, dec(readZero(at, word, time)), time); break;
      case 0xc7: pc += 2; at = zeroPage(word); time = writeZero(at, dec(readZero(at, word, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xc8: pc += 1; cpu.y = inc(cpu.y); break;
      case 0xc9: pc += 2; compare(cpu.a, immediate(word)); break;
      case 0xca: pc += 1; cpu.x = dec(cpu.x); break;
      case 0xcb: pc += 2; sbx(immediate(word)); break;
      case 0xcc: pc += 3; compare(cpu.y, readFar(absolute(word), word >> 16, time)); break;
      case 0xcd: pc += 3; compare(cpu.a, readFar(absolute(word), word >> 16, time)); break;
      case 0xce: pc += 3; at = absolute(word); time = writeFar(at, dec(readFar(at, word >> 16, time)), time); break;
      case 0xcf: pc += 3; at = absolute(word); time = writeFar(at, dec(readFar(at, word >> 16, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xd0: pc += 2; if (!isZero()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; if (isBackThree(word)) time = skipWait(pc, time, false); } break;
      case 0xd1: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); compare(cpu.a, readFar(plusY(at), at >> 8, time)); break;
      case 0xd3: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), dec(readFar(plusY(at), at >> 8, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xd4: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0xd5: pc += 2; compare(cpu.a, readZero(zeroPageX(word), word, time)); break;
      case 0xd6: pc += 2; at = zeroPageX(word); time = writeZero(at, dec(readZero(at, word, time)), time); break;
      case 0xd7: pc += 2; at = zeroPageX(word); time = writeZero(at, dec(readZero(at, word, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xd8: pc += 1; cpu.decimal = 0; break;
      case 0xd9: pc += 3; time += crossing(absolute(word), cpu.y); compare(cpu.a, readFar(absoluteY(word), word >> 16, time)); break;
      case 0xda: pc += 1; break;
      case 0xdb: pc += 3; at = absoluteY(word); time = writeFar(at, dec(readFar(at, word >> 16, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xdc: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0xdd: pc += 3; time += crossing(absolute(word), cpu.x); compare(cpu.a, readFar(absoluteX(word), word >> 16, time)); break;
      case 0xde: pc += 3; at = absoluteX(word); time = writeFar(at, dec(readFar(at, word >> 16, time)), time); break;
      case 0xdf: pc += 3; at = absoluteX(word); time = writeFar(at, dec(readFar(at, word >> 16, time)), time); compare(cpu.a, cpu.nz); break;
      case 0xe0: pc += 2; compare(cpu.x, immediate(word)); break;
      case 0xe1: pc += 2; at = pointer(zeroPageX(word), word, time); sbc(readFar(at, at >> 8, time)); break;
      case 0xe2: pc += 2; break;
      case 0xe3: pc += 2; at = pointer(zeroPageX(word), word, time); time = writeFar(at, inc(readFar(at, at >> 8, time)), time); sbc(cpu.nz); break;
      case 0xe4: pc += 2; compare(cpu.x, readZero(zeroPage(word), word, time)); break;
      case 0xe5: pc += 2; sbc(readZero(zeroPage(word), word, time)); break;
      case 0xe6: pc += 2; at = zeroPage(word); time = writeZero(at, inc(readZero(at, word, time)), time); break;
      case 0xe7: pc += 2; at = zeroPage(word); time = writeZero(at, inc(readZero(at, word, time)), time); sbc(cpu.nz); break;
      case 0xe8: pc += 1; cpu.x = inc(cpu.x); break;
      case 0xe9: pc += 2; sbc(immediate(word)); break;
      case 0xea: pc += 1; break;
      case 0xeb: pc += 2; sbc(immediate(word)); break;
      case 0xec: pc += 3; compare(cpu.x, readFar(absolute(word), word >> 16, time)); break;
      case 0xed: pc += 3; sbc(readFar(absolute(word), word >> 16, time)); break;
      case 0xee: pc += 3; at = absolute(word); time = writeFar(at, inc(readFar(at, word >> 16, time)), time); break;
      case 0xef: pc += 3; at = absolute(word); time = writeFar(at, inc(readFar(at, word >> 16, time)), time); sbc(cpu.nz); break;
      case 0xf0: pc += 2; if (isZero()) { at = target(pc, word); time += branchCycles(pc, at); pc = at; } break;
      case 0xf1: pc += 2; at = pointer(zeroPage(word), word, time); time += crossing(at, cpu.y); sbc(readFar(plusY(at), at >> 8, time)); break;
      case 0xf3: pc += 2; at = pointer(zeroPage(word), word, time); time = writeFar(plusY(at), inc(readFar(plusY(at), at >> 8, time)), time); sbc(cpu.nz); break;
      case 0xf4: pc += 2; readZero(zeroPageX(word), word, time); break;
      case 0xf5: pc += 2; sbc(readZero(zeroPageX(word), word, time)); break;
      case 0xf6: pc += 2; at = zeroPageX(word); time = writeZero(at, inc(readZero(at, word, time)), time); break;
      case 0xf7: pc += 2; at = zeroPageX(word); time = writeZero(at, inc(readZero(at, word, time)), time); sbc(cpu.nz); break;
      case 0xf8: pc += 1; cpu.decimal = 1; break;
      case 0xf9: pc += 3; time += crossing(absolute(word), cpu.y); sbc(readFar(absoluteY(word), word >> 16, time)); break;
      case 0xfa: pc += 1; break;
      case 0xfb: pc += 3; at = absoluteY(word); time = writeFar(at, inc(readFar(at, word >> 16, time)), time); sbc(cpu.nz); break;
      case 0xfc: pc += 3; time += crossing(absolute(word), cpu.x); readFar(absoluteX(word), word >> 16, time); break;
      case 0xfd: pc += 3; time += crossing(absolute(word), cpu.x); sbc(readFar(absoluteX(word), word >> 16, time)); break;
      case 0xfe: pc += 3; at = absoluteX(word); time = writeFar(at, inc(readFar(at, word >> 16, time)), time); break;
      case 0xff: pc += 3; at = absoluteX(word); time = writeFar(at, inc(readFar(at, word >> 16, time)), time); sbc(cpu.nz); break;
      case UNKNOWN_CODE: pc = lookUp(pc, time); break;
      default: pc += 1; cpu.jammed = 1; bus.limit = 0; break;
    }
  }
  cpu.pc = pc & 0xffff;
  cpu.cycles = <i32>time;
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
  cpu.pc = vector(0xfffc);
}
