import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeStart, execute, newCore, programStart } from './bench.js';

const core = newCore();

const C = 0x01;
const Z = 0x02;
const D = 0x08;
const V = 0x40;
const N = 0x80;
/** B and bit 5 always read 1. */
const always = 0x30;

/** Base cycles by opcode; 0 = jam. Branches are those not taken. */
const baseCycles = [
  [7, 6, 0, 8, 3, 3, 5, 5, 3, 2, 2, 2, 4, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
  [6, 6, 0, 8, 3, 3, 5, 5, 4, 2, 2, 2, 4, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
  [6, 6, 0, 8, 3, 3, 5, 5, 3, 2, 2, 2, 3, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
  [6, 6, 0, 8, 3, 3, 5, 5, 4, 2, 2, 2, 5, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
  [2, 6, 2, 6, 3, 3, 3, 3, 2, 2, 2, 2, 4, 4, 4, 4],
  [2, 6, 0, 6, 4, 4, 4, 4, 2, 5, 2, 5, 5, 5, 5, 5],
  [2, 6, 2, 6, 3, 3, 3, 4, 2, 2, 2, 2, 4, 4, 4, 4],
  [2, 5, 0, 5, 4, 4, 4, 4, 2, 4, 2, 4, 4, 4, 4, 4],
  [2, 6, 2, 8, 3, 3, 5, 5, 2, 2, 2, 2, 4, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
  [2, 6, 2, 8, 3, 3, 5, 5, 2, 2, 2, 2, 4, 4, 6, 6],
  [2, 5, 0, 8, 4, 4, 6, 6, 2, 4, 2, 7, 4, 4, 7, 7],
].flat();

const control = new Set([0x00, 0x20, 0x40, 0x60, 0x4c, 0x6c]);
/** Flags with which a branch is not taken. */
const notTaken: Record<number, number> = { 16: N, 48: 0, 80: V, 112: 0, 144: C, 176: 0, 208: Z, 240: 0 };
const length = (opcode: number) => {
  const column = opcode & 0x1f;
  if ([0x08, 0x18, 0x0a, 0x1a].includes(column)) return 1;
  return column === 0x19 || column === 0x1b || (column & 0x0c) === 0x0c ? 3 : 2;
};
const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const opcodes = baseCycles.map((cycles, opcode) => ({ opcode, cycles, name: hex(opcode) }));
const running = opcodes.filter(({ opcode, cycles }) => cycles > 0 && !control.has(opcode));

describe('every opcode', () => {
  test.each(running)('$name takes $cycles cycles and its operands', ({ opcode, cycles }) => {
    const code = [opcode, 0x90, 0x00].slice(0, length(opcode));
    const outcome = execute(core, code, { p: notTaken[opcode] ?? 0 });
    expect([outcome.cycles, outcome.pc]).toEqual([cycles, codeStart + code.length + 1]);
  });

  test.each(opcodes.filter(({ cycles }) => cycles === 0))('$name jams until a reset', ({ opcode }) => {
    const outcome = execute(core, [opcode]);
    expect(outcome.pc).toBe(codeStart + 1);
    expect(core.runFrame()).toBe(4);
    expect(core.programCounter()).toBe(codeStart + 1);
    core.systemReset();
    expect(core.programCounter()).toBe(programStart);
  });
});

/** Reads with a penalty; stores and read-modify-writes always take their longest. */
const crossing = [
  ...[0x1d, 0x3d, 0x5d, 0x7d, 0xbd, 0xdd, 0xfd, 0xbc, 0x1c, 0x3c, 0x5c, 0x7c, 0xdc, 0xfc].map((opcode) => ({
    opcode,
    registers: { x: 1 },
    penalty: 1,
  })),
  ...[0x19, 0x39, 0x59, 0x79, 0xb9, 0xd9, 0xf9, 0xbe, 0xbf, 0xbb].map((opcode) => ({
    opcode,
    registers: { y: 1 },
    penalty: 1,
  })),
  ...[0x9d, 0x1e, 0xfe, 0x9c, 0x1f].map((opcode) => ({ opcode, registers: { x: 1 }, penalty: 0 })),
  ...[0x99, 0x1b, 0xfb, 0x9e, 0x9f].map((opcode) => ({ opcode, registers: { y: 1 }, penalty: 0 })),
].map((row) => ({ ...row, name: hex(row.opcode) }));

describe('an index that crosses a page', () => {
  test.each(crossing)('takes $penalty extra cycles in $name', ({ opcode, registers, penalty }) => {
    const [cross, stay] = [0xff, 0xf0].map((low) => execute(core, [opcode, low, 0xf2], registers).cycles);
    expect(cross! - stay!).toBe(penalty);
  });

  test.each([
    ['within the page', 0x02, 3],
    ['into the next page', 0x20, 4],
  ])('a taken branch %s', (_, offset, cycles) => {
    const jump = [0x4c, 0xf0, 0xf0];
    const target = 0xf0f2 + offset;
    const outcome = execute(core, jump, { p: Z }, { 61680: [0xf0, offset], [target]: [0x02] });
    expect([outcome.cycles - 3, outcome.pc]).toEqual([cycles, target + 1]);
  });
});

const bcd = (value: number) => (Math.floor(value / 10) << 4) | (value % 10);
const twoDigits = fc.integer({ min: 0, max: 99 });
const byte = fc.integer({ min: 0, max: 255 });

describe('arithmetic', () => {
  test('adds and subtracts bytes as sums of nine bits, with signed overflow', () => {
    fc.assert(
      fc.property(byte, byte, fc.boolean(), (a, m, carry) => {
        const signed = (value: number) => (value << 24) >> 24;
        const flags = (sum: number, exact: number) =>
          (sum & 0x80) | ((sum & 255) === 0 ? Z : 0) | (sum > 255 ? C : 0) | (exact < -128 || exact > 127 ? V : 0);
        const c = Number(carry);
        const plus = a + m + c;
        const minus = a + (255 - m) + c;
        expect(execute(core, [0x69, m], { a, p: c })).toMatchObject({
          a: plus & 255,
          p: always | flags(plus, signed(a) + signed(m) + c),
        });
        expect(execute(core, [0xe9, m], { a, p: c })).toMatchObject({
          a: minus & 255,
          p: always | flags(minus, signed(a) - signed(m) - (1 - c)),
        });
      }),
    );
  });

  test('adds and subtracts two decimal digits', () => {
    fc.assert(
      fc.property(twoDigits, twoDigits, fc.boolean(), (a, m, carry) => {
        const p = D | Number(carry);
        const sum = a + m + Number(carry);
        const difference = a - m - Number(!carry);
        const added = execute(core, [0x69, bcd(m)], { a: bcd(a), p });
        expect([added.a, added.p & C]).toEqual([bcd(sum % 100), Number(sum > 99)]);
        const left = execute(core, [0xe9, bcd(m)], { a: bcd(a), p });
        expect([left.a, left.p & C]).toEqual([bcd((difference + 100) % 100), Number(difference >= 0)]);
      }),
    );
  });

  test('compares like a subtraction without borrow', () => {
    fc.assert(
      fc.property(byte, byte, (a, m) => {
        const difference = (a - m) & 255;
        const p = always | (difference & 0x80) | (difference === 0 ? Z : 0) | (a >= m ? C : 0);
        expect(execute(core, [0xc9, m], { a }).p).toBe(p);
      }),
    );
  });
});

/** Registers before, code, registers after. */
const cases = [
  { name: 'ANC copies the sign into the carry', code: [0x0b, 0xf0], from: { a: 0x8f }, to: { a: 0x80, p: N | C } },
  { name: 'ASR shifts after the and', code: [0x4b, 0x07], from: { a: 0x05 }, to: { a: 0x02, p: C } },
  {
    name: 'ARR rotates; C is bit 6, V bit 6 xor 5',
    code: [0x6b, 0xff],
    from: { a: 0x81, p: C },
    to: { a: 0xc0, p: N | V | C },
  },
  { name: 'SBX subtracts from A & X', code: [0xcb, 0x02], from: { a: 0x0f, x: 0x07 }, to: { x: 5, p: C } },
  { name: 'LAX # mixes in $EE', code: [0xab, 0x11], from: { a: 0x11 }, to: { a: 0x11, x: 0x11, p: 0 } },
  { name: 'ANE mixes in $EE', code: [0x8b, 0xff], from: { a: 0x01, x: 0x3f }, to: { a: 0x2f, p: 0 } },
  { name: 'SAX stores A & X', code: [0x87, 0x90, 0xa5, 0x90], from: { a: 0x3c, x: 0x0f }, to: { a: 0x0c } },
  {
    name: 'SLO shifts memory, then ors',
    code: [0x85, 0x90, 0xa9, 0x01, 0x07, 0x90],
    from: { a: 0xc0 },
    to: { a: 0x81, p: N | C },
  },
  {
    name: 'ISB counts up, then subtracts',
    code: [0x85, 0x90, 0xa9, 0x20, 0x38, 0xe7, 0x90],
    from: { a: 0x0f },
    to: { a: 0x10 },
  },
  { name: 'DCP counts down, then compares', code: [0x85, 0x90, 0xc7, 0x90], from: { a: 0x10 }, to: { p: C } },
  {
    name: 'LAS pulls the stack pointer down',
    code: [0xbb, 0x00, 0xf1],
    from: {},
    rest: [0x5a],
    to: { a: 0x5a, x: 0x5a, s: 0x5a },
  },
  { name: 'LAX of the zero page takes 4 cycles', code: [0xa7, 0x90], from: {}, to: { cycles: 4 } },
  {
    name: 'BIT takes N and V from memory',
    code: [0x2c, 0x00, 0xf1],
    from: { a: 0x3f },
    rest: [0xc0],
    to: { p: N | V | Z },
  },
  { name: 'PHP pushes B and bit 5 set', code: [0x08, 0x68], from: { p: 0 }, to: { a: always } },
  { name: 'PLP ignores B and bit 5', code: [0xa9, 0x00, 0x48, 0x28], from: { p: N | V | C }, to: { p: 0 } },
  // PHA of the prologue has left $11 at $FF; the TIA at $0100 shows that byte again.
  {
    name: '(zp),Y pointer at $FF takes its high byte from $0100',
    code: [0xb1, 0xff],
    from: { p: 0x11 },
    to: { a: 0x77 },
  },
  { name: 'JMP ($xxFF) does not carry', code: [0x6c, 0xff, 0xf2], from: {}, to: { pc: 0xf345 } },
];

describe('single instructions', () => {
  test.each(cases)('$name', ({ code, from, to, rest }) => {
    const parts = { 61696: rest ?? [0], 61713: [0x77], 61952: [0xf3], 62207: [0x44], 62208: [0x00], 62276: [0x02] };
    const outcome = execute(core, code, from, parts);
    const expected = 'p' in to && to.p !== undefined ? { ...to, p: always | to.p } : to;
    expect(outcome).toMatchObject(expected);
  });

  test('BRK pushes the address after its padding byte and leaves D set', () => {
    const outcome = execute(core, [0x00, 0xff], { p: D | C }, { 65534: [0x00, 0xf4], 62464: [0x02] });
    const after = codeStart + 2;
    expect([outcome.ram(0xff), outcome.ram(0xfe), outcome.ram(0xfd)]).toEqual([
      after >> 8,
      after & 255,
      always | D | C,
    ]);
    expect(outcome).toMatchObject({ pc: 0xf401, s: 0xfc, p: always | D | C | 0x04, cycles: 7 });
  });

  test('TIA reads show the last byte of the operand in their low six bits', () => {
    expect(execute(core, [0xa5, 0x0e]).a).toBe(0x0e);
    expect(execute(core, [0xad, 0x0e, 0x00]).a).toBe(0x00);
    expect(execute(core, [0xad, 0x0e, 0x21]).a).toBe(0x21);
  });

  test('PLA with its stack in the TIA reads its own opcode, because of the discarded read', () => {
    // LDX #$0D, TXS, PLA: the reads are at $010D and $010E.
    expect(execute(core, [0xa2, 0x0d, 0x9a, 0x68]).a).toBe(0x68 & 0x3f);
  });

  test('code runs from RAM and can change itself', () => {
    // $90: LDA #0, INC $91, CMP #… ; the second round loads what the first has counted up.
    const code = [0xa9, 0x00, 0xe6, 0x91, 0xc9, 0x03, 0xd0, 0xf8, 0x02];
    const copy = code.flatMap((value, i) => [0xa9, value, 0x85, 0x90 + i]);
    const outcome = execute(core, [...copy, 0x4c, 0x90, 0x00]);
    expect(outcome).toMatchObject({ a: 3, pc: 0x99 });
  });
});
