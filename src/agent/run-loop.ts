/** The agent plays: several games side by side, one step each a round, without end. */
import type { Environment } from '../env/environment.js';
import type { Transition } from './replay/replay.js';

/** Chooses an action for every environment, by index; reads their observations. */
export type Policy = (environments: readonly Environment[]) => Promise<ArrayLike<number>>;

/** What an environment's current episode (as scores count it: a whole game) has brought. Plain data, for checkpoints. */
export interface Progress {
  /** In the game's own points. */
  return: number;
  steps: number;
  /** The learner's episode has ended: a reset comes before the next step. */
  ended: boolean;
}

export interface Game {
  readonly return: number;
  readonly steps: number;
}

export interface Round {
  /** One an environment; the frames in it are valid until the next round. */
  readonly transitions: readonly Transition[];
  /** Games that this round brought to their end. */
  readonly games: readonly Game[];
}

export const newProgress = (): Progress => ({ return: 0, steps: 0, ended: true });

/**
 * Yields round after round. `progress` (one an environment) is kept up to date in place: with it and the saved
 * environments, another loop goes on where this one stopped.
 */
export async function* runLoop(
  environments: readonly Environment[],
  policy: Policy,
  progress: readonly Progress[] = environments.map(newProgress),
): AsyncGenerator<Round, never> {
  for (;;) {
    const firstFrames = environments.map((environment, index) => {
      if (!progress[index]!.ended) return undefined;
      environment.reset();
      return environment.frame.slice();
    });
    const actions = await policy(environments);
    const games: Game[] = [];
    const transitions = environments.map((environment, index): Transition => {
      const action = actions[index]!;
      const { reward, rawReward, terminated, truncated, gameOver } = environment.step(action);
      const state = progress[index]!;
      state.return += rawReward;
      state.steps++;
      state.ended = terminated || truncated || gameOver;
      if (gameOver) {
        games.push({ return: state.return, steps: state.steps });
        state.return = 0;
        state.steps = 0;
      }
      return {
        environment: index,
        firstFrame: firstFrames[index],
        action,
        reward,
        terminated,
        frame: environment.frame,
      };
    });
    yield { transitions, games };
  }
}
