/** Plays the episodes of an evaluation one after the other, and keeps compiled agents for the next ones. */

import { createLruCache } from '../../common/lru-cache.js';
import { loadEagerBackend } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import type { EpisodeLimits } from '../../env/episode.js';
import { createDecider, type Decider } from '../players/attacked-step.js';
import { loadPlayers, type PlayerNames, type Players } from '../players/players.js';
import { type Job, randomPlayer } from '../settings.js';
import type { LineWorker } from '../worker.js';
import { type Episode, playEpisode } from './episode.js';
import { episodeRandom } from './episode-random.js';
import type { EpisodeJob } from './recording.js';

/** How episodes are played, the same for all agents. */
export interface PlayRules extends EpisodeLimits {
  /** Share of random actions; null: that of the agent's config. */
  readonly evaluationExploration: number | null;
}

export interface PlayerSetup {
  readonly names: PlayerNames;
  readonly rules: PlayRules;
  readonly computing: CompileOptions;
}

/** Steps and return of a running episode. */
export interface EpisodeProgress {
  /** Steps so far. */
  readonly steps: number;
  /** Return so far. */
  readonly return: number;
}

/** Returns one line per job. */
export type Player = LineWorker<EpisodeJob, Episode, EpisodeProgress>;

/** Creates a player from plain data, in a thread. */
export async function playerFor({ names, rules, computing }: PlayerSetup): Promise<Player> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  return createPlayer(await loadPlayers(names), rules, computing);
}

/** Equal for settings that share a compiled agent. */
export const deciderKey = ({ run, game, agent, attack, gradientSamples }: Job): string =>
  JSON.stringify([run, game, agent, attack, gradientSamples]);

/** Compiled agents that are kept: each holds its buffers, about 100 MB for 100 samples. */
export const keptDeciders = 6;

export function createPlayer(players: Players, rules: PlayRules, computing: CompileOptions = {}): Player {
  const deciders = createLruCache<Decider>(keptDeciders, (decider) => decider.dispose());

  return {
    async do(job, { signal, onProgress, onPart } = {}) {
      const { run, game, agent, attack, gradientSamples, seed, index } = job;
      const { environment, exploration, noiseSeed } = episodeRandom(seed, index);
      const agentUnderTest = players.agentsUnderTest.find((each) => each.run === run && each.game === game)!;
      const listed = players.attacks.find((each) => each.label === attack && each.gradientSamples === gradientSamples);
      const decider = await deciders.get(deciderKey(job), () =>
        createDecider({
          ...computing,
          agent: agentUnderTest.agent,
          // Without an attack the decider computes no attacked step.
          attack: (listed ?? players.attacks[0]!).attack,
          defense: players.defenses.find(({ label }) => label === agent) ?? none,
          attackOn: players.attackOn,
          criterion: players.criterion,
          frames: players.frames,
          outputSamples: players.outputSamples,
        }),
      );
      const played = await playEpisode({
        job,
        environment: agentUnderTest.createEnvironment(environment),
        decider,
        timing: players.timing,
        frames: players.frames,
        limits: rules,
        explorationRate:
          agent === randomPlayer ? 1 : (rules.evaluationExploration ?? agentUnderTest.evaluationExploration),
        ...{ exploration, noiseSeed },
        signal,
        onStep: (steps, soFar) => onProgress?.({ steps, return: soFar }),
        onPart,
      });
      return played && [played];
    },
    dispose: () => deciders.clear(),
  };
}
