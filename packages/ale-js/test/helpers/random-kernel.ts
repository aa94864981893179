/**
 * Cartridges whose random programs keep the TIA busy: kernels of a few lines, writes that repeat what a register holds,
 * events at any cycle of a line, frames of any length, waits for the timer, code in RAM, a stack in the TIA.
 */
import type { Cartridge } from './cartridge.js';
import { randomConsole, randomSteps } from './random-console.js';
import { RandomProgram } from './random-program.js';

const bankSize = 4096;
const codeStart = 0xf000;
const codeEnd = 0xfd00;
const table = 0xfe00;

/** RAM: a counter, random bytes, results, code; a pointer to the registers at $88. */
const counter = 0x80;
const loopCounter = 0x86;
const pointer = 0x88;
const randomBytes = [0x90, 0x9f] as const;
const results = [0xa0, 0xbf] as const;
const codeInRam = [0xc0, 0xe7] as const;

const vsync = 0x00;
const vblank = 0x01;
const wsync = 0x02;
const hmm0 = 0x22;
const hmove = 0x2a;
const objects = [0x04, 0x05, 0x10, 0x11, 0x12, 0x13, 0x14, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x25, 0x26, 0x27, 0x28, 0x29];
const motions = [0x20, 0x21, 0x22, 0x23, 0x24, 0x2a, 0x2a, 0x2a, 0x2b];
const colours = [0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f];
const others = [0x03, 0x15, 0x19, 0x2c, 0x2c, 0x2d, 0x37];
const registers = [...objects, ...motions, ...colours, ...others];

const timers = [0x294, 0x295, 0x296, 0x297];
const timerReads = [0x284, 0x284, 0x284, 0x286, 0x294, 0x2284, 0x285, 0x285, 0x287, 0x695];

const [lda, ldx, txs, pha, php, jsr, rts, dex, bne, bpl] = [
  0xa9, 0xa2, 0x9a, 0x48, 0x08, 0x20, 0x60, 0xca, 0xd0, 0x10,
] as const;
const branches = [0x10, 0x30, 0x50, 0x70, 0x90, 0xb0, 0xd0, 0xf0];
/** LDA, LDY, LDX, BIT, with CMP, LAX, NOP: absolute, and of the zero page. */
const absoluteLoads = [0xad, 0xad, 0xac, 0xae, 0x2c];
const absoluteReads = [0xad, 0xad, 0xac, 0x2c, 0xae, 0xcd, 0xaf, 0x0c];
const zeroReads = [0xa5, 0xa5, 0xa4, 0x24, 0xc5, 0xa6, 0x65, 0x45, 0xa7, 0x04];
/** STA, STX, STY, SAX of the zero page. */
const zeroStores = [0x85, 0x85, 0x85, 0x85, 0x86, 0x84, 0x87];
/** INC, DEC, ASL, LSR, ROL, ROR, SLO, DCP, ISB, RRA of the zero page. */
const zeroChanges = [0xe6, 0xc6, 0x06, 0x46, 0x26, 0x66, 0x07, 0xc7, 0xe7, 0x67];

