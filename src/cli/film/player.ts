/** What plays in a film: random actions, or an agent under attack. */
import type { Agent } from '../../agent/agent-files.js';
import { parseAttacks } from '../../attack/parse-attacks.js';
import type { Random } from '../../common/random.js';
import { parseDefense } from '../../defense/parse-defense.js';
import type { AtariEnvironment } from '../../env/atari.js';
import { frameBytes, observationBytes } from '../../env/environment.js';
import { createDecider } from '../../evaluation/players/attacked-step.js';

/** What a player saw and did at one step. */
export interface FilmStep {
  readonly action: number;
  /** The newest frame as the network received it, and its difference from the true frame; both in gray levels. */
  readonly seen: ArrayLike<number>;
  readonly delta: ArrayLike<number>;
}

export type Player = (environment: AtariEnvironment, step: number) => Promise<FilmStep>;

export interface AttackedOptions {
  readonly agent: Agent;
  readonly lambda: number;
  readonly attack: string;
  readonly defense: string;
  readonly gradientSamples: number;
  readonly outputSamples: number;
  /** Share of random actions. */
  readonly exploration: number;
}

/** @throws UsageError for an unknown attack or defense */
export function attackedPlayer(options: AttackedOptions, rng: Random): Player {
  const { agent, lambda, outputSamples, exploration } = options;
  const [named] = parseAttacks([options.attack], { gradientSamples: options.gradientSamples });
  const defense = parseDefense(options.defense);
  const decider = createDecider({ agent, defense, attack: named!.attack, attackOn: 'self', outputSamples });
  const drawSeed = rng.split('draws').uint32() | 0;
  const decide: Player = async ({ observation }, step) => {
    if (lambda === 0) {
      const { action } = await decider.clean(observation, [drawSeed, step]);
      return { action, ...untouched(observation) };
    }
    const { action, perturbed } = await decider.attacked(observation, lambda, [drawSeed, step]);
    const seen = newestFrame(perturbed);
    const shown = newestFrame(observation);
    return { action, seen, delta: seen.map((value, i) => value - shown[i]!) };
  };
  return exploring(decide, exploration, rng.split('exploration'));
}

export const randomPlayer =
  (rng: Random): Player =>
  async ({ actions, observation }) => ({ action: rng.integer(actions.length), ...untouched(observation) });

/** The player's actions, but with probability `exploration` a random one. */
const exploring =
  (player: Player, exploration: number, rng: Random): Player =>
  async (environment, step) => {
    const played = await player(environment, step);
    return rng.uniform() < exploration ? { ...played, action: rng.integer(environment.actions.length) } : played;
  };

const newestFrame = <T extends Uint8Array | Float32Array>(observation: T): T =>
  observation.slice(observationBytes - frameBytes) as T;

const untouched = (observation: Uint8Array) => ({
  seen: newestFrame(observation),
  delta: new Uint8Array(frameBytes),
});
