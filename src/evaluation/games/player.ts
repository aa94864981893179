/** Plays the games of an evaluation, one after the other; what it has compiled it keeps for the next. */

import { keepNewest } from '../../common/lru-cache.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import type { Hand } from '../../jobs/worker.js';
import type { Timed } from '../../storage/result-timing.js';
import { createDecider, type Decider } from '../players/attacked-step.js';
import { type Cast, type CastNames, castOf } from '../players/players.js';
import { type Job, randomPlayer } from '../settings.js';
import { type Episode, playEpisode } from './episode.js';

/** How games are played, whoever plays. */
export interface PlayRules {
  /** Games longer than that are cut off; their return counts so far. Null: never. */
  readonly maxDecisions: number | null;
  /** Share of random actions; null: as the agent's config says. */
  readonly evaluationEpsilon: number | null;
}

export interface PlayerSetup {
  readonly names: CastNames;
  readonly rules: PlayRules;
  readonly computing: CompileOptions;
}

/** How a game goes. */
export interface GameNews {
  readonly decisions: number;
  readonly return: number;
}

/** → one line */
export type Player = Hand<Job, Timed<Episode>, GameNews>;

/** A player made from plain data, for threads. */
export async function playerFor({ names, rules, computing }: PlayerSetup): Promise<Player> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  return createPlayer(await castOf(names), rules, computing);
}

/** Compiled deciders hold their buffers, of 100 draws some 100 MB: no more than so many are kept. */
export const keptDeciders = 6;

export function createPlayer(cast: Cast, rules: PlayRules, computing: CompileOptions = {}): Player {
  const deciders = keepNewest<Decider>(keptDeciders, (decider) => decider.dispose());

  return {
    async do(job, { signal, onNews } = {}) {
      const { run, game, agent, attack, gradientDraws, seed, index } = job;
      const rng = createRandom(seed);
      const contestant = cast.contestants.find((each) => each.run === run && each.game === game)!;
      const listed = cast.attacks.find((each) => each.label === attack && each.gradientDraws === gradientDraws);
      const decider = await deciders.get(JSON.stringify([run, game, agent, attack, gradientDraws]), () =>
        createDecider({
          ...computing,
          agent: contestant.agent,
          // Without an attack the decider is never asked for an attacked decision.
          attack: (listed ?? cast.attacks[0]!).attack,
          defense: cast.defenses.find(({ label }) => label === agent) ?? none,
          attackOn: cast.attackOn,
          criterion: cast.criterion,
          frames: cast.frames,
          outputDraws: cast.outputDraws,
        }),
      );
      return playEpisode({
        job,
        environment: contestant.createEnvironment(rng.split(`episode ${index}`)),
        decider,
        timing: cast.timing,
        frames: cast.frames,
        maxDecisions: rules.maxDecisions ?? Number.POSITIVE_INFINITY,
        epsilon: agent === randomPlayer ? 1 : (rules.evaluationEpsilon ?? contestant.evaluationEpsilon),
        exploration: rng.split(`exploration ${index}`),
        drawSeed: rng.split(`draws ${index}`).uint32() | 0,
        signal,
        onDecision: (decisions, soFar) => onNews?.({ decisions, return: soFar }),
      });
    },
    dispose: () => deciders.clear(),
  };
}
