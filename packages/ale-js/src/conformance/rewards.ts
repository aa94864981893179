/** Replays `rewards/<id>.json`: 200 operations on a game's rules with the results of native ALE. */
import type { Game } from '../games/game.js';
import { compileRules } from '../games/rules.js';
import { memoryImage } from './memory-image.js';

export interface RewardsFile {
  readonly game: string;
  readonly ram: string;
  readonly cart?: string;
  /** P = evaluate the rules once, R = reset them; the patch is applied before. */
  readonly steps: readonly (readonly [op: 'P' | 'R', patch: string, reward: number, terminal: number, lives: number])[];
}

/** @returns the first mismatch, or undefined if everything is equal */
export function runRewards({ ram, cart, steps }: RewardsFile, game: Game): string | undefined {
  const memory = memoryImage(ram, cart);
  const rules = compileRules(game, memory, () => 0);
  for (const [i, [op, patch, ...expected]] of steps.entries()) {
    memory.patch(patch);
    if (op === 'P') rules.step();
    else rules.reset();
    const got = [rules.reward(), Number(rules.terminal()), rules.lives()];
    if (String(got) !== String(expected)) {
      return `step ${i} (${op}): expected [reward, terminal, lives] = [${expected}], got [${got}]`;
    }
  }
  return undefined;
}
