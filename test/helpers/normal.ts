import type { Random } from '../../src/common/random.js';

/** Draws of N(0, 1) (Box & Muller 1958). */
export const normal = (rng: Random) => (): number =>
  Math.sqrt(-2 * Math.log(1 - rng.uniform())) * Math.cos(2 * Math.PI * rng.uniform());
