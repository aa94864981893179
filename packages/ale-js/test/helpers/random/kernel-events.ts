/** Events of random kernels: single accesses to the TIA, and sequences with special rules. */
import type { RandomProgram } from './random-program.js';

/** RAM: random bytes, results, and a pointer to $0000. The page of tables in each bank also contains random bytes. */
export const randomBytes = [0x90, 0x9f] as const;
export const results = [0xa0, 0xbf] as const;
export const pointer = 0x88;
const table = 0xfe00;
const hotspots = 0xfff8;

export const vsync = 0x00;
export const vblank = 0x01;
export const wsync = 0x02;
const hmm0 = 0x22;
const hmove = 0x2a;
const objects = [0x04, 0x05, 0x10, 0x11, 0x12, 0x13, 0x14, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x25, 0x26, 0x27, 0x28, 0x29];
const motions = [0x20, 0x21, 0x22, 0x23, 0x24, 0x2a, 0x2a, 0x2a, 0x2b];
const colors = [0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f];
const others = [0x03, 0x15, 0x19, 0x2c, 0x2c, 0x2d, 0x37];
const registers = [...objects, ...motions, ...colors, ...others];
const enables = [0x1d, 0x1e, 0x1f];
const locks = [0x28, 0x29];

const timers = [0x294, 0x295, 0x296, 0x297];
const timerReads = [0x284, 0x284, 0x284, 0x286, 0x294, 0x2284, 0x285, 0x285, 0x287, 0x695];

export const [lda, ldx, ldy, staZero, txs, cld] = [0xa9, 0xa2, 0xa0, 0x85, 0x9a, 0xd8] as const;
export const [jsr, rts, bne, bpl] = [0x20, 0x60, 0xd0, 0x10] as const;
const [pha, php, pla, plp] = [0x48, 0x08, 0x68, 0x28];
const branches = [0x10, 0x30, 0x50, 0x70, 0x90, 0xb0, 0xd0, 0xf0];
/** LDA, LDY, LDX, BIT; CMP, LAX, NOP. */
const absoluteLoads = [0xad, 0xad, 0xac, 0xae, 0x2c];
const absoluteReads = [...absoluteLoads, 0xcd, 0xaf, 0x0c];
/** LDA, LDY, BIT, CMP, LDX, ADC, EOR, LAX, NOP. */
const zeroReads = [0xa5, 0xa5, 0xa4, 0x24, 0xc5, 0xa6, 0x65, 0x45, 0xa7, 0x04];
/** STA, STX, STY, SAX. */
const zeroStores = [0x85, 0x85, 0x85, 0x85, 0x86, 0x84, 0x87];
/** INC, DEC, ASL, LSR, ROL, ROR, SLO, DCP, ISB, RRA. */
const zeroChanges = [0xe6, 0xc6, 0x06, 0x46, 0x26, 0x66, 0x07, 0xc7, 0xe7, 0x67];

