import type { Wrapper } from './game.js';

/** Presses FIRE for one step after each reset, for games that wait for it. Does nothing without FIRE in the action set. */
export const fireOnReset: Wrapper = (game) => {
  const fire = game.actions.indexOf('FIRE');
  if (fire < 0) return game;
  return {
    ...game,
    reset() {
      game.reset();
      if (game.step(fire).gameOver) game.reset();
    },
  };
};
