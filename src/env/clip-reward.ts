import type { Wrapper } from './game.js';

/** Learning sees the sign of the reward (Mnih et al. 2015), so that one learning rate fits all games; `rawReward` stays. */
export const clipReward: Wrapper = (game) => ({
  ...game,
  step(action) {
    const step = game.step(action);
    return { ...step, reward: Math.sign(step.rawReward) };
  },
});