/** Registers and values are chosen from short lists, so that many writes are repeated. */
export function kernelEvents(p: RandomProgram) {
  const favorites = Array.from({ length: p.between(2, 9) }, () => p.pick(registers));
  const values = [0, 2, 0xff, ...Array.from({ length: p.between(1, 5) }, () => p.byte())];
  const register = () => (p.chance(75) ? p.pick(favorites) : p.pick(registers));

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
      [3, () => p.emit(staZero, to | 0x40)],
      [3, () => p.absolute(p.pick([0x8d, 0x8e, 0x8c]), to | p.pick([0x000, 0x100, 0x040, 0x2000, 0x540]))],
      [2, () => p.emit(p.pick(zeroChanges), to)],
      [1, () => p.absolute(p.pick([0xee, 0x0e]), to)],
      // TXA, AND #$3F, TAY, STA (pointer),Y: any register.
      [1, () => p.emit(0x8a, 0x29, 0x3f, 0xa8, 0x91, pointer)],
    ]);

  const write = () => {
    load();
    const to = register();
    store(to);
    if (p.chance(20)) p.emit(staZero, to);
    if (p.chance(10)) store(to);
  };

  const read = () => {
    p.one([
      [6, () => p.emit(p.pick(zeroReads), p.pick([0x00, 0x30, 0x40]) | p.below(16))],
      [2, () => p.absolute(p.pick(absoluteReads), p.pick([0x00, 0x30, 0x100]) | p.below(16))],
      [1, () => p.absolute(0xad, p.pick([0x280, 0x282, 0x284, 0x285]))],
      [1, () => p.emit(p.pick([0xb1, 0xa1]), p.pick([0xff, p.byte()]))],
    ]);
    if (p.chance(60)) p.emit(staZero, p.between(...results));
  };

  const move = () => p.emit(staZero, hmove);

  /** Pushes are writes and pulls are reads of registers. */
  const stackInTia = () => {
    p.emit(ldx, p.pick([0x1f, 0x1c, 0x0f, 0x0a, 0x06, 0x02, 0x03, 0x2a, p.byte()]), txs);
    for (let n = p.between(1, 3); n > 0; n--) {
      p.one([
        [3, () => p.emit(p.pick([pha, php]))],
        [2, () => p.emit(p.pick([pla, plp]))],
        [1, () => p.absolute(jsr, p.pc + 3)],
        [1, () => p.delay(p.between(2, 9))],
      ]);
    }
    p.emit(cld, ldx, 0xff, txs);
  };

  /** HMOVE, and about 21 cycles later the write that starts the star field. */
  const starField = () => {
    p.emit(lda, 0x70 | p.below(16), staZero, hmm0, ldx, 0x60 | p.below(16));
    if (p.chance(70)) p.emit(staZero, wsync);
    move();
    p.delay(p.pick([18, 18, 18, 17, 19]));
    p.emit(0x86, hmm0);
  };

  const blankAwhile = () => {
    p.emit(lda, p.pick([2, 0x82, 0x80, 0xfd]), staZero, vblank);
    p.delay(p.pick([0, 2, 3, 4, 5, 8, 13, 40, 80]));
    if (p.chance(95)) p.emit(lda, p.pick([0, 0x40]), staZero, vblank);
  };

  /** An HMOVE, directly followed by accesses. */
  const movedAmid = () => {
    move();
    for (let n = p.between(1, 3); n > 0; n--) {
      p.delay(p.pick([0, 0, 2, 3, 4, 7, 12]));
      p.one([
        [2, read],
        [2, write],
        [1, () => p.emit(staZero, register())],
      ]);
    }
  };

  const skip = () => p.emit(p.pick([0x24, 0xa5]), p.between(...randomBytes), p.pick(branches), 2, staZero, register());

  const event = (): void => {
    if (p.chance(45)) p.delay(p.chance(80) ? p.between(2, 14) : p.between(2, 70));
    p.one([
      [600, write],
      [60, read],
      [30, move],
      [20, movedAmid],
      [30, blankAwhile],
      [30, () => p.emit(staZero, wsync)],
      [10, starField],
      [10, stackInTia],
      [10, skip],
      [10, () => p.emit(0xe6, p.between(...randomBytes))],
      [10, () => p.absolute(p.pick([0xad, 0x8d, 0x2c]), hotspots + p.below(2))],
      [1, () => p.emit(lda, p.pick([0, 2]), staZero, vsync)],
    ]);
  };

  const timerWrite = () => {
    p.emit(lda, p.pick([1, 2, 20, 100, 129, 200, 255, p.byte()]));
    p.absolute(0x8d, p.pick(timers));
  };

  /** `LDA INTIM`, a branch back to it, and similar loops; sometimes with an instruction between. */
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

  /** Colors, and most objects on. */
  const show = () => {
    for (const to of [...colors, ...objects]) {
      if (p.chance(80)) p.emit(lda, enables.includes(to) ? 2 : p.byte(), staZero, to);
    }
    p.emit(lda, 0, ...locks.flatMap((to) => [staZero, to]));
  };

  return { event, movedAmid, read, write, wait, show };
}
