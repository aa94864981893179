import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CartridgeType, cartridgeTypes } from '../../src/console/core.js';
import { insert, newCore } from './bench.js';

const core = newCore();

/** An image whose 4K banks all begin alike, so that it is of no type with RAM. */
function plain(size: number, ...signatures: readonly [at: number, ...bytes: number[]][]): Uint8Array {
  const rom = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8) * 31 + (i >> 12) * 11) & 0x7f);
  for (const [at, ...bytes] of signatures) rom.set(bytes, at);
  return rom;
}

function superChip(size: number): Uint8Array {
  const rom = plain(size);
  for (let bank = 0; bank < size; bank += 4096) rom.fill(0xff, bank, bank + 256);
  return rom;
}

const kilobyte = 1024;
const doubled = (rom: Uint8Array) => Uint8Array.from([...rom, ...rom]);
const uniform: [number, ...number[]] = [0x3800, ...Array<number>(512).fill(0x80)];

const detected: readonly [CartridgeType, string, Uint8Array][] = [
  ['2K', '2K', plain(2 * kilobyte)],
  ['2K', '4K of two equal halves', doubled(plain(2 * kilobyte))],
  ['4K', '4K', plain(4 * kilobyte)],
  ['4K', '8K of two equal halves', doubled(plain(4 * kilobyte))],
  ['CV', 'STA $F3FF,X', plain(2 * kilobyte, [100, 0x9d, 0xff, 0xf3])],
  ['CV', 'STA $F400,Y', plain(4 * kilobyte, [100, 0x99, 0x00, 0xf4])],
  ['F8', '8K', plain(8 * kilobyte)],
  ['F8SC', '8K, banks that begin with a blank page', superChip(8 * kilobyte)],
  ['E0', 'STA $1FE0', plain(8 * kilobyte, [5000, 0x8d, 0xe0, 0x1f])],
  ['E0', 'LDA $FFED', plain(8 * kilobyte, [5000, 0xad, 0xed, 0xff])],
  ['3E', 'STA $3E, LDA #0', plain(8 * kilobyte, [50, 0x85, 0x3e, 0xa9, 0x00])],
  ['3F', 'STA $3F twice', plain(8 * kilobyte, [50, 0x85, 0x3f], [99, 0x85, 0x3f])],
  ['F8', 'STA $3F once', plain(8 * kilobyte, [50, 0x85, 0x3f])],
  ['F8', 'STA $3F again too near', plain(8 * kilobyte, [50, 0x85, 0x3f], [52, 0x85, 0x3f])],
  ['F8', 'STA $3F at the very end', plain(8 * kilobyte, [50, 0x85, 0x3f], [8190, 0x85, 0x3f])],
  ['UA', 'STA $0240', plain(8 * kilobyte, [50, 0x8d, 0x40, 0x02])],
  ['FE', 'JSR $D000, DEC $C5', plain(8 * kilobyte, [50, 0x20, 0x00, 0xd0, 0xc6, 0xc5])],
  ['DPC', '10K', plain(10_240)],
  ['DPC', '10,495 bytes', plain(10_495)],
  ['FASC', '12K', plain(12 * kilobyte)],
  ['F6', '16K', plain(16 * kilobyte)],
  ['F6SC', '16K, banks that begin with a blank page', superChip(16 * kilobyte)],
  ['E7', '16K, blank from $3800 to $39FF only', plain(16 * kilobyte, uniform)],
  ['F4', '32K', plain(32 * kilobyte)],
  ['F4SC', '32K, banks that begin with a blank page', superChip(32 * kilobyte)],
  ['MB', '64K', plain(64 * kilobyte)],
  ['3F', '256K, STA $3F twice', plain(256 * kilobyte, [50, 0x85, 0x3f], [99, 0x85, 0x3f])],
];

describe('detection', () => {
  test.each(detected)('finds %s in %s', (type, _, rom) => {
    expect(insert(core, rom)).toBe(0);
    expect(cartridgeTypes[core.cartridgeType()]).toBe(type);
  });

  test.each([
    ['no bytes', 0, -3],
    ['a size of no cartridge', 5000, -1],
    ['AR, which needs the other CPU', 8448, -2],
    ['MC', 128 * kilobyte, -2],
  ])('refuses %s', (_, size, code) => {
    expect(insert(core, plain(size))).toBe(code);
  });

  test('refuses an image that is too short for its type', () => {
    expect(insert(core, plain(4 * kilobyte), cartridgeTypes.indexOf('F6'))).toBe(-3);
  });
});

describe('hotspots', () => {
  /** Each bank is filled with its number. */
  const banks = (count: number) => Uint8Array.from({ length: count * 4096 }, (_, i) => i >> 12);

  test.each([
    ['F8', 0xff8],
    ['F6', 0xff6],
    ['F4', 0xff4],
    ['FASC', 0xff8],
  ] as const)('of %s switch on reads and on writes, and read from the new bank', (type, first) => {
    const count = { F8: 2, F6: 4, F4: 8, FASC: 3 }[type];
    insert(core, banks(count), cartridgeTypes.indexOf(type));
    for (let bank = 0; bank < count; bank++) {
      expect(core.peek(0x1000 + first + bank)).toBe(bank);
      expect(core.peek(0x1800)).toBe(bank);
    }
    for (let bank = 0; bank < count; bank++) {
      core.poke(0x1000 + first + bank, 0);
      expect(core.peek(0xf800)).toBe(bank);
    }
  });

  test('of F4SC do not react to writes', () => {
    insert(core, banks(8), cartridgeTypes.indexOf('F4SC'));
    core.poke(0x1ff6, 0);
    expect(core.peek(0x1800)).toBe(0);
    core.peek(0x1ff6);
    expect(core.peek(0x1800)).toBe(2);
  });

  test('of MB count up and wrap', () => {
    insert(core, banks(16), cartridgeTypes.indexOf('MB'));
    const seen = Array.from({ length: 16 }, () => core.peek(0x1ff0));
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1]);
  });
});

test('a console fits into its memory, and the core is small', () => {
  expect(core.memory.buffer.byteLength).toBeLessThanOrEqual(1_000_000);
  expect(core.memoryEnd()).toBeLessThanOrEqual(core.memory.buffer.byteLength);
  expect(readFileSync(new URL('../../dist/ale.wasm', import.meta.url)).length).toBeLessThan(200_000);
});

test('the generator is MT19937, and RAM contains its outputs at power-on', () => {
  insert(core, plain(4 * kilobyte));
  const ram = new Uint8Array(core.memory.buffer, core.ramPointer(), 128);
  expect([...ram.subarray(0, 4), ...ram.subarray(124)]).toEqual([0xb8, 0x96, 0xc0, 0x49, 0xab, 0x14, 0x6f, 0xc0]);
  expect(core.register(7)).toBe(51);
  core.systemReset();
  expect(core.register(7)).toBe(32);
  expect([...ram.subarray(0, 4)]).toEqual([0xb8, 0x96, 0xc0, 0x49]);
});
