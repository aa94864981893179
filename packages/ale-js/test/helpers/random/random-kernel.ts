/**
 * Cartridges with random programs that use the TIA: kernels of a few lines, writes that repeat a register's value,
 * events at any cycle of a line, frames of any length, waits for the timer, code in RAM, a stack in the TIA.
 */
import type { Cartridge } from '../cartridge.js';
import {
  bne,
  bpl,
  cld,
  jsr,
  kernelEvents,
  lda,
  ldx,
  ldy,
  pointer,
  randomBytes,
  results,
  rts,
  staZero,
  txs,
  vblank,
  vsync,
  wsync,
} from './kernel-events.js';
import { randomConsole, randomSteps } from './random-console.js';
import { RandomProgram } from './random-program.js';

const bankSize = 4096;
const codeStart = 0xf000;
/** Longest segment, in bytes. */
const codeEnd = 0xfd00 - 900;

/** RAM. */
const counter = 0x80;
const loopCounter = 0x86;
const codeInRam = 0xc0;
const codeInRamBytes = 40;
const longestPiece = 8;

/** The parts of a program. */
function kernel(p: RandomProgram) {
  const { event, movedAmid, read, write, wait, show } = kernelEvents(p);

  const events = (most: number) => {
    for (let n = p.between(1, most); n > 0; n--) event();
  };

  /** Counts in RAM, because a body may use any register. */
  const loop = (count: number, body: () => void) => {
    p.emit(lda, count, staZero, loopCounter);
    const start = p.pc;
    body();
    p.emit(0xc6, loopCounter);
    p.branch(bne, start);
  };

  const lines = (count: number) => {
    const [load, decrement] = p.pick([
      [ldx, 0xca],
      [ldy, 0x88],
    ] as const);
    p.emit(load, count);
    const start = p.pc;
    p.emit(staZero, wsync, decrement);
    p.branch(bne, start);
  };

  const eventsOfLine = () => {
    p.emit(staZero, wsync);
    events(7);
  };

  /** A subroutine that is first written into RAM. */
  const fromRam = () => {
    const code: number[] = [];
    while (code.length < codeInRamBytes - longestPiece) {
      const before = p.bytes.length;
      event();
      const piece = p.bytes.splice(before);
      if (piece.length <= longestPiece && !piece.includes(jsr)) code.push(...piece);
    }
    code.push(rts);
    for (const [i, byte] of code.entries()) p.emit(lda, byte, staZero, codeInRam + i);
    loop(p.between(1, 9), () => p.absolute(jsr, codeInRam));
  };

  const segment = () =>
    p.one([
      [10, () => loop(p.between(2, 30), eventsOfLine)],
      [6, () => loop(p.between(2, 25), () => events(6))],
      [1, () => lines(p.between(1, 20))],
      [5, () => events(20)],
      [3, wait],
      [1, fromRam],
    ]);

  /** Ends the frame, often within a line. */
  const lastMoments = () =>
    p.one([
      [3, () => {}],
      [2, movedAmid],
      [2, () => events(3)],
      [1, read],
      [1, write],
    ]);

  const verticalSync = () => {
    if (p.chance(60)) p.emit(staZero, wsync);
    if (p.chance(40)) p.delay(p.between(2, 76));
    p.emit(lda, p.pick([2, 2, 0xff]), staZero, vsync);
    for (let n = p.pick([3, 3, 1, 2, 0]); n > 0; n--) p.emit(staZero, wsync);
    if (p.chance(50)) p.delay(p.between(2, 76));
    lastMoments();
    p.emit(lda, p.pick([0, 0, 0xfd]), staZero, vsync);
  };

  return { segment, verticalSync, show, lines };
}

/** Changes random bytes in every frame. */
function scramble(p: RandomProgram): void {
  p.emit(0xe6, counter, ldx, randomBytes[1] - randomBytes[0], 0x18);
  const next = p.pc;
  p.emit(0xb5, randomBytes[0], 0x65, counter, 0x2a, 0x55, results[0], 0x95, randomBytes[0], 0xca);
  p.branch(bpl, next);
}

/** The program: set-up, then an endless loop of frames. */
function program(p: RandomProgram): void {
  const { segment, verticalSync, show, lines } = kernel(p);
  p.emit(cld, ldx, 0xff, txs, lda, 0, staZero, pointer, staZero, pointer + 1);
  show();
  const frame = p.pc;
  scramble(p);
  verticalSync();
  if (p.chance(60)) p.emit(lda, 2, staZero, vblank);
  if (p.chance(80)) lines(p.between(2, 34));
  if (p.chance(50)) show();
  if (p.chance(95)) p.emit(lda, 0, staZero, vblank);
  for (let n = p.between(2, 16); n > 0 && p.pc < codeEnd; n--) segment();
  if (p.chance(70)) lines(p.between(2, 120));
  p.emit(cld);
  p.jump(frame);
}

/** Banks with the same code and different tables. */
function image(p: RandomProgram, banks: number): Uint8Array {
  const bytes = Uint8Array.from({ length: banks * bankSize }, () => p.byte());
  for (let start = 0; start < bytes.length; start += bankSize) {
    bytes.set(p.bytes, start);
    bytes.set([codeStart & 0xff, codeStart >> 8, codeStart & 0xff, codeStart >> 8], start + bankSize - 4);
  }
  return bytes;
}

/** @returns the same cartridge for the same seed */
export function randomKernel(seed: number): Cartridge {
  const p = new RandomProgram(seed, codeStart);
  program(p);
  return {
    name: `kernel-${seed}`,
    image: image(p, p.pick([1, 1, 2, 4])),
    ...randomConsole(p),
    steps: randomSteps(p),
  };
}
