/** Runs a vector of `core-vectors.json` (a random program, its inputs, the machine after each update) and compares. */
import { type Core, cartridgeTypes } from '../console/core.js';
import { defaultSystemSeed, ramCrc, screenCrc } from './core.js';

interface VectorInput {
  readonly sw: number;
  /** Up, down, left, right, fire of the left, then the right joystick. */
  readonly j?: readonly number[];
  /** Fire buttons and resistances of paddles 0–3. */
  readonly f?: readonly number[];
  readonly p?: readonly number[];
}

interface VectorFrame {
  readonly in?: VectorInput;
  readonly reset?: boolean;
  readonly pc: number;
  readonly a: number;
  readonly x: number;
  readonly y: number;
  readonly s: number;
  readonly p: number;
  readonly c: number;
  readonly lines: number;
  readonly cx: number;
  readonly partial: boolean;
  readonly ram: string;
  readonly screen: string;
}

export interface CoreVector {
  readonly name: string;
  readonly type: string;
  readonly format: 'NTSC' | 'PAL';
  readonly ystart: number;
  readonly height: number;
  readonly hmoveBlanks: boolean;
  readonly paddles: boolean;
  /** Base64. */
  readonly rom: string;
  readonly frames: readonly VectorFrame[];
}

const frameComplete = 1;
const bits = (flags: readonly number[]) => flags.reduce((word, flag, i) => word | (flag << i), 0);

function applyInput(core: Core, { sw, j, f, p }: VectorInput): void {
  core.setSwitches(sw);
  if (j) core.setJoysticks(bits(j));
  if (f) core.setPaddleButtons(bits(f));
  for (const [i, resistance] of (p ?? []).entries()) core.setPaddle(i, resistance);
}

/** @returns the first mismatch in one line, or undefined if everything is equal */
export function runCoreVector(vector: CoreVector, core: Core): string | undefined {
  const rom = Buffer.from(vector.rom, 'base64');
  new Uint8Array(core.memory.buffer, core.romPointer(), rom.length).set(rom);
  const type = cartridgeTypes.indexOf(vector.type as (typeof cartridgeTypes)[number]);
  const paddles = Number(vector.paddles);
  const format = Number(vector.format === 'PAL');
  const hmoveBlanks = Number(vector.hmoveBlanks);
  const { ystart, height } = vector;
  const seed = defaultSystemSeed;
  const status = core.build(rom.length, type, format, ystart, height, hmoveBlanks, paddles, paddles, 0, 0, 0, 0, seed);
  if (status < 0) return `build: expected ${vector.type}, got code ${status}`;
  core.systemReset();

  for (const [i, frame] of vector.frames.entries()) {
    if (frame.in) applyInput(core, frame.in);
    if (frame.reset) core.systemReset();
    const events = core.runFrame();
    const screen = screenCrc(core, 160 * height);
    const pairs: [string, number, number][] = [
      ['pc', core.programCounter(), frame.pc],
      ['a', core.register(0), frame.a],
      ['x', core.register(1), frame.x],
      ['y', core.register(2), frame.y],
      ['s', core.register(3), frame.s],
      ['p', core.register(4), frame.p],
      ['c', core.cycles(), frame.c],
      ['lines', core.scanlines(), frame.lines],
      ['cx', core.register(6), frame.cx],
      ['partial', Number((events & frameComplete) === 0), Number(frame.partial)],
      ['ram', ramCrc(core), Number.parseInt(frame.ram, 16)],
      ['screen', screen, Number.parseInt(frame.screen, 16)],
    ];
    for (const [what, got, expected] of pairs) {
      if (got !== expected)
        return `frame ${i + 1}: ${what}: expected ${expected.toString(16)}, got ${got.toString(16)}`;
    }
  }
  return undefined;
}
