/** Replays `modes.json`: the calls of each game's mode program for recorded sequences of RAM. */

import { MersenneTwister } from '../console/mersenne-twister.js';
import type { Game } from '../games/game.js';
import type { ModeHost } from '../games/mode-program.js';
import { compileRules, type Rules } from '../games/rules.js';
import { memoryImage } from './memory-image.js';

type Call =
  | readonly [kind: 'select', frames: number]
  | readonly [kind: 'act', action: string]
  | readonly [kind: 'reset'];
/** Reward, terminal, lives. */
type Values = readonly [number, number, number];

export interface ModesFile {
  readonly games: Readonly<Record<string, readonly ModeCase[]>>;
}

export interface ModeCase {
  readonly mode: number;
  /** Patches of memory: one before the program, one after each of its calls. */
  readonly seen: readonly string[];
  readonly calls: readonly Call[];
  readonly afterProgram: Values;
  readonly afterStep: Values;
  /** Seed of the generator that `["rng"]` uses. */
  readonly seed?: number;
}

/** @returns the first mismatch, or undefined if everything is equal */
export function runModeCase(
  { mode, seen, calls, afterProgram, afterStep, seed }: ModeCase,
  game: Game,
): string | undefined {
  const memory = memoryImage();
  const random = new MersenneTwister(seed ?? 0);
  const rules = compileRules(game, memory, () => random.uint32());
  let made = 0;
  const expectCall = (...got: Call) => {
    const expected = calls[made];
    if (String(got) !== String(expected))
      throw new Mismatch(`call ${made}: expected ${expected ?? 'none'}, got ${got}`);
    made++;
    memory.patch(seen[made] ?? '');
  };
  const host: ModeHost = {
    select: (frames) => expectCall('select', frames),
    act: (action) => expectCall('act', action),
    reset: () => expectCall('reset'),
  };

  memory.patch(seen[0] ?? '');
  try {
    rules.selectMode(mode, host);
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  }
  if (made !== calls.length) return `expected ${calls.length} calls, got ${made}`;
  const first = compareValues('after the program', afterProgram, rules);
  if (first) return first;
  rules.step();
  return compareValues('after one step', afterStep, rules);
}

class Mismatch extends Error {}

function compareValues(when: string, expected: Values, rules: Rules): string | undefined {
  const got = [rules.reward(), Number(rules.terminal()), rules.lives()];
  if (String(got) === String(expected)) return undefined;
  return `${when}: expected [reward, terminal, lives] = [${expected}], got [${got}]`;
}
