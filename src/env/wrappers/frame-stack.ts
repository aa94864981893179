import { parseJson } from '../../files/parse-json.js';
import { type Environment, frameBytes, observationBytes } from '../environment.js';
import { type Game, type GameState, savedValue } from '../game.js';
import type { Rules } from '../rules.js';

/**
 * The last wrapper: stacks the last four frames, oldest first.
 * @param padding what stands for the frames before the first of an episode
 */
export function frameStack(id: string, game: Game, padding: Rules['firstFramePadding']): Environment {
  const observation = new Uint8Array(observationBytes);
  const frame = observation.subarray(observationBytes - frameBytes);
  const push = () => {
    observation.copyWithin(0, frameBytes);
    frame.set(game.screen());
  };
  const restart = () => {
    observation.fill(0);
    push();
    if (padding === 'repeat')
      for (let at = 0; at < observationBytes - frameBytes; at += frameBytes) observation.set(frame, at);
  };
  return {
    game: id,
    actions: game.actions,
    observation,
    frame,
    reset() {
      game.reset();
      restart();
    },
    step(action) {
      const step = game.step(action);
      if (step.restarted) restart();
      else push();
      return step;
    },
    get frames() {
      return game.frames();
    },
    save() {
      const state = { ...game.save(), game: id, observation: Buffer.from(observation).toString('base64') };
      return new TextEncoder().encode(JSON.stringify(state));
    },
    restore(bytes) {
      const state = parseJson(bytes, 'state of an environment') as GameState;
      if (typeof state !== 'object' || state === null || state.game !== id) {
        throw new Error(`cannot restore the environment: expected a state of ${id}, got one of ${state?.game}`);
      }
      const decoded = (text: string) => Buffer.from(text, 'base64');
      const holds = (text: string) => typeof text === 'string' && decoded(text).length === observationBytes;
      const saved = savedValue<string>(state, 'observation', holds);
      game.restore(state);
      observation.set(decoded(saved));
    },
  };
}
