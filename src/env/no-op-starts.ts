import type { Random } from '../random.js';
import type { Wrapper } from './game.js';

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
        rng.restore(state.noOpStarts as number[]);
      },
    };
  };
}
