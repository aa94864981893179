/** Saved states with bytes changed: either refused, or played on as any other; never a trap, a hang, or memory overwritten. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { processorMs } from '../../../../test/helpers/processor-time.js';
import { sampleSize } from '../../../../test/helpers/sample.js';
import type { CoreTrace } from '../../src/conformance/core.js';
import type { ALEInterface } from '../../src/console/ale.js';
import type { CartridgeType } from '../../src/console/core.js';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';
import { seal } from '../../src/console/saved-state.js';
import { AleError } from '../../src/errors.js';
import { checkGame } from '../../src/games/check-game.js';
import { type ALEModule, createALEModule } from '../../src/node.js';

/** A cartridge of every kind that is known, and one with paddles. */
const names = [...Array.from({ length: 18 }, (_, i) => `banks-${String(i).padStart(2, '0')}`), 'input-04'];
const rules = { reset: { reward: 0 }, step: [], reward: 0, terminal: 0, lives: 0 };
const neutral = checkGame({ id: 'neutral', md5: [], minimalActions: ['NOOP'], rules });
const mutantsOfEach = Math.ceil(sampleSize(100, 1000) / 10);
const slowestMs = 2000;

let module: ALEModule;
beforeAll(async () => {
  module = await createALEModule({ printErr: () => {} });
});

function load(name: string): ALEInterface {
  const url = new URL(`../../data/conformance/core/traces/${name}.json.gz`, import.meta.url);
  const trace = JSON.parse(gunzipSync(readFileSync(url)).toString()) as CoreTrace;
  const { left, right } = trace.controllers as { left: 'PADDLES'; right: 'PADDLES' };
  const properties = { type: trace.cart_type as CartridgeType, left, right };
  const ale = new module.ALEInterface();
  ale.set({ random_seed: 1 });
  ale.loadROMBytes(Buffer.from(trace.rom, 'base64'), 'game.bin', { game: neutral, properties });
  return ale;
}

/** The memory that no console writes: what a stray write would change. */
function rom(ale: ALEInterface): Buffer {
  const romArea = 0x19c00;
  return Buffer.from(ale.ram.buffer, romArea, 0x80000);
}

const extremes = [0, 1, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fc00000, 0x000a0000, 0x000f0000];

/** Where the numbers are; most bytes of a snapshot are pictures, which may be anything. */
const span = (state: Uint8Array) => Math.min(state.length, 9000);

/** @param sealed the checksum says that all is well */
function damaged(state: Uint8Array, random: MersenneTwister, sealed: boolean): Uint8Array {
  const below = (n: number) => random.uint32() % n;
  if (!sealed && below(8) === 0) return state.slice(0, below(state.length));
  if (!sealed && below(8) === 0) return Uint8Array.from([...state, ...new Uint8Array(1 + below(100))]);
  const copy = state.slice();
  const view = new DataView(copy.buffer);
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(span(copy));
    const word = at & ~3;
    if (below(2) === 0) copy[at] = random.uint32();
    else if (word >= 20 && word + 4 <= copy.length) view.setUint32(word, extremes[below(extremes.length)]!, true);
  }
  if (sealed) seal(copy);
  return copy;
}

const kinds = {
  state: [(ale) => ale.saveState(), (ale, bytes) => ale.loadState(bytes)],
  'state with the generator': [(ale) => ale.saveState(true), (ale, bytes) => ale.loadState(bytes)],
  snapshot: [(ale) => ale.saveSnapshot(), (ale, bytes) => ale.restoreSnapshot(bytes)],
} satisfies Record<string, [save: (ale: ALEInterface) => Uint8Array, load: (ale: ALEInterface, b: Uint8Array) => void]>;

const everything = (ale: ALEInterface) => Buffer.from(ale.saveSnapshot());

test.each(Object.keys(kinds) as (keyof typeof kinds)[])('a damaged %s is refused, or can be played on', (kind) => {
  const [save, restore] = kinds[kind];
  const random = new MersenneTwister(kind.length);
  const outcomes = { refused: 0, played: 0 };
  for (const name of names) {
    const ale = load(name);
    for (let i = 0; i < 20; i++) ale.act(random.uint32() % 18);
    const [state, before] = [save(ale), rom(ale).toString('latin1')];
    for (let i = 0; i < mutantsOfEach; i++) {
      const mutant = damaged(state, random, i % 4 > 0);
      const untouched = everything(ale);
      const begin = processorMs();
      try {
        restore(ale, mutant);
        outcomes.played++;
      } catch (error) {
        expect(error).toBeInstanceOf(AleError);
        expect(error).toMatchObject({ code: 'bad-state', message: expect.stringMatching(/^[^\n]+$/) });
        expect(everything(ale).equals(untouched)).toBe(true);
        outcomes.refused++;
        continue;
      }
      for (let frame = 0; frame < 6; frame++) {
        ale.act(random.uint32() % 18);
        ale.observe(true);
        ale.screenGrayscale;
      }
      expect(ale.saveSnapshot().length).toBeGreaterThan(state.length - 1);
      ale.resetGame();
      for (let frame = 0; frame < 3; frame++) ale.act(1);
      expect(processorMs() - begin).toBeLessThan(slowestMs);
    }
    expect(rom(ale).toString('latin1') === before).toBe(true);
  }
  expect(outcomes.refused).toBeGreaterThan(names.length);
  expect(outcomes.played).toBeGreaterThan(names.length);
});
