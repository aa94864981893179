import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { CoreTrace } from '../../src/conformance/core.js';
import { ramCrc, screenCrc } from '../../src/conformance/core.js';
import type { Core } from '../../src/console/core.js';
import { delay, image, insert, newCore, programStart, row } from './bench.js';

/** A cartridge of each kind that has state of its own, and pictures that change in mid-line. */
const names = ['games-01', 'mixed-00', 'objects-03', 'frames-06', 'riot-00', 'input-04', ...bankTraces()];

function bankTraces(): string[] {
  return Array.from({ length: 18 }, (_, i) => `banks-${String(i).padStart(2, '0')}`);
}

function load(core: Core, name: string): CoreTrace {
  const url = new URL(`../../data/conformance/core/traces/${name}.json.gz`, import.meta.url);
  const trace = JSON.parse(gunzipSync(readFileSync(url)).toString()) as CoreTrace;
  insert(core, Buffer.from(trace.rom, 'base64'), 0, Number(trace.format === 'PAL'));
  return trace;
}

function play(core: Core, frames: number): number[] {
  const sums: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    core.setJoysticks((frame * 37) & 0x3ff);
    core.runFrame();
    sums.push(ramCrc(core), screenCrc(core, 160 * 210), core.cycles(), core.programCounter());
  }
  return sums;
}

const state = (core: Core) => new Uint8Array(core.memory.buffer, core.statePointer(), core.stateSize());
const unsaved = (core: Core) => new Uint8Array(core.memory.buffer, core.unsavedPointer(), core.unsavedSize());

describe('the two blocks of a console', () => {
  test.each(names)('written back continue to the same pixels (%s)', (name) => {
    const core = newCore();
    load(core, name);
    play(core, 23);
    const [savedState, rest] = [state(core).slice(), unsaved(core).slice()];
    const expected = play(core, 12);
    play(core, 5);
    state(core).set(savedState);
    unsaved(core).set(rest);
    expect(play(core, 12)).toEqual(expected);
  });

  test.each(names)('restore the machine in another console (%s)', (name) => {
    const [core, other] = [newCore(), newCore()];
    load(core, name);
    load(other, name);
    play(core, 17);
    state(other).set(state(core));
    unsaved(other).set(unsaved(core));
    expect(play(other, 12)).toEqual(play(core, 12));
  });

  test.each(names)('are adjacent and inside the memory (%s)', (name) => {
    const core = newCore();
    load(core, name);
    expect(core.statePointer() + core.stateSize()).toBe(core.unsavedPointer());
    expect(core.unsavedPointer() + core.unsavedSize()).toBeLessThanOrEqual(core.memory.buffer.byteLength);
  });

  test('the first block alone restores RAM and time of a game that does not depend on its picture', () => {
    const core = newCore();
    load(core, 'riot-00');
    play(core, 23);
    const saved = state(core).slice();
    const withoutScreens = (sums: number[]) => sums.filter((_, i) => i % 4 !== 1);
    const expected = withoutScreens(play(core, 12));
    play(core, 5);
    state(core).set(saved);
    expect(withoutScreens(play(core, 12))).toEqual(expected);
  });
});

test('a frame that is restored repeatedly before its end is drawn inside its buffer', () => {
  const core = newCore();
  // 25,088 instructions that draw nothing, then reads of the TIA for ever: the second update draws all rows.
  const idle = [0xa2, 49, 0xa0, 0x00, 0x88, 0xd0, 0xfd, 0xca, 0xd0, 0xfa];
  const readTia = [0xa5, 0x00, 0x4c, 0x0e, 0xf0];
  insert(core, image({ [programStart]: [0xa9, 0x40, 0x85, 0x09, ...idle, ...readTia] }), 2);
  core.runFrame();
  const saved = state(core).slice();
  const other = new Uint8Array(core.memory.buffer, core.previousFramePointer(), 160 * 320);
  for (let restore = 0; restore < 40; restore++) {
    state(core).set(saved);
    core.runFrame();
    expect(other.every((color) => color === 0)).toBe(true);
  }
  expect(row(core, 209)).toEqual(new Uint8Array(160).fill(0x40));
});

