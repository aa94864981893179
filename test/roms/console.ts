/** The homebrew games, for tests that play them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type ALEInterface, createALEModule } from 'ale-js/node';
import { buildMachine } from '../../packages/ale-js/src/console/machine.js';
import { checkGame } from '../../packages/ale-js/src/games/check-game.js';
import { instantiateCore } from '../../packages/ale-js/src/platform/wasm.js';

const homebrew = new URL('../../roms/homebrew/', import.meta.url);
const wasm = new URL('../../packages/ale-js/dist/ale.wasm', import.meta.url);

export const table: { games: readonly unknown[] } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
const image = (id: string): Uint8Array => readFileSync(new URL(`${id}.bin`, homebrew));

/** Loads a homebrew game: no sticky actions, one frame for each act. */
export async function openGame(id: string): Promise<ALEInterface> {
  const { ALEInterface } = await createALEModule({ games: table.games });
  const ale = new ALEInterface();
  ale.set({ random_seed: 1, repeat_action_probability: 0 });
  ale.loadROMBytes(image(id), `${id}.bin`);
  return ale;
}

/** SWCHB with nothing pressed, or RESET. */
export const switches = { idle: 0x3f, reset: 0x3e } as const;

/** Builds the machine without an environment, so that tests can count lines and press switches. */
export function bareConsole(id: string) {
  const core = instantiateCore(new WebAssembly.Module(readFileSync(wasm)));
  const entry = table.games.map(checkGame).find((game) => game.id === id)!;
  buildMachine(core, image(id), entry.cart, 4753849);
  return core;
}

/** A console without an environment whose game shows its title: 300 frames after power-on, with nothing pressed. */
export function titleConsole(id: string) {
  const core = bareConsole(id);
  for (let frame = 0; frame < 300; frame++) core.runFrame();
  return {
    core,
    ram: new Uint8Array(core.memory.buffer, core.ramPointer(), 128),
    /** Returns a copy of the screen, 160 × 210 colors. */
    screen: () => new Uint8Array(core.memory.buffer, core.framePointer(), 160 * 210).slice(),
    /** Plays a frame with RESET pressed. */
    reset() {
      core.setSwitches(switches.reset);
      core.runFrame();
    },
  };
}

export const ramOf = (ale: ALEInterface, address: number): number => ale.ram[address & 0x7f]!;

/** The results of one episode. */
export interface Episode {
  readonly rewards: readonly number[];
  readonly total: number;
  readonly frames: number;
  readonly terminal: boolean;
}

/**
 * Plays an episode: a reset, no-ops, then one action of the policy for every `frameSkip` frames.
 * @param policy returns the action for the console's current state
 */
export function playEpisode(
  ale: ALEInterface,
  policy: (ale: ALEInterface) => number,
  { noops = 0, frameSkip = 4, maxFrames = 20_000 } = {},
): Episode {
  ale.resetGame();
  const rewards: number[] = [];
  for (let frame = 0; frame < noops; frame++) rewards.push(ale.act(0));
  while (!ale.gameOver() && rewards.length < maxFrames) {
    const action = policy(ale);
    for (let frame = 0; frame < frameSkip && !ale.gameOver(); frame++) rewards.push(ale.act(action));
  }
  const total = rewards.reduce((sum, reward) => sum + reward, 0);
  return { rewards, total, frames: rewards.length, terminal: ale.gameTerminal() };
}

/** Returns a hash of RAM and picture. */
export const fingerprint = (ale: ALEInterface): string =>
  createHash('md5').update(ale.ram).update(ale.screen).digest('hex');
