/** The environments of a training: created already, or plain data from which any thread can create them. */
import { createRandom } from '../common/random.js';
import { type AtariEnvironment, createAtari } from './atari.js';
import type { Cartridge } from './cartridge.js';
import type { Environment } from './environment.js';
import { openLibrary } from './library.js';
import type { Rules } from './rules.js';

/** Plain data: environments of one cartridge, each with random generators of its own. */
export interface EnvironmentSource {
  readonly cartridge: Cartridge;
  readonly rules: Rules;
  /** Training seed. */
  readonly seed: number;
}

/** Environments by number, or where they come from. */
export type Environments = readonly Environment[] | EnvironmentSource;

/** Whether environments are yet to be created, in whichever thread. */
export const isSource = (environments: Environments): environments is EnvironmentSource => 'cartridge' in environments;

/** Returns a function that creates the environment of a number. */
export async function environmentMaker({
  cartridge,
  rules,
  seed,
}: EnvironmentSource): Promise<(number: number) => AtariEnvironment> {
  const { ale } = await openLibrary();
  return (number) => createAtari(ale, cartridge, rules, createRandom(seed).split(`environment ${number}`));
}

/** Returns the first `count` environments. @throws RangeError if another number of them was created already */
export async function openEnvironments(environments: Environments, count: number): Promise<readonly Environment[]> {
  if (isSource(environments))
    return Array.from({ length: count }, (_, i) => i).map(await environmentMaker(environments));
  if (environments.length !== count) throw new RangeError(`expected ${count} environments, got ${environments.length}`);
  return environments;
}

/** Returns the environment of number 0, which has game and actions in common with the others. @throws RangeError without any */
export async function firstEnvironment(environments: Environments): Promise<Environment> {
  if (isSource(environments)) return (await environmentMaker(environments))(0);
  const [first] = environments;
  if (!first) throw new RangeError('expected at least one environment, got none');
  return first;
}
