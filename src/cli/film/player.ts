/** What plays in a film: random actions, or an agent under attack. */
import type { Agent } from '../../agent/agent-files.js';
import { always } from '../../attack/agent/timing.js';
import type { Attack } from '../../attack/search/attack.js';
import type { Random } from '../../common/random.js';
import type { Defense } from '../../defense/defense.js';
import type { AtariEnvironment } from '../../env/atari.js';
import { frameBytes, observationBytes } from '../../env/environment.js';
import { createAttackedPlayer } from '../../evaluation/players/attacked-player.js';
import { createDecider } from '../../evaluation/players/attacked-step.js';
import type { FilmStep } from '../../report/film/picture.js';

export type Player = (environment: AtariEnvironment, step: number) => Promise<FilmStep>;

export interface AttackedOptions {
  readonly agent: Agent;
  /** In gray levels; 0 = no attack. */
  readonly lambda: number;
  readonly attack: Attack;
  readonly defense: Defense;
  readonly outputSamples: number;
  /** Share of random actions. */
  readonly exploration: number;
}

export function attackedPlayer(options: AttackedOptions, rng: Random): Player {
  const { agent, lambda, attack, defense, outputSamples, exploration } = options;
  const decider = createDecider({ agent, defense, attack, attackOn: 'self', outputSamples });
  const noiseSeed = rng.split('draws').uint32() | 0;
  const random = rng.split('exploration');
  const player = createAttackedPlayer({ decider, lambda, timing: always, frames: 'all', noiseSeed });
  const decide = async (observation: Uint8Array, step: number) => {
    const { action, q, wanted, attack: found } = await player.choose(observation, step, false);
    if (!found) return { action, q, wanted, ...untouched(observation) };
    const seen = newestFrame(found.perturbed);
    const shown = newestFrame(observation);
    return { action, q, wanted, seen, delta: seen.map((value, i) => value - shown[i]!) };
  };
  return async ({ actions, observation }, step) => {
    const decided = await decide(observation, step);
    const isRandom = random.uniform() < exploration;
    return { ...decided, isRandom, action: isRandom ? random.integer(actions.length) : decided.action };
  };
}

export const randomPlayer =
  (rng: Random): Player =>
  async ({ actions, observation }) => ({
    action: rng.integer(actions.length),
    isRandom: true,
    ...untouched(observation),
  });

const newestFrame = <T extends Uint8Array | Float32Array>(observation: T): T =>
  observation.slice(observationBytes - frameBytes) as T;

const untouched = (observation: Uint8Array) => ({
  seen: newestFrame(observation),
  delta: new Uint8Array(frameBytes),
});
