import type { Step } from '../environment.js';
import { savedValue, type Wrapper } from '../game.js';

export interface AfterLifeLoss {
  /** The actions that are pressed, one step each. */
  readonly actions: readonly number[];
  /**
   * Whether the observation starts anew, as after the reset of Baselines' EpisodicLifeEnv. That does not count the last life: some
   * games have 0 lives for a few frames before they end.
   */
  readonly restarts: boolean;
}

/**
 * Presses actions at the end of a step that loses a life. The points of all these steps are those of the step, so that none are lost
 * and training and evaluation play the same game.
 */
export const playAfterLifeLoss =
  ({ actions, restarts }: AfterLifeLoss): Wrapper =>
  (game) => {
    let lives = 0;
    return {
      ...game,
      reset() {
        game.reset();
        lives = game.lives();
      },
      step(action) {
        let step = game.step(action);
        const left = game.lives();
        const isLost = left < lives && !step.gameOver && (left > 0 || !restarts);
        if (isLost) {
          for (const next of actions) if (!step.gameOver) step = joined(step, game.step(next));
          if (restarts) step = { ...step, restarted: true };
        }
        lives = game.lives();
        return step;
      },
      save: () => ({ ...game.save(), afterLifeLoss: { lives } }),
      restore(state) {
        game.restore(state);
        ({ lives } = savedValue<{ lives: number }>(state, 'afterLifeLoss', (value) => Number.isInteger(value.lives)));
      },
    };
  };

const joined = (first: Step, second: Step): Step => ({
  ...second,
  reward: first.reward + second.reward,
  rawReward: first.rawReward + second.rawReward,
});
