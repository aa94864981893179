/** Plays the games of an evaluation, one after the other; what it has compiled it keeps for the next. */

import { createLruCache } from '../../common/lru-cache.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import { createDecider, type Decider } from '../players/attacked-step.js';
import { loadPlayers, type PlayerNames, type Players } from '../players/players.js';
import { type Job, randomPlayer } from '../settings.js';
import type { LineWorker } from '../worker.js';
import { type Episode, playEpisode } from './episode.js';

/** How episodes are played. */
export interface PlayRules {
  /** Games longer than that are cut off; their return counts so far. Null: never. */
  readonly maxSteps: number | null;
  /** Share of random actions; null: as the agent's config says. */
  readonly evaluationExploration: number | null;
}

export interface PlayerSetup {
  readonly names: PlayerNames;
  readonly rules: PlayRules;
  readonly computing: CompileOptions;
}

/** How a game goes. */
export interface EpisodeProgress {
  readonly steps: number;
  readonly return: number;
}

/** Returns one line per job. */
export type Player = LineWorker<Job, Episode, EpisodeProgress>;

/** A player made from plain data, for threads. */
export async function playerFor({ names, rules, computing }: PlayerSetup): Promise<Player> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  return createPlayer(await loadPlayers(names), rules, computing);
}

/** Compiled deciders hold their buffers, of 100 draws some 100 MB: no more than so many are kept. */
export const keptDeciders = 6;

export function createPlayer(players: Players, rules: PlayRules, computing: CompileOptions = {}): Player {
  const deciders = createLruCache<Decider>(keptDeciders, (decider) => decider.dispose());

  return {
    async do(job, { signal, onProgress } = {}) {
      const { run, game, agent, attack, gradientSamples, seed, index } = job;
      const rng = createRandom(seed);
      const agentUnderTest = players.agentsUnderTest.find((each) => each.run === run && each.game === game)!;
      const listed = players.attacks.find((each) => each.label === attack && each.gradientSamples === gradientSamples);
      const decider = await deciders.get(JSON.stringify([run, game, agent, attack, gradientSamples]), () =>
        createDecider({
          ...computing,
          agent: agentUnderTest.agent,
          // Without an attack the decider is never asked for an attacked step.
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
        environment: agentUnderTest.createEnvironment(rng.split(`episode ${index}`)),
        decider,
        timing: players.timing,
        frames: players.frames,
        maxSteps: rules.maxSteps ?? Number.POSITIVE_INFINITY,
        epsilon: agent === randomPlayer ? 1 : (rules.evaluationExploration ?? agentUnderTest.evaluationExploration),
        exploration: rng.split(`exploration ${index}`),
        drawSeed: rng.split(`draws ${index}`).uint32() | 0,
        signal,
        onStep: (steps, soFar) => onProgress?.({ steps, return: soFar }),
      });
      return played && [played];
    },
    dispose: () => deciders.clear(),
  };
}
