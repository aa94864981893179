import type { Wrapper } from '../game.js';

/**
 * Presses FIRE for one step after each reset, for games that stand still until then.
 * @param actions index of FIRE in the actions, and of the action that follows it, if any
 */
export const fireReset =
  (actions: readonly number[]): Wrapper =>
  (game) => ({
    ...game,
    reset() {
      game.reset();
      for (const action of actions) if (game.step(action).gameOver) game.reset();
    },
  });
