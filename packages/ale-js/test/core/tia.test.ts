import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '../../src/console/core.js';
import { framesEndingAt, newCore, row } from './bench.js';

const tables = JSON.parse(readFileSync(new URL('../../data/tia-tables.json', import.meta.url), 'utf8'));
const { SCORE, PRIORITY } = tables.objectBits as Record<string, number>;

const nusiz0 = 0x04;
const colup0 = 0x06;
const colup1 = 0x07;
const colupf = 0x08;
const colubk = 0x09;
const ctrlpf = 0x0a;
const pf0 = 0x0d;
const resp0 = 0x10;
const resbl = 0x14;
const grp0 = 0x1b;
const grp1 = 0x1c;
const enam0 = 0x1d;
const hmp0 = 0x20;
const hmove = 0x2a;
const hmclr = 0x2b;
const cxclr = 0x2c;

const positionsOf = (core: Core) => [11, 12, 13, 14, 15].map((i) => core.register(i));
const middle = 100;

/** Writes all of COLUBK, COLUPF, COLUP0, COLUP1 in the order of the table's choices. */
const colors = [0x10, 0x20, 0x30, 0x40];
function paint(core: Core): void {
  for (const [i, register] of [colubk, colupf, colup0, colup1].entries()) core.poke(register, colors[i]!);
}

describe('HMOVE', () => {
  test('moves by the table, at every cycle of the line and for every value', () => {
    const core = newCore();
    const expected = tables.hmove.motionByCycleAndValue as number[][];
    for (let cycle = 0; cycle < 76; cycle++) {
      framesEndingAt(core, cycle);
      const moved = Array.from({ length: 16 }, (_, value) => {
        core.poke(hmclr, 0);
        core.poke(hmp0, value << 4);
        const before = positionsOf(core)[0]!;
        core.poke(hmove, 0);
        return ((positionsOf(core)[0]! - before + 160 + 80) % 160) - 80;
      });
      expect([cycle, moved]).toEqual([cycle, expected[cycle]]);
    }
  });
});

describe('RESPx, RESMx, RESBL', () => {
  test.each([
    ['in the blank', 20, [3, 3, 2, 2, 2]],
    ['at the first column', 23, [6, 6, 5, 5, 5]],
    ['in the middle', 50, [87, 87, 86, 86, 86]],
    ['where the line ends', 75, [2, 2, 1, 1, 1]],
  ])('%s', (_, cycle, expected) => {
    const core = newCore();
    framesEndingAt(core, cycle);
    for (let register = resp0; register <= resbl; register++) core.poke(register, 0);
    expect(positionsOf(core)).toEqual(expected);
  });
});

describe('a pixel where all objects can meet', () => {
  /** Players at 3 (left) or 117 (right), the others a column before and 8 wide. */
  const places = [
    { half: 'left', cycle: 12, column: 5, table: tables.colorSelect.leftHalf as number[] },
    { half: 'right', cycle: 60, column: 119, table: tables.colorSelect.rightHalf as number[] },
  ];

  test.each(places)('shows color and collisions by the tables, $half', ({ cycle, column, table }) => {
    const core = newCore();
    framesEndingAt(core, cycle);
    for (let register = resp0; register <= resbl; register++) core.poke(register, 0);
    core.poke(nusiz0, 0x30);
    core.poke(nusiz0 + 1, 0x30);
    paint(core);
    for (const control of [0, SCORE, PRIORITY, SCORE! | PRIORITY!] as number[]) {
      core.poke(ctrlpf, 0x30 | (control >> 5));
      for (let objects = 0; objects < 64; objects++) {
        const on = (bit: number) => Number((objects & bit) !== 0);
        core.poke(grp0, on(1) * 0xff);
        core.poke(enam0, on(2) * 2);
        core.poke(grp1, on(4) * 0xff);
        core.poke(enam0 + 1, on(8) * 2);
        core.poke(enam0 + 2, on(16) * 2);
        for (const register of [pf0, pf0 + 1, pf0 + 2]) core.poke(register, on(32) * 0xff);
        core.poke(cxclr, 0);
        core.runFrame();
        // With the playfield alone the score colors win even over its priority.
        const inForce = objects === 32 && control & SCORE! ? SCORE! : control;
        const shown = row(core, middle)[column];
        expect([control, objects, shown]).toEqual([control, objects, colors[table[objects | inForce]!]]);
        const collisions = core.register(6) & tables.collisionByObjectSet[objects];
        expect([objects, collisions]).toEqual([objects, tables.collisionByObjectSet[objects]]);
      }
    }
  });
});

