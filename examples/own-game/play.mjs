/**
 * A game of your own: a ROM and rules that say how reward and end are read from RAM. This one is the ROM of Catch under other rules.
 * It is played through ale-js here; `sap-atari train --game "Catch Three"` finds it if ALE_ROM_DIR names this folder and the ROM lies in it
 * as catch_three.bin.
 */
import { readFileSync } from 'node:fs';
import { createALE } from 'ale-js/node';

const { games } = JSON.parse(readFileSync(new URL('games.json', import.meta.url), 'utf8'));
const rom = readFileSync(new URL('../../roms/homebrew/catch.bin', import.meta.url));
const ale = await createALE({ game: 'catch_three', games, rom, settings: { random_seed: 1 } });

let reward = 0;
let frames = 0;
while (!ale.gameOver()) {
  reward += ale.act(frames % 60 < 30 ? 3 : 4); // RIGHT and LEFT in turn
  frames++;
}
console.log(`three misses after ${frames} frames, ${reward} caught`);
