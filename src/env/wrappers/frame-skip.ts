import type { Console } from '../console.js';
import type { Step } from '../environment.js';
import { type Game, savedValue } from '../game.js';

/**
 * Turns a console into a game of agent steps: each action is held for `skipFrames` frames. The screen is the pixelwise maximum
 * of the last two frames, since the 2600 draws some objects only in every other frame (Mnih et al. 2015).
 * @throws RangeError for a number of frames below 1
 */
export function frameSkip(console: Console, skipFrames: number): Game {
  if (!(Number.isInteger(skipFrames) && skipFrames >= 1)) {
    throw new RangeError(`frame skip: expected a whole number of frames from 1, got ${skipFrames}`);
  }
  /** Whether the console has stored the frame before the current one. */
  let pooled = false;
  let frames = 0;
  const frame = (action: number) => {
    frames++;
    return console.frame(action);
  };
  return {
    actions: console.actions,
    reset() {
      console.reset();
      pooled = false;
    },
    step(action): Step {
      let rawReward = 0;
      pooled = false;
      for (let i = 1; i <= skipFrames && !console.terminated() && !console.truncated(); i++) {
        if (i === skipFrames && i > 1) {
          console.remember();
          pooled = true;
        }
        rawReward += frame(action);
      }
      const terminated = console.terminated();
      const truncated = !terminated && console.truncated();
      return { reward: rawReward, rawReward, terminated, truncated, gameOver: terminated || truncated };
    },
    idle() {
      console.remember();
      pooled = console.poolsIdleFrames;
      frames++;
      console.idle();
      return console.terminated() || console.truncated();
    },
    screen: () => console.observe(pooled),
    lives: () => console.lives(),
    frames: () => frames,
    save: () => ({ console: Buffer.from(console.save()).toString('base64'), frameSkip: { pooled, frames } }),
    restore(state) {
      const saved = savedValue<{ pooled: boolean; frames: number }>(
        state,
        'frameSkip',
        (value) => typeof value.pooled === 'boolean' && Number.isInteger(value.frames) && value.frames >= 0,
      );
      const bytes = savedValue<string>(state, 'console', (value) => typeof value === 'string');
      console.restore(Buffer.from(bytes, 'base64'));
      ({ pooled, frames } = saved);
    },
  };
}
