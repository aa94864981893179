/** A bare console for tests: short programs in a 4K cartridge, and pictures made by writing TIA registers from outside. */
import type { Core } from '../../src/console/core.js';
import { instantiateCore } from '../../src/platform/wasm.js';
import { wasm } from '../helpers/probe.js';

const module = new WebAssembly.Module(wasm);

export const newCore = (): Core => instantiateCore(module);

export const programStart = 0xf000;
const systemSeed = 4753849;
const romSize = 4096;
const rom4k = 2;

const yStart = 34;
const height = 210;

/** Puts `rom` into a console of its own and resets it. @returns the code of `build` */
export function insert(core: Core, rom: Uint8Array, type = 0, format = 0, hmoveBlanks = 1): number {
  new Uint8Array(core.memory.buffer, core.romPointer(), rom.length).set(rom);
  const status = core.build(rom.length, type, format, yStart, height, hmoveBlanks, 0, 0, 0, 0, 0, 0, systemSeed);
  if (status === 0) core.systemReset();
  return status;
}

/** Bytes by address, for a cartridge at $F000–$FFFF that starts at $F000. */
export type Image = Readonly<Record<number, readonly number[]>>;

export function image(parts: Image): Uint8Array {
  const rom = new Uint8Array(romSize);
  for (const [address, bytes] of Object.entries({ 65532: [0x00, 0xf0], ...parts })) {
    rom.set(bytes, Number(address) & (romSize - 1));
  }
  return rom;
}

export function insertProgram(core: Core, parts: Image): void {
  insert(core, image(parts), rom4k);
}

/** Instructions without effect that take a number of CPU cycles (2 and more). */
export function delay(cycles: number): number[] {
  const odd = cycles % 2;
  return [...(odd ? [0x24, 0x80] : []), ...Array.from({ length: (cycles - 3 * odd) / 2 }, () => 0xea)];
}

// --- one instruction ---

export interface Registers {
  readonly a?: number;
  readonly x?: number;
  readonly y?: number;
  readonly p?: number;
}

export interface Outcome {
  readonly a: number;
  readonly x: number;
  readonly y: number;
  readonly s: number;
  readonly p: number;
  readonly pc: number;
  /** Of the code alone. */
  readonly cycles: number;
  /** RIOT RAM, by bus address $80–$FF. */
  readonly ram: (address: number) => number;
}

const jam = 0x02;
const jamCycles = 2;

/** LDX, LDY, LDA #p, PHA, LDA #a, PLP: everything is set and S is back at $FF. */
const prologue = ({ a = 0, x = 0, y = 0, p = 0 }: Registers) => [0xa2, x, 0xa0, y, 0xa9, p, 0x48, 0xa9, a, 0x28];
const prologueCycles = 15;
export const codeStart = programStart + prologue({}).length;

/** Runs machine code from given registers until it falls into a jam opcode behind its end. */
export function execute(core: Core, code: readonly number[], registers: Registers = {}, rest: Image = {}): Outcome {
  insertProgram(core, { [programStart]: [...prologue(registers), ...code, jam], ...rest });
  core.runFrame();
  const [a, x, y, s, p] = [0, 1, 2, 3, 4].map((i) => core.register(i)) as [number, number, number, number, number];
  const bytes = new Uint8Array(core.memory.buffer, core.ramPointer(), 128);
  const cycles = core.cycles() - prologueCycles - jamCycles;
  return { a, x, y, s, p, pc: core.programCounter(), cycles, ram: (address) => bytes[address - 0x80]! };
}

// --- pictures ---

const vsync = 0x00;
const wsync = 0x02;

/** A program that only makes frames of 262 lines, without HMOVE blanks; each ends at CPU cycle `cycle` (0–75) of its line. */
export function framesEndingAt(core: Core, cycle: number): void {
  const on = [0xa9, 0x02, 0x85, vsync, 0xa2, 0x03];
  const threeLines = [0x85, wsync, 0xca, 0xd0, 0xfb];
  // The end of the loop, LDA and STA take 9 cycles.
  const off = [0xa9, 0x00, ...delay(cycle + 76 - 9), 0x85, vsync];
  const lines = [0xa2, 0xff, 0x85, wsync, 0xca, 0xd0, 0xfb];
  const program = image({ [programStart]: [...on, ...threeLines, ...off, ...lines, 0x4c, 0x00, 0xf0] });
  insert(core, program, rom4k, 0, 0);
  for (let frame = 0; frame < 3; frame++) core.runFrame();
}

/** Row of the picture: 160 color bytes. */
export const row = (core: Core, line: number): Uint8Array =>
  new Uint8Array(core.memory.buffer, core.framePointer() + 160 * line, 160);
