/** Runs a recording of the bare machine (ALE 0.12, 120 frames of a synthetic cartridge) on a console and compares. */
import type { Core } from '../console/core.js';
import { crc32 } from './crc32.js';

interface MachineRecord {
  readonly ram_crc: number;
  readonly cpu: {
    readonly a: number;
    readonly x: number;
    readonly y: number;
    readonly sp: number;
    readonly pc: number;
    readonly p: number;
  };
  readonly cycles: number;
}

interface FramesRecord {
  readonly ram_crc: readonly number[];
  readonly screen_crc: readonly number[];
  readonly cycles: readonly number[];
}

/** The contents of a recording's file. */
export interface CoreTrace extends FramesRecord {
  readonly name: string;
  readonly rom: string;
  readonly cart_type: string;
  readonly format: 'NTSC' | 'PAL' | 'AUTO-DETECT';
  readonly format_used: 'NTSC' | 'PAL';
  readonly controllers: {
    readonly left: string;
    readonly right: string;
    readonly swap_paddles: string;
    readonly swap_ports: string;
  };
  readonly difficulty: { readonly left: string; readonly right: string };
  readonly hmove_blanks: string;
  readonly ystart: number;
  readonly height: number;
  readonly screen_width: number;
  readonly screen_height: number;
  readonly actions: readonly number[];
  readonly pc: readonly number[];
  readonly scanlines: readonly number[];
  readonly initial: {
    readonly first_reset: MachineRecord;
    readonly console_ready: MachineRecord;
    readonly load_reset: MachineRecord;
    readonly game_reset: MachineRecord;
    readonly ready: MachineRecord;
    readonly ready_screen_crc: number;
    readonly load_frames: FramesRecord;
    readonly reset_frames: FramesRecord;
  };
}

export const defaultSystemSeed = 4753849;

const idleSwitches = 0x3f;
const resetSwitch = 1;
const paddleMiddle = 408823;
const paddleLimits = [27450, 790196] as const;
const paddleStep = 23000;

/** Lines of the left stick (up 1, down 2, left 4, right 8, fire 16) for actions 0 … 17. */
export const actionLines = [0, 16, 1, 8, 4, 2, 9, 5, 10, 6, 17, 24, 20, 18, 25, 21, 26, 22];
const rightLine = 8;
const leftLine = 4;
const fireLine = 16;

/** Format numbers of `Core.build`. */
const formatCode = { NTSC: 0, PAL: 1, 'AUTO-DETECT': 0 };

function buildConsole(core: Core, trace: CoreTrace): number {
  const rom = Buffer.from(trace.rom, 'base64');
  new Uint8Array(core.memory.buffer, core.romPointer(), rom.length).set(rom);
  const { controllers, difficulty } = trace;
  return core.build(
    rom.length,
    0,
    formatCode[trace.format],
    trace.ystart,
    trace.format === 'AUTO-DETECT' && trace.format_used === 'PAL' && trace.height === 250 ? 210 : trace.height,
    Number(trace.hmove_blanks === 'YES'),
    Number(controllers.left === 'PADDLES'),
    Number(controllers.right === 'PADDLES'),
    Number(controllers.swap_ports === 'YES'),
    Number(controllers.swap_paddles === 'YES'),
    Number(difficulty.left === 'A'),
    Number(difficulty.right === 'A'),
    defaultSystemSeed,
  );
}

/** Detects the format: PAL if half of the last 30 of 60 frames have more than 285 lines. */
function detectFormat(core: Core): 'NTSC' | 'PAL' {
  let longFrames = 0;
  for (let frame = 0; frame < 60; frame++) {
    core.runFrame();
    if (frame >= 30 && core.scanlines() > 285) longFrames++;
  }
  return longFrames >= 15 ? 'PAL' : 'NTSC';
}

const hex = (value: number) => value.toString(16);

function differ(what: string, got: number, expected: number): string | undefined {
  return got === expected ? undefined : `${what}: expected ${hex(expected)}, got ${hex(got)}`;
}