/** Writes the pieces of one program. Registers and values come from short lists, so that many writes repeat another. */
function kernel(p: RandomProgram) {
  const favourites = Array.from({ length: p.between(2, 9) }, () => p.pick(registers));
  const values = [0, 2, 0xff, ...Array.from({ length: p.between(1, 5) }, () => p.byte())];
  const register = () => (p.chance(75) ? p.pick(favourites) : p.pick(registers));

  const load = () =>
    p.one([
      [6, () => {}],
      [6, () => p.emit(lda, p.pick(values))],
      [4, () => p.emit(0xa5, p.between(...randomBytes))],
      [2, () => p.absolute(0xbd, table + p.byte())],
      [1, () => p.emit(p.pick([0x8a, 0x98]))],
      [1, () => p.emit(0x45, p.between(...randomBytes))],
    ]);

  const store = (to: number) =>
    p.one([
      [40, () => p.emit(p.pick(zeroStores), to)],
      [3, () => p.emit(0x85, to | 0x40)],
      [3, () => p.absolute(p.pick([0x8d, 0x8e, 0x8c]), to | p.pick([0x000, 0x100, 0x040, 0x2000, 0x540]))],
      [2, () => p.emit(p.pick(zeroChanges), to)],
      [1, () => p.absolute(p.pick([0xee, 0x0e]), to)],
      // STA (zp),Y with the pointer at $0000, by way of TXA, TAY: the register is the loop's counter.
      [1, () => p.emit(0x8a, 0x29, 0x3f, 0xa8, 0x91, pointer)],
    ]);

  const read = () => {
    p.one([
      [6, () => p.emit(p.pick(zeroReads), p.pick([0x00, 0x30, 0x40]) | p.below(16))],
      [2, () => p.absolute(p.pick(absoluteReads), p.pick([0x00, 0x30, 0x100]) | p.below(16))],
      [1, () => p.absolute(0xad, p.pick([0x280, 0x282, 0x284, 0x285]))],
      [1, () => p.emit(p.pick([0xb1, 0xa1]), p.pick([0xff, p.byte()]))],
    ]);
    if (p.chance(60)) p.emit(0x85, p.between(...results));
  };

  /** A stack whose pushes are writes and whose pulls are reads of registers. */
  const stackInTia = () => {
    p.emit(ldx, p.pick([0x1f, 0x1c, 0x0f, 0x0a, 0x06, 0x02, 0x03, 0x2a, p.byte()]), txs);
    for (let n = p.between(1, 3); n > 0; n--) {
      p.one([
        [3, () => p.emit(p.pick([pha, php]))],
        [2, () => p.emit(p.pick([0x68, 0x28, 0x68]))],
        [1, () => p.absolute(jsr, p.pc + 3)],
        [1, () => p.delay(p.between(2, 9))],
      ]);
    }
    p.emit(0xd8, ldx, 0xff, txs);
  };

  /** HMOVE, and 21 cycles later what sets off the star field, or nearly. */
  const starField = () => {
    p.emit(lda, 0x70 | p.below(16), 0x85, hmm0, 0xa2, 0x60 | p.below(16));
    if (p.chance(70)) p.emit(0x85, wsync);
    p.emit(0x85, hmove);
    p.delay(p.pick([18, 18, 18, 17, 19]));
    p.emit(0x86, hmm0);
  };

  const timerWrite = () => {
    p.emit(lda, p.pick([1, 2, 20, 100, 129, 200, 255, p.byte()]));
    p.absolute(0x8d, p.pick(timers));
  };

  /** `LDA INTIM`, a branch back to it, and its kin; now and then something stands between. */
  const wait = () => {
    if (p.chance(70)) timerWrite();
    if (p.chance(30)) p.delay(p.between(2, 60));
    const start = p.pc;
    const usual = p.chance(90);
    p.absolute(p.pick(usual ? absoluteLoads : absoluteReads), p.pick(timerReads));
    if (p.chance(5)) load();
    if (p.chance(8)) store(register());
    p.branch(usual ? p.pick([bne, bpl]) : p.pick(branches), start);
  };

  const blankAwhile = () => {
    p.emit(lda, p.pick([2, 0x82, 0x80, 0xfd]), 0x85, vblank);
    p.delay(p.pick([0, 2, 3, 4, 5, 8, 13, 40, 80]));
    if (p.chance(95)) p.emit(lda, p.pick([0, 0x40]), 0x85, vblank);
  };

  const event = (): void => {
    if (p.chance(45)) p.delay(p.chance(80) ? p.between(2, 14) : p.between(2, 70));
    p.one([
      [
        60,
        () => {
          load();
          const to = register();
          store(to);
          if (p.chance(20)) p.emit(0x85, to);
          if (p.chance(10)) store(to);
        },
      ],
      [6, read],
      [5, () => p.emit(0x85, hmove)],
      [3, blankAwhile],
      [3, () => p.emit(0x85, wsync)],
      [1, starField],
      [1, stackInTia],
      [1, () => p.absolute(p.pick([0xad, 0x8d, 0x2c]), 0xfff8 + p.below(2))],
      [1, () => p.emit(0xe6, p.between(...randomBytes))],
      [1, () => p.emit(p.pick([0x24, 0xa5]), p.between(...randomBytes), p.pick(branches), 2, 0x85, register())],
      [
        1,
        () =>
          p.one([
            [9, () => {}],
            [1, () => p.emit(lda, p.pick([0, 2]), 0x85, vsync)],
          ]),
      ],
    ]);
  };

  /** Counts in RAM, since a body may use any register. */
  const loop = (count: number, body: () => void) => {
    p.emit(lda, count, 0x85, loopCounter);
    const start = p.pc;
    body();
    p.emit(0xc6, loopCounter);
    p.branch(bne, start);
  };

  const lines = (count: number) => {
    const onY = p.chance(30);
    p.emit(onY ? 0xa0 : ldx, count);
    const start = p.pc;
    p.emit(0x85, wsync, onY ? 0x88 : dex);
    p.branch(bne, start);
  };

  const events = (most: number) => {
    for (let n = p.between(1, most); n > 0; n--) event();
  };

  const linesOf = (most: number) => {
    p.emit(0x85, wsync);
    events(most);
  };

  const fromRam = () => {
    const q: number[] = [];
    const length = codeInRam[1] - codeInRam[0];
    while (q.length < length - 8) {
      const before = p.bytes.length;
      event();
      const piece = p.bytes.splice(before);
      if (piece.length > 8 || piece.includes(jsr)) continue;
      q.push(...piece);
    }
    q.push(rts);
    for (const [i, byte] of q.slice(0, length).entries()) p.emit(lda, byte, 0x85, codeInRam[0] + i);
    loop(p.between(1, 9), () => p.absolute(jsr, codeInRam[0]));
  };

  const segment = () =>
    p.one([
      [10, () => loop(p.between(2, 30), () => linesOf(7))],
      [6, () => loop(p.between(2, 25), () => events(6))],
      [1, () => lines(p.between(1, 20))],
      [5, () => events(20)],
      [3, wait],
      [1, fromRam],
    ]);

  const verticalSync = () => {
    const on = p.pick([2, 2, 0xff]);
    const off = p.pick([0, 0, 0xfd]);
    if (p.chance(60)) p.emit(0x85, wsync);
    if (p.chance(40)) p.delay(p.between(2, 76));
    p.emit(lda, on, 0x85, vsync);
    for (let lines = p.pick([3, 3, 1, 2, 0]); lines > 0; lines--) p.emit(0x85, wsync);
    if (p.chance(50)) p.delay(p.between(2, 76));
    if (p.chance(30)) events(3);
    p.emit(lda, off, 0x85, vsync);
  };

  /** Colours, and most objects on. */
  const show = () => {
    for (const to of [...colours, ...objects]) {
      if (p.chance(80)) p.emit(lda, to >= 0x1d && to <= 0x1f ? 2 : p.byte(), 0x85, to);
    }
    p.emit(lda, 0, 0x85, 0x28, 0x85, 0x29);
  };

  return { segment, verticalSync, show, lines };
}

/** Other random bytes in every frame. */
function scramble(p: RandomProgram): void {
  p.emit(0xe6, counter, ldx, randomBytes[1] - randomBytes[0], 0x18);
  const next = p.pc;
  p.emit(0xb5, randomBytes[0], 0x65, counter, 0x2a, 0x55, results[0], 0x95, randomBytes[0], dex);
  p.branch(bpl, next);
}

/** The program: set-up, then frames without end. */
function program(p: RandomProgram): void {
  const { segment, verticalSync, show, lines } = kernel(p);
  p.emit(0xd8, ldx, 0xff, txs, lda, 0, 0x85, pointer, 0x85, pointer + 1);
  show();
  const frame = p.pc;
  scramble(p);
  verticalSync();
  if (p.chance(60)) p.emit(lda, 2, 0x85, vblank);
  if (p.chance(80)) lines(p.between(2, 34));
  if (p.chance(50)) show();
  if (p.chance(95)) p.emit(lda, 0, 0x85, vblank);
  for (let n = p.between(2, 16); n > 0 && p.pc < codeEnd - 900; n--) segment();
  if (p.chance(70)) lines(p.between(2, 120));
  p.emit(0xd8);
  p.jump(frame);
}

/** Banks with the same code and tables of their own. */
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
