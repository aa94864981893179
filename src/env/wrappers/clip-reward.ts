import type { Wrapper } from '../game.js';

/** Replaces `reward` by its sign (Mnih et al. 2015), so that one learning rate fits all games. `rawReward` is unchanged. */
export const clipReward: Wrapper = (game) => ({
  ...game,
  step(action) {
    const step = game.step(action);
    return { ...step, reward: Math.sign(step.rawReward) };
  },
});