function first(...checks: (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const mismatch = check();
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

export const ramCrc = (core: Core) => crc32(new Uint8Array(core.memory.buffer, core.ramPointer(), 128));

export const screenCrc = (core: Core, bytes: number) =>
  crc32(new Uint8Array(core.memory.buffer, core.framePointer(), bytes));

function compareMachine(core: Core, at: string, record: MachineRecord): string | undefined {
  const { a, x, y, sp, p, pc } = record.cpu;
  return first(
    () => differ(`${at}: ram crc`, ramCrc(core), record.ram_crc),
    () => differ(`${at}: pc`, core.programCounter(), pc),
    ...[a, x, y, sp, p].map((value, i) => () => differ(`${at}: ${'axysp'[i]}`, core.register(i), value)),
    () => differ(`${at}: cycles`, core.cycles(), record.cycles),
  );
}

/**
 * Replays a recording from power-on to its last frame.
 * @returns the first mismatch in one line, or undefined if everything is equal
 */
export function runCoreTrace(trace: CoreTrace, core: Core): string | undefined {
  const screenBytes = trace.screen_width * trace.screen_height;
  const paddles = trace.controllers.left === 'PADDLES' || trace.controllers.right === 'PADDLES';

  const compareFrame = (at: string, record: FramesRecord, i: number) =>
    first(
      () => differ(`${at}: cycles`, core.cycles(), record.cycles[i]!),
      () => differ(`${at}: ram crc`, ramCrc(core), record.ram_crc[i]!),
      () => differ(`${at}: screen crc`, screenCrc(core, screenBytes), record.screen_crc[i]!),
    );

  let paddle = paddleMiddle;
  const applyAction = (action: number) => {
    const lines = actionLines[action]!;
    core.setSwitches(idleSwitches);
    if (!paddles) {
      core.setJoysticks(lines);
      return;
    }
    const move = lines & rightLine ? -paddleStep : lines & leftLine ? paddleStep : 0;
    paddle = Math.min(Math.max(paddle + move, paddleLimits[0]), paddleLimits[1]);
    core.setPaddle(0, paddle);
    core.setPaddleButtons(lines & fireLine ? 1 : 0);
  };

  const environmentReset = (name: string, reset: MachineRecord, frames: FramesRecord): string | undefined => {
    paddle = paddleMiddle;
    core.setPaddle(0, paddleMiddle);
    core.setPaddle(1, paddleMiddle);
    core.systemReset();
    const mismatch = compareMachine(core, `${name} reset`, reset);
    if (mismatch !== undefined) return mismatch;
    applyAction(0);
    for (let frame = 0; frame < 68; frame++) {
      if (frame === 60) core.setSwitches(idleSwitches & ~resetSwitch);
      core.runFrame();
      const wrong = compareFrame(`${name} frame ${frame + 1}`, frames, frame);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

  const status = buildConsole(core, trace);
  if (status < 0) return `build: expected ${trace.cart_type}, got code ${status}`;
  const { initial } = trace;
  core.systemReset();
  const start = first(
    () => compareMachine(core, 'first reset', initial.first_reset),
    () => {
      if (trace.format !== 'AUTO-DETECT') return undefined;
      const format = detectFormat(core);
      core.setFormat(formatCode[format], trace.height);
      core.systemReset();
      return format === trace.format_used ? undefined : `format: expected ${trace.format_used}, got ${format}`;
    },
    () => compareMachine(core, 'console ready', initial.console_ready),
    () => environmentReset('load', initial.load_reset, initial.load_frames),
    () => environmentReset('game', initial.game_reset, initial.reset_frames),
    () => compareMachine(core, 'ready', initial.ready),
    () => differ('ready: screen crc', screenCrc(core, screenBytes), initial.ready_screen_crc),
  );
  if (start !== undefined) return start;

  for (const [i, action] of trace.actions.entries()) {
    applyAction(action);
    core.runFrame();
    const at = `frame ${i + 1}`;
    const mismatch = first(
      () => differ(`${at}: pc`, core.programCounter(), trace.pc[i]!),
      () => differ(`${at}: scanlines`, core.scanlines(), trace.scanlines[i]!),
      () => compareFrame(at, trace, i),
    );
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}
