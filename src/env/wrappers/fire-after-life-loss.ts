import type { Step } from '../environment.js';
import { savedValue, type Wrapper } from '../game.js';

/**
 * Presses FIRE for one more step at the end of a step that loses a life, for games that stand still until then. The points of both
 * steps are those of the step, so that none are lost and training and evaluation play the same game.
 * @param fire index of FIRE in the actions
 */
export const fireAfterLifeLoss =
  (fire: number): Wrapper =>
  (game) => {
    let lives = 0;
    return {
      ...game,
      reset() {
        game.reset();
        lives = game.lives();
      },
      step(action) {
        const step = game.step(action);
        const isLost = game.lives() < lives && !step.gameOver;
        const whole = isLost ? joined(step, game.step(fire)) : step;
        lives = game.lives();
        return whole;
      },
      save: () => ({ ...game.save(), fireAfterLifeLoss: { lives } }),
      restore(state) {
        game.restore(state);
        ({ lives } = savedValue<{ lives: number }>(state, 'fireAfterLifeLoss', (value) =>
          Number.isInteger(value.lives),
        ));
      },
    };
  };

const joined = (first: Step, second: Step): Step => ({
  ...second,
  reward: first.reward + second.reward,
  rawReward: first.rawReward + second.rawReward,
});
