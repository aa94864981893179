/** What plays in a film: random actions, or an agent under attack. */
import type { Agent } from '../../agent/agent-files.js';
import type { Attack } from '../../attack/search/attack.js';
import type { Random } from '../../common/random.js';
import { type Defense, none } from '../../defense/defense.js';
import type { AtariEnvironment } from '../../env/atari.js';
import { frameBytes, observationBytes } from '../../env/environment.js';
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
  const drawSeed = rng.split('draws').uint32() | 0;
  const random = rng.split('exploration');
  const decide = async (observation: Uint8Array, step: number) => {
    const key = [drawSeed, step] as const;
    if (lambda === 0) {
      const { action, q } = await decider.clean(observation, key);
      const wanted = defense === none ? action : decider.choose(await decider.value(observation), key);
      return { action, q, wanted, ...untouched(observation) };
    }
    const { action, q, perturbed } = await decider.attacked(observation, lambda, key);
    const wanted = decider.choose(await decider.value(observation), key);
    const seen = newestFrame(perturbed);
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
