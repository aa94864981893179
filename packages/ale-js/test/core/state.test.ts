import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { CoreTrace } from '../../src/conformance/core.js';
import { ramCrc, screenCrc } from '../../src/conformance/core.js';
import type { Core } from '../../src/core.js';
import { insert, newCore } from './bench.js';

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

  test.each(names)('carry the machine to another console (%s)', (name) => {
    const [core, other] = [newCore(), newCore()];
    load(core, name);
    load(other, name);
    play(core, 17);
    state(other).set(state(core));
    unsaved(other).set(unsaved(core));
    expect(play(other, 12)).toEqual(play(core, 12));
  });

  test.each(names)('lie side by side and inside the memory (%s)', (name) => {
    const core = newCore();
    load(core, name);
    expect(core.statePointer() + core.stateSize()).toBe(core.unsavedPointer());
    expect(core.unsavedPointer() + core.unsavedSize()).toBeLessThanOrEqual(core.memory.buffer.byteLength);
  });

  test('the first alone brings back RAM and time of a game whose picture does not matter to it', () => {
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
