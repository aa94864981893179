/** The agent plays in several environments, one step in each per round, without end. */
import type { Environment, Step } from '../env/environment.js';
import type { Transition } from './replay/replay.js';

/** Chooses one action per environment from the present observations. */
export type Policy = (environments: readonly Environment[]) => Promise<ArrayLike<number>>;

/** Progress of the present episode of an environment, over all lives. Plain data, for checkpoints. */
export interface Progress {
  /** In points of the game. */
  return: number;
  steps: number;
  /** Whether the learner's episode has ended, so that a reset precedes the next step. */
  ended: boolean;
}

/** An episode that has ended. */
export interface FinishedEpisode {
  readonly return: number;
  readonly steps: number;
  /** Whether the frame limit ended it, not the game. */
  readonly truncated: boolean;
}

export interface Round {
  /** One per environment. Their frames are valid until the next round. */
  readonly transitions: readonly Transition[];
  /** Episodes that ended in this round. */
  readonly episodes: readonly FinishedEpisode[];
}

export const newProgress = (): Progress => ({ return: 0, steps: 0, ended: true });

/** Plays a step and counts it into the progress. Appends the episode to `episodes` if the step ends it. */
export function countedStep(
  environment: Environment,
  action: number,
  progress: Progress,
  episodes: FinishedEpisode[],
): Step {
  const step = environment.step(action);
  const { rawReward, terminated, truncated, gameOver } = step;
  progress.return += rawReward;
  progress.steps++;
  progress.ended = terminated || truncated || gameOver;
  if (gameOver) {
    episodes.push({ return: progress.return, steps: progress.steps, truncated });
    progress.return = 0;
    progress.steps = 0;
  }
  return step;
}

/**
 * Yields rounds. `progress` (one per environment) is updated in place. With it and the saved environments, another loop can continue
 * from this step.
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
    const episodes: FinishedEpisode[] = [];
    const transitions = environments.map((environment, index): Transition => {
      const action = actions[index]!;
      const { reward, terminated } = countedStep(environment, action, progress[index]!, episodes);
      return {
        environment: index,
        firstFrame: firstFrames[index],
        action,
        reward,
        terminated,
        frame: environment.frame,
      };
    });
    yield { transitions, episodes };
  }
}
