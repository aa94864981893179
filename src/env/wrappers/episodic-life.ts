import { savedValue, type Wrapper } from '../game.js';

/** Makes a lost life end the episode in training (Mnih et al. 2015). The next reset continues the same game. */
export const episodicLife: Wrapper = (game) => {
  let lives = 0;
  let gameOver = true;
  return {
    ...game,
    reset() {
      if (gameOver) game.reset();
      gameOver = false;
      lives = game.lives();
    },
    step(action) {
      const step = game.step(action);
      const lost = game.lives() < lives;
      lives = game.lives();
      gameOver = step.gameOver;
      return lost && !step.terminated ? { ...step, terminated: true } : step;
    },
    save: () => ({ ...game.save(), episodicLife: { lives, gameOver } }),
    restore(state) {
      game.restore(state);
      const saved = savedValue<{ lives: number; gameOver: boolean }>(
        state,
        'episodicLife',
        (value) => Number.isInteger(value.lives) && typeof value.gameOver === 'boolean',
      );
      ({ lives, gameOver } = saved);
    },
  };
};
