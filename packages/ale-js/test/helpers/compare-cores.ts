/** Plays a cartridge in two builds of the core and reports the first difference. */
import type { Core } from '../../src/console/core.js';
import { type Cartridge, play, screenRows } from './cartridge.js';

const width = 160;
const registers = 'a x y s p bus collisions timer shift timer-written-at swacnt p0 p1 m0 m1 bl'.split(' ');
const busLatch = 5;

const hex = (value: number) => value.toString(16);
const bytes = (core: Core, pointer: number, length: number) => Buffer.from(core.memory.buffer, pointer, length);

function differenceOfBytes(what: string, a: Buffer, b: Buffer, place: (at: number) => string): string | undefined {
  if (a.equals(b)) return undefined;
  const at = a.findIndex((byte, i) => byte !== b[i]);
  let count = 0;
  for (const [i, byte] of a.entries()) count += Number(byte !== b[i]);
  return `${what} ${place(at)}: ${hex(a[at]!)} | ${hex(b[at]!)} (${count} bytes differ)`;
}

/** Another gray for every color byte. */
const grays = Uint8Array.from({ length: 256 }, (_, color) => (color * 181 + 7) & 255);

function gray(core: Core, rows: number): Buffer {
  bytes(core, core.palettePointer() + 4 * 128, grays.length).set(grays);
  return bytes(core, core.renderGray(), width * rows);
}

/** Returns the first difference of two consoles' visible states, if any. */
function differenceOfMachines(a: Core, b: Core, rows: number): string | undefined {
  const numbers: [string, number, number][] = [
    ['cycles', a.cycles(), b.cycles()],
    ['pc', a.programCounter(), b.programCounter()],
    ['scanlines', a.scanlines(), b.scanlines()],
    ...registers.map((name, i): [string, number, number] => [name, a.register(i), b.register(i)]),
  ];
  const different = numbers.filter(([name, x, y]) => x !== y && name !== registers[busLatch]);
  if (different.length > 0) return different.map(([name, x, y]) => `${name}: ${hex(x)} | ${hex(y)}`).join(', ');
  const ram = (core: Core) => bytes(core, core.ramPointer(), 128);
  const screen = (core: Core) => bytes(core, core.framePointer(), width * rows);
  const pixel = (at: number) => `row ${Math.floor(at / width)} column ${at % width}`;
  return (
    differenceOfBytes('ram', ram(a), ram(b), (at) => hex(0x80 + at)) ??
    differenceOfBytes('screen', screen(a), screen(b), pixel) ??
    differenceOfBytes('gray', gray(a, rows), gray(b, rows), pixel)
  );
}

/** @returns place and values of the first difference, `reference | candidate`; undefined if there is none */
export function firstDifference(reference: Core, candidate: Core, cartridge: Cartridge): string | undefined {
  const rows = screenRows(cartridge);
  const other = play(candidate, cartridge);
  for (const at of play(reference, cartridge)) {
    const otherAt = other.next().value;
    if (at !== otherAt) return `${at} | ${otherAt}`;
    const difference = at.startsWith('build') ? undefined : differenceOfMachines(reference, candidate, rows);
    if (difference !== undefined) return `${at}: ${difference}`;
  }
  return undefined;
}
