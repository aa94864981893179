import type { Random } from '../../common/random.js';
import { savedValue, type Wrapper } from '../game.js';

/** Whether it is a generator state: four 32-bit integers, not all zero, since that state yields only zeros. */
const isGeneratorState = (value: readonly number[]): boolean =>
  Array.isArray(value) && value.length === 4 && value.every((word) => word === (word | 0)) && value.some(Boolean);

/** Plays 1 to `maxFrames` idle frames after each reset (30 in Mnih et al. 2015), so that episodes differ. 0 plays none. */
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
