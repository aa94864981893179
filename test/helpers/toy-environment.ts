import { createRandom } from '../../src/common/random.js';
import { type Environment, frameBytes, frameSize, observationBytes, type Step } from '../../src/env/environment.js';

const columns = 6;
const rows = 6;
const cell = frameSize / rows;

/**
 * A game to test with: a block falls one row a step, a bar at the bottom moves left, stays or moves right; +1 when it
 * catches, −1 when not. `drops` blocks are a game; a miss ends the learner's episode where `missEndsEpisode` is set.
 * From step `freezesAt` of a game on nothing moves or ends; step `cutAt` is truncated, as by a frame limit.
 */
export function toyEnvironment(
  seed: number,
  { drops = 4, missEndsEpisode = false, freezesAt = Infinity, cutAt = Infinity } = {},
): Environment {
  const rng = createRandom(seed);
  const observation = new Uint8Array(observationBytes);
  const frame = observation.subarray(observationBytes - frameBytes);
  let state = { column: 0, row: 0, bar: 0, left: 0, frames: 0, steps: 0 };

  function paint(row: number, column: number, gray: number) {
    for (let y = row * cell; y < (row + 1) * cell; y++) {
      frame.fill(gray, y * frameSize + column * cell, y * frameSize + (column + 1) * cell);
    }
  }
  function push() {
    observation.copyWithin(0, frameBytes);
    frame.fill(0);
    paint(rows - 1, state.bar, 128);
    paint(state.row, state.column, 255);
  }
  function drop() {
    state.column = rng.integer(columns);
    state.row = 0;
  }

  return {
    game: 'toy',
    actions: ['NOOP', 'LEFT', 'RIGHT'],
    observation,
    frame,
    get frames() {
      return state.frames;
    },
    reset() {
      if (state.left === 0) {
        state.bar = rng.integer(columns);
        state.left = drops;
        state.steps = 0;
        drop();
      }
      observation.fill(0);
      push();
    },
    step(action): Step {
      state.frames += 4;
      state.steps++;
      const truncated = state.steps === cutAt;
      if (truncated) state.left = 0;
      if (truncated || state.steps >= freezesAt) {
        push();
        return { reward: 0, rawReward: 0, terminated: false, truncated, gameOver: truncated };
      }
      state.bar = Math.min(columns - 1, Math.max(0, state.bar + [0, -1, 1][action]!));
      state.row++;
      let reward = 0;
      if (state.row === rows - 1) {
        reward = state.bar === state.column ? 1 : -1;
        state.left--;
        drop();
      }
      push();
      const gameOver = state.left === 0;
      const terminated = gameOver || (missEndsEpisode && reward < 0);
      return { reward, rawReward: reward, terminated, truncated: false, gameOver };
    },
    save: () =>
      new TextEncoder().encode(
        JSON.stringify({ state, rng: rng.state(), observation: Buffer.from(observation).toString('base64') }),
      ),
    restore(bytes) {
      const saved = JSON.parse(new TextDecoder().decode(bytes));
      state = saved.state;
      rng.restore(saved.rng);
      observation.set(Buffer.from(saved.observation, 'base64'));
    },
  };
}
