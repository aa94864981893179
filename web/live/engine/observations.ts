/** Observations of a game on which providers are compared. */
import type { ALEModule } from 'ale-js';
import { createRandom } from '../../../src/common/random.js';
import { createAtari } from '../../../src/env/atari.js';
import type { Cartridge } from '../../../src/env/cartridge.js';
import type { Rules } from '../../../src/env/rules.js';

/**
 * Plays random actions in an environment of its own, which changes no other.
 * @param count how many observations to return
 * @param apart agent steps between two of them
 */
export function observationsOf(ale: ALEModule, cartridge: Cartridge, rules: Rules, count = 6, apart = 7): Uint8Array[] {
  const rng = createRandom(1);
  const environment = createAtari(ale, cartridge, rules, rng.split('environment'));
  environment.reset();
  return Array.from({ length: count }, () => {
    for (let step = 0; step < apart; step++) {
      const { terminated, truncated } = environment.step(rng.integer(environment.actions.length));
      if (terminated || truncated) environment.reset();
    }
    return environment.observation.slice();
  });
}
