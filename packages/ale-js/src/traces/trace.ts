/** Traces: hashes of what a scenario shows, block by block. Node only. */
import { createHash, type Hash } from 'node:crypto';
import type { ALEInterface } from '../console/ale.js';
import type { ALEModule } from '../platform/module.js';
import type { Scenario } from './scenario.js';

/** What a trace has a hash of, in this order. `lives` includes the end of an episode. */
const traceParts = ['RAM', 'screen', 'rewards', 'lives'] as const;
/** Hex digits kept of the hash (SHA-256) of one part of one block. */
const digits = 8;

/**
 * Plays a scenario.
 * @param rom the cartridge image
 * @returns for each block, the hashes of RAM, screen, rewards and lives in hex, one behind the other. The first block includes the state after the first reset.
 * @throws AleError as `loadROMBytes`, `setMode` and `resetGame` do
 */
export function playTrace({ ALEInterface }: ALEModule, rom: Uint8Array, scenario: Scenario): string[] {
  const ale = new ALEInterface();
  ale.set({ ...scenario.settings });
  ale.loadROMBytes(rom, `${scenario.game}.bin`);
  ale.setMode(scenario.mode);
  ale.setDifficulty(scenario.difficulty);
  ale.resetGame();

  const actions = scenario.actions === 'minimal' ? ale.getMinimalActionSet() : ale.getLegalActionSet();
  const below = randomNumbers(scenario.seed);
  const blocks: string[] = [];
  let hashes = newHashes();
  let saved: Uint8Array | undefined;
  let action = 0;
  let strength = 1;
  let held = 0;
  observe(ale, hashes, scenario, 0);
  for (let step = 1; step <= scenario.steps; step++) {
    if (held-- === 0) {
      action = actions[below(actions.length)]!;
      strength = scenario.strengths ? below(5) / 4 : 1;
      held = below(8);
    }
    observe(ale, hashes, scenario, ale.act(action, strength));
    if (ale.gameOver()) ale.resetGame();
    const phase = scenario.restoreEvery > 0 ? step % scenario.restoreEvery : -1;
    if (phase === scenario.restoreEvery / 2) saved = ale.saveState(Math.floor(step / scenario.restoreEvery) % 2 === 1);
    if (phase === 0 && saved) ale.loadState(saved);
    if (step % scenario.block === 0) {
      blocks.push(hashes.map((hash) => hash.digest('hex').slice(0, digits)).join(''));
      hashes = newHashes();
    }
  }
  return blocks;
}

/** Returns the first block in which two traces differ, with the names of the parts; undefined if they are equal. */
export function firstDifference(
  expected: readonly string[],
  got: readonly string[],
): { block: number; parts: string[] } | undefined {
  const block = Array.from({ length: Math.max(expected.length, got.length) }, (_, i) => i).find(
    (i) => expected[i] !== got[i],
  );
  if (block === undefined) return undefined;
  const hashOf = (trace: readonly string[], part: number) => trace[block]?.slice(digits * part, digits * (part + 1));
  return { block, parts: traceParts.filter((_, part) => hashOf(expected, part) !== hashOf(got, part)) };
}

/** Returns a function that draws integers from 0 to n − 1 with the linear congruential generator of "Numerical Recipes". */
function randomNumbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % n;
  };
}

const newHashes = (): Hash[] => traceParts.map(() => createHash('sha256'));

function observe(ale: ALEInterface, hashes: readonly Hash[], { picture }: Scenario, reward: number): void {
  const pictures = { screen: () => ale.screen, rgb: () => ale.getScreenRGB(), gray: () => ale.screenGrayscale };
  hashes[0]!.update(ale.ram);
  hashes[1]!.update(pictures[picture]());
  hashes[2]!.update(`${reward} `);
  hashes[3]!.update(`${ale.lives()} ${Number(ale.gameOver())} ${Number(ale.gameTruncated())} `);
}
