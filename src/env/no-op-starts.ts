import type { Random } from '../common/random.js';
import { savedValue, type Wrapper } from './game.js';

/** Four 32-bit integers, not all zero: from zeros nothing else would ever be drawn. */
const isGeneratorState = (value: readonly number[]): boolean =>
  Array.isArray(value) && value.length === 4 && value.every((word) => word === (word | 0)) && value.some(Boolean);

/** Between 1 and `maxFrames` idle frames after each reset (Mnih et al. 2015: 30), so that episodes differ. 0 = none. */
export function noOpStarts(maxFrames: number, rng: Random): Wrapper {
  return (game) => {
    if (maxFrames === 0) return game;
    return {
      ...game,
      reset() {
        game.reset();
        for (let left = 1 + rng.integer(maxFrames); left > 0; left--) if (game.idle()) game.reset();
      },
      save: () => ({ ...game.save(), noOpStarts: rng.state() }),
      restore(state) {
        game.restore(state);
        rng.restore(savedValue(state, 'noOpStarts', isGeneratorState));
      },
    };
  };
}
