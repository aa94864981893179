/**
 * Acceptance of an imported network by playing: whole episodes of it beside random play, the range of its Q-values, and one
 * episode with every other plausible reading of the file.
 */
import type { Agent } from '../../agent/agent-files.js';
import type { Layer } from '../../agent/layers.js';
import { argMax } from '../../agent/policy.js';
import { compileQ } from '../../agent/q-function.js';
import { UsageError } from '../../common/errors.js';
import { NonFiniteOutputs } from '../../common/finite.js';
import { createRandom, type Random } from '../../common/random.js';
import type { Environment } from '../../env/environment.js';
import { type Played, type PlayedEpisode, playEpisodes } from './episodes.js';
import { acceptanceWarnings } from './warnings.js';

/** Another plausible reading of the same file. */
export interface Alternative {
  /** For messages, such as `pixels multiplied by 1/255`. */
  readonly name: string;
  /** The flags of `import` for it. */
  readonly flags: string;
  readonly agent: Agent;
}

export interface Range {
  readonly least: number;
  readonly largest: number;
}

/** One episode of an alternative, with its Q-values; undefined where these are not finite. */
export interface PlayedAlternative extends Pick<Alternative, 'name' | 'flags'> {
  readonly episode: PlayedEpisode | undefined;
  readonly q: Range | undefined;
}

export interface Acceptance {
  readonly agent: Played;
  /** Range of Q over all actions and all observations of the agent's episodes. */
  readonly q: Range;
  /** Random actions from the same starts. */
  readonly random: Played;
  readonly alternatives: readonly PlayedAlternative[];
  /** One line for each warning. */
  readonly warnings: readonly string[];
}

export interface AcceptanceOptions {
  readonly agent: Agent;
  readonly alternatives: readonly Alternative[];
  /** The layers of the imported file, without those that the import puts before them. */
  readonly ownLayers: readonly Layer[];
  /** Factor on the pixels before these layers. */
  readonly inputScale: number;
  /** Creates an environment whose random numbers depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
  /** Number of episodes. */
  readonly episodes: number;
  /** Environment seed; default 1. */
  readonly seed?: number;
  /** Names the file in messages. */
  readonly source: string;
}

/** Plays all episodes. @throws UsageError for Q-values of the agent that are not finite */
export async function acceptByPlaying(options: AcceptanceOptions): Promise<Acceptance> {
  const { agent, alternatives, createEnvironment, episodes, seed = 1, source } = options;
  const rng = createRandom(seed).split('import');
  const limits = { maxSteps: null, maxStallSteps: agent.config.evaluationMaxStallSteps };
  const common = { createEnvironment, limits, rng };
  const { played, q } = await playAgent(agent, { ...common, episodes }).catch((error: unknown) => {
    if (!(error instanceof NonFiniteOutputs)) throw error;
    throw new UsageError(`${source}: ${error.message}`);
  });
  const random = await playEpisodes({ ...common, episodes }, (episode, actions) => {
    const generator = rng.split(`actions ${episode}`);
    return () => generator.integer(actions);
  });
  const others: PlayedAlternative[] = [];
  for (const { agent: other, name, flags } of alternatives) {
    const one = await playAgent(other, { ...common, episodes: 1 }).catch((error: unknown) => {
      // An overflow in another reading says nothing about the one in use.
      if (!(error instanceof NonFiniteOutputs)) throw error;
      return undefined;
    });
    others.push({ name, flags, episode: one?.played.episodes[0], q: one?.q });
  }
  const found = { agent: played, q, random, alternatives: others };
  return { ...found, warnings: acceptanceWarnings(options, found) };
}

async function playAgent(
  agent: Agent,
  options: Parameters<typeof playEpisodes>[0],
): Promise<{ readonly played: Played; readonly q: Range }> {
  const compiled = await compileQ({ ...agent, batch: 1, frozen: true });
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  try {
    const played = await playEpisodes(options, (episode, actions) => {
      const exploration = options.rng.split(`exploration ${episode}`);
      return async (observation) => {
        const values = await compiled.q(observation);
        for (const value of values) {
          least = Math.min(least, value);
          largest = Math.max(largest, value);
        }
        const explores = exploration.uniform() < agent.config.evaluationExploration;
        return explores ? exploration.integer(actions) : argMax(values);
      };
    });
    return { played, q: { least, largest } };
  } finally {
    await compiled.dispose();
  }
}
