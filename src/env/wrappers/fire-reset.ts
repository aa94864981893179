import type { Wrapper } from '../game.js';

/**
 * Presses FIRE for one step after each reset, for games that stand still until then.
 * @param fire index of FIRE in the actions
 */
export const fireReset =
  (fire: number): Wrapper =>
  (game) => ({
    ...game,
    reset() {
      game.reset();
      if (game.step(fire).gameOver) game.reset();
    },
  });
