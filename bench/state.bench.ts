/** How long does it take to save a console and to restore it, and how much memory does a console take? */
import { readFileSync, statSync } from 'node:fs';
import { createALE } from 'ale-js/node';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const homebrew = new URL('../roms/homebrew/', import.meta.url);
const { games } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
const rom = new Uint8Array(readFileSync(new URL('catch.bin', homebrew)));
const ale = await createALE({ rom, games, game: 'Catch', settings: { random_seed: 1 } });
for (let frame = 0; frame < 300; frame++) ale.act(3);

const { rounds, calls } = benchFlags({ rounds: [200, 2], calls: [100, 2] });
/** Microseconds of a call. */
function microseconds(call: () => unknown): number {
  const times: number[] = [];
  for (let round = -20; round < rounds; round++) {
    const begin = performance.now();
    for (let i = 0; i < calls; i++) call();
    if (round >= 0) times.push(((performance.now() - begin) * 1000) / calls);
  }
  return median(times);
}

const [state, withRandom, snapshot] = [ale.saveState(), ale.saveState(true), ale.saveSnapshot()];
record('state', {
  'saveState(), µs': microseconds(() => ale.saveState()),
  'loadState(), µs': microseconds(() => ale.loadState(state)),
  'saveState(true), µs': microseconds(() => ale.saveState(true)),
  'loadState(), with the generator, µs': microseconds(() => ale.loadState(withRandom)),
  'saveSnapshot(), pictures too, µs': microseconds(() => ale.saveSnapshot()),
  'restoreSnapshot(), µs': microseconds(() => ale.restoreSnapshot(snapshot)),
  'state, bytes': state.length,
  'snapshot, bytes': snapshot.length,
  'wasm memory of a console, bytes': ale.ram.buffer.byteLength,
  'core, bytes': statSync(new URL('../packages/ale-js/dist/ale.wasm', import.meta.url)).size,
});