describe('the playfield', () => {
  test.each([
    ['repeats', 0, tables.playfieldBitByCell.normal as number[]],
    ['is reflected', 1, tables.playfieldBitByCell.reflected as number[]],
  ])('%s by the table', (_, reflect, bitByCell) => {
    const core = newCore();
    framesEndingAt(core, 12);
    paint(core);
    core.poke(ctrlpf, reflect);
    for (let bit = 0; bit < 20; bit++) {
      const word = 1 << bit;
      core.poke(pf0, (word & 15) << 4);
      core.poke(pf0 + 1, (word >> 4) & 255);
      core.poke(pf0 + 2, word >> 12);
      core.runFrame();
      const line = row(core, middle);
      const cells = Array.from({ length: 40 }, (_, cell) => line[4 * cell] === colors[1]);
      expect([bit, cells]).toEqual([bit, bitByCell.map((b) => b === bit)]);
      expect(line).toEqual(Uint8Array.from({ length: 160 }, (_, x) => line[x & ~3]!));
    }
  });
});

describe('a player', () => {
  const core = newCore();
  const graphics = 0b10010110;
  const modes = Array.from({ length: 8 }, (_, mode) => mode);

  beforeAll(() => {
    framesEndingAt(core, 0);
    paint(core);
    core.poke(grp0, graphics);
  });

  /** Columns of a row that show the player, as its table tells by distance. */
  const expected = (position: number, bitByDistance: readonly number[]) =>
    Array.from({ length: 160 }, (_, x) => {
      const bit = bitByDistance[(x - position + 160) % 160] ?? -1;
      return bit >= 0 && ((graphics >> bit) & 1) === 1;
    });
  const shown = (line: number) => Array.from(row(core, line), (color) => color === colors[2]);

  test.each(modes)('with NUSIZ %d shows all its copies', (mode) => {
    core.poke(nusiz0, mode);
    for (const position of [3, 80, 150]) {
      moveTo(core, position);
      core.runFrame();
      expect(shown(middle)).toEqual(expected(position, tables.playerBitByDistance.allCopies[mode]));
    }
  });

  test.each(modes)('with NUSIZ %d misses its first copy on the line of a RESP far from the old place', (mode) => {
    core.poke(nusiz0, mode);
    moveTo(core, 100);
    core.poke(resp0, 0);
    core.runFrame();
    expect(shown(0)).toEqual(expected(3, tables.playerBitByDistance.firstCopySkipped[mode]));
    expect(shown(1)).toEqual(expected(3, tables.playerBitByDistance.allCopies[mode]));
  });

  test.each(modes)('with NUSIZ %d keeps its first copy when RESP falls on the start of an old copy', (mode) => {
    const zones = tables.resetPlayerZone.byMode[mode] as number[];
    for (let distance = 0; distance < 160; distance++) {
      core.poke(nusiz0, mode);
      moveTo(core, (3 - distance + 160) % 160);
      core.poke(resp0, 0);
      core.runFrame();
      const delayed = zones[distance] === -1;
      const table = tables.playerBitByDistance[delayed ? 'allCopies' : 'firstCopySkipped'][mode];
      expect([distance, shown(0)]).toEqual([distance, expected(3, table)]);
    }
  });
});

/** By HMOVEs in cycle 0, where an object moves up to 7 columns left and up to 8 right. */
function moveTo(core: Core, column: number): void {
  const motion = tables.hmove.motionByCycleAndValue[0] as number[];
  for (let distance = column - positionsOf(core)[0]!; distance !== 0; distance = column - positionsOf(core)[0]!) {
    core.poke(hmp0, motion.indexOf(Math.min(Math.max(distance, -7), 8)) << 4);
    core.poke(hmove, 0);
  }
}
