/**
 * Acceptance of an imported network by playing: whole episodes of it beside random play, the range of its Q-values, and one
 * episode with every other plausible reading of the file.
 */
import { chooseAction, greedyQ } from '../../agent/action-policy.js';
import type { Agent } from '../../agent/agent-files.js';
import { compileQ } from '../../agent/q-function.js';
import { UsageError } from '../../common/errors.js';
import { NonFiniteOutputs } from '../../common/finite.js';
import { createRandom } from '../../common/random.js';
import type { Acceptance, AcceptanceOptions, PlayedAlternative, Range } from './acceptance.js';
import { type Played, playEpisodes } from './episodes.js';
import { acceptanceWarnings } from './warnings.js';

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
  const { policy = greedyQ } = agent;
  const compiled = await compileQ({ ...agent, batch: 1, frozen: true });
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  try {
    const played = await playEpisodes(options, (episode, actions) => {
      const exploration = options.rng.split(`exploration ${episode}`);
      return async (observation, step) => {
        const values = await compiled.q(observation);
        for (const value of values) {
          least = Math.min(least, value);
          largest = Math.max(largest, value);
        }
        const explores = exploration.uniform() < agent.config.evaluationExploration;
        return explores ? exploration.integer(actions) : chooseAction(policy, values, [episode, step]);
      };
    });
    return { played, q: { least, largest } };
  } finally {
    await compiled.dispose();
  }
}
