import { describe, expect, test } from 'vitest';
import { delay, execute, newCore } from './bench.js';

const core = newCore();
const intim = 0x0284;
const timint = 0x0285;
const timers = { 0: 0x0294, 3: 0x0295, 6: 0x0296, 10: 0x0297 };

const store = (address: number) => [0x8d, address & 255, address >> 8];
const load = (address: number) => [0xad, address & 255, address >> 8];

/** Starts the timer with 3 and reads registers so many cycles after the write. @returns what was read, in order */
function readsAfter(shift: keyof typeof timers, reads: readonly (readonly [cycles: number, address: number])[]) {
  let now = 0;
  const code = [0xa9, 0x03, ...store(timers[shift])];
  for (const [i, [cycles, address]] of reads.entries()) {
    // A load takes 4 cycles and reads in the last, a store to the zero page 3.
    code.push(...delay(cycles - now - 4), ...load(address), 0x85, 0x90 + i);
    now = cycles + 3;
  }
  const { ram } = execute(core, code);
  return reads.map((_, i) => ram(0x90 + i));
}

/** Cycles since the write, what INTIM shows then; after zero only the first late read. */
const single = [
  [3, 8, 0x02],
  [3, 9, 0x01],
  [3, 24, 0x00],
  [3, 25, 0xff],
  [3, 26, 0xfe],
  [3, 34, 0xf5],
  [0, 4, 0xff],
  [0, 6, 0xfb],
  [0, 13, 0xed],
  [6, 64, 0x02],
  [6, 65, 0x01],
  [6, 192, 0x00],
  [6, 193, 0xff],
  [6, 194, 0xfe],
  [6, 202, 0xf6],
  [10, 1024, 0x02],
  [10, 1025, 0x01],
  [10, 3072, 0x00],
  [10, 3073, 0xff],
  [10, 3074, 0xfe],
] as const;

describe('the timer', () => {
  test.each(single)('shift %d reads after %d cycles as %d', (shift, cycles, value) => {
    expect(readsAfter(shift, [[cycles, intim]])).toEqual([value]);
  });

  test('counts at the interval rate from the first late read on', () => {
    const reads = [26, 44, 224].map((cycles) => [cycles, intim] as const);
    expect(readsAfter(3, reads)).toEqual([0xfe, 0xfc, 0xe6]);
  });

  test('sets its interrupt flag at expiry, until INTIM is read', () => {
    expect(readsAfter(3, [[24, timint]])).toEqual([0x00]);
    expect(
      readsAfter(3, [
        [25, timint],
        [40, timint],
      ]),
    ).toEqual([0x80, 0x80]);
    expect(
      readsAfter(3, [
        [26, intim],
        [40, timint],
      ]),
    ).toEqual([0xfe, 0x00]);
  });

  test('a loop with BPL ends at once while the timer is above 127', () => {
    const start = [0xa9, 200, ...store(timers[6]), 0xa9, 0x00, 0xf0, 0x03];
    expect(execute(core, [...start, ...load(intim), 0x10, 0xfb]).a).toBe(199);
  });

  test('waiting for it in a loop takes as long as running the loop', () => {
    for (const [branch, opcode] of [
      ['BNE', 0xd0],
      ['BPL', 0x10],
    ] as const) {
      const wait = [0xa9, 40, ...store(timers[6]), ...load(intim), opcode, 0xfb];
      // A branch without its load: the same loop, not recognizable as waiting.
      const slow = [0xa9, 40, ...store(timers[6]), ...load(intim), opcode, 0x03, 0x4c, 0x00, 0x00];
      const at = 0xf00a + 5;
      slow.splice(-3, 3, 0x02, 0xea, 0xea, 0x4c, at & 255, at >> 8);
      const cycles = execute(core, wait).cycles;
      expect([branch, cycles > 39 * 64 && cycles < 41 * 64]).toEqual([branch, true]);
      // Rounds of the recognized loop take 7 cycles, of the other 10; both end at the first read past the mark.
      const mark = 39 * 64 + (branch === 'BPL' ? 64 : 0);
      const writtenAt = 2 + 4;
      const firstRead = (period: number) => writtenAt + 4 + Math.ceil((mark + 1 - 4) / period) * period;
      expect(cycles).toBe(firstRead(7) + 2);
      expect(execute(core, slow).cycles).toBe(firstRead(10) + 2);
    }
  });
});

describe('the ports', () => {
  test('SWCHA returns the sticks, regardless of writes to it or to its direction', () => {
    core.setJoysticks(0);
    expect(execute(core, [0xa9, 0x55, ...store(0x0280), ...store(0x0281), ...load(0x0280)]).a).toBe(0xff);
    expect(execute(core, [0xa9, 0x55, ...store(0x0281), ...load(0x0281)]).a).toBe(0x55);
  });

  test('SWCHB idles at $3F and SWBCNT reads 0', () => {
    expect(execute(core, load(0x0282)).a).toBe(0x3f);
    expect(execute(core, load(0x0283)).a).toBe(0x00);
  });
});