describe('after a restore of the first block alone, objects stay latched as before', () => {
  const [vsync, wsync, nusiz0, colup0, colupf, ctrlpf] = [0x00, 0x02, 0x04, 0x06, 0x08, 0x0a] as const;
  const [resp0, resbl, grp0, enabl, hmp0, hmbl, hmove] = [0x10, 0x14, 0x1b, 0x1f, 0x20, 0x24, 0x2a] as const;
  const here = 3;
  const there = 11;

  /** Frames of 262 lines, with a write of 0 to a register in the middle of the first displayed line. */
  const program = (register: number) => [
    ...[0xa9, 0x02, 0x85, vsync, 0x85, wsync, 0x85, wsync, 0xa9, 0x00, 0x85, vsync],
    ...[0xa2, 34, 0x85, wsync, 0xca, 0xd0, 0xfb, ...delay(45), 0xa9, 0x00, 0x85, register],
    ...[0xa2, 225, 0x85, wsync, 0xca, 0xd0, 0xfb, 0x4c, 0x00, 0xf0],
  ];
  /** First column of the object, from a row. */
  const column = (core: Core, line: number) => row(core, line).findIndex((color) => color !== 0);

  test.each([
    ['the player until NUSIZ0 is written', nusiz0, { [colup0]: 0x40, [grp0]: 0xff }, resp0, hmp0, 0],
    ['the ball until CTRLPF is written', ctrlpf, { [colupf]: 0x40, [enabl]: 0x02 }, resbl, hmbl, 1],
  ])('%s', (_, register, look, strobe, motion, offset) => {
    const core = newCore();
    insert(core, image({ [programStart]: program(register) }), 2, 0, 0);
    for (let frame = 0; frame < 3; frame++) core.runFrame();
    for (const [to, value] of Object.entries(look)) core.poke(Number(to), value);
    core.poke(strobe, 0);
    core.runFrame();
    expect([0, 1].map((line) => column(core, line))).toEqual([here - offset, here - offset]);
    const saved = state(core).slice();
    core.poke(motion, 0x80);
    core.poke(hmove, 0);
    core.runFrame();
    expect([0, 1].map((line) => column(core, line))).toEqual([there - offset, there - offset]);
    state(core).set(saved);
    core.runFrame();
    expect([0, 1].map((line) => column(core, line))).toEqual([there - offset, here - offset]);
  });

  test('the ball, and a write of CTRLPF between two frames latches it', () => {
    const core = newCore();
    insert(core, image({ [programStart]: program(hmbl) }), 2, 0, 0);
    for (let frame = 0; frame < 3; frame++) core.runFrame();
    core.poke(colupf, 0x40);
    core.poke(enabl, 0x02);
    core.poke(resbl, 0);
    core.runFrame();
    const saved = state(core).slice();
    core.poke(hmbl, 0x80);
    core.poke(hmove, 0);
    core.runFrame();
    state(core).set(saved);
    core.poke(ctrlpf, 0);
    core.runFrame();
    expect(column(core, 0)).toBe(here - 1);
  });
});

test('the mark that a frame is unfinished is not part of what ALE saves', () => {
  const core = newCore();
  // 25,088 instructions that draw nothing, so the first update ends within the frame; then a write, which ends it.
  const idle = [0xa2, 49, 0xa0, 0x00, 0x88, 0xd0, 0xfd, 0xca, 0xd0, 0xfa];
  insert(core, image({ [programStart]: [...idle, 0x85, 0x00, 0x4c, 0x00, 0xf0] }), 2);
  core.runFrame();
  const saved = state(core).slice();
  const frame = core.framePointer();
  core.runFrame();
  expect(core.framePointer()).toBe(frame);
  state(core).set(saved);
  core.runFrame();
  expect(core.framePointer()).not.toBe(frame);
});
