/** Environments of a training as plain data, from which any thread can create them. */
import { createRandom } from '../common/random.js';
import { type AtariEnvironment, createAtari } from './atari.js';
import type { Cartridge } from './cartridge.js';
import { openLibrary } from './library.js';
import type { Rules } from './rules.js';

export interface EnvironmentSource {
  readonly cartridge: Cartridge;
  readonly rules: Rules;
  /** Training seed. */
  readonly seed: number;
}

/** Returns a function that creates the environment of a number; each has random generators of its own. */
export async function createEnvironments({
  cartridge,
  rules,
  seed,
}: EnvironmentSource): Promise<(index: number) => AtariEnvironment> {
  const { ale } = await openLibrary();
  return (index) => createAtari(ale, cartridge, rules, createRandom(seed).split(`environment ${index}`));
}
