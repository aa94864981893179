/** The plan of an evaluation on episodes: the product of its lists, in the order of its tables. */

import type { Settings } from '../attack/search/attack.js';
import type { PieceKey } from '../storage/results/lines.js';

/** A row of the results: one agent on one game under one attack at one λ. */
export interface Setting {
  /** Id in the game table. */
  readonly game: string;
  /** Name of the run from which the agent was loaded. */
  readonly run: string;
  /** Null at λ = 0, where there is no attack. */
  readonly attack: string | null;
  /** Monte Carlo samples of the defense per gradient; null: the attack's own number, or no attack. */
  readonly gradientSamples: number | null;
  /** In gray levels. */
  readonly lambda: number;
  /** `plain`, the name of the defense, or `random player`. */
  readonly agent: string;
}

/** One episode to be played. */
export interface Job extends Setting {
  /** Environment seed. */
  readonly seed: number;
  /** Index of the episode. Episodes with equal seeds and indices have equal starts and equal random actions. */
  readonly index: number;
}

/** The settings of each attack, by its name. */
export type AttackSettings = Readonly<Record<string, Settings>>;

/** Whose gradient an attack takes: the agent's own, or the plain network's. */
export type AttackOn = 'self' | 'plain';

export const plainAgent = 'plain';
/** An agent that takes random actions, as a measure of chance. */
export const randomPlayer = 'random player';

export interface Lists {
  readonly agentsUnderTest: readonly { readonly run: string; readonly game: string }[];
  readonly attacks: readonly { readonly label: string; readonly gradientSamples: number | null }[];
  /** In gray levels. Without an attack (λ 0) every agent plays in any case, once for all attacks. */
  readonly lambdas: readonly number[];
  /** Names of the defenses, without `none`: the plain agent always plays as well. */
  readonly defenses: readonly string[];
  readonly seeds: readonly number[];
  /** Episodes per setting and seed. */
  readonly episodes: number;
}

/** From this λ on, in gray levels, an attacked agent should be no better than chance. */
export const largeLambda = 32;

/**
 * Plans agent by agent: first without an attack, then attack by attack, λ by λ in the given order, the plain agent first; last
 * a random player. Scores without an attack and of random play are the two ends of the scale on which all others are read.
 */
export function planSettings(lists: Omit<Lists, 'seeds' | 'episodes'>): Setting[] {
  const { agentsUnderTest, attacks, lambdas, defenses } = lists;
  const agents = [plainAgent, ...defenses];
  const attacked = lambdas.filter((lambda) => lambda > 0);
  return agentsUnderTest.flatMap(({ run, game }) => {
    const setting = (
      lambda: number,
      agent: string,
      attack: string | null,
      gradientSamples: number | null,
    ): Setting => ({
      game,
      run,
      attack,
      gradientSamples,
      lambda,
      agent,
    });
    return [
      ...agents.map((agent) => setting(0, agent, null, null)),
      ...attacks.flatMap(({ label, gradientSamples }) =>
        attacked.flatMap((lambda) => agents.map((agent) => setting(lambda, agent, label, gradientSamples))),
      ),
      setting(0, randomPlayer, null, null),
    ];
  });
}

/** Plans setting by setting, seed by seed. */
export const planEpisodes = ({ seeds, episodes, ...lists }: Lists): Job[] =>
  planSettings(lists).flatMap((setting) =>
    seeds.flatMap((seed) => Array.from({ length: episodes }, (_, index) => ({ ...setting, seed, index }))),
  );

/** The length of `planEpisodes`, without making the plan: lists from a file may ask for more than fits into memory. */
export function countEpisodes({ agentsUnderTest, attacks, lambdas, defenses, seeds, episodes }: Lists): number {
  const attacked = lambdas.filter((lambda) => lambda > 0).length;
  const settings = (1 + defenses.length) * (1 + attacks.length * attacked) + 1;
  return agentsUnderTest.length * settings * seeds.length * episodes;
}

/** Equal for equal settings. */
export const settingKey = ({ game, run, attack, gradientSamples, lambda, agent }: Setting): string =>
  JSON.stringify([game, run, attack, gradientSamples, lambda, agent]);

/** The key of an episode, and of its line in episodes.jsonl. */
export const episodeKey = (job: Job): PieceKey => {
  const { game, run, attack, gradientSamples, lambda, agent, seed, index } = job;
  return [game, run, attack, gradientSamples, lambda, agent, seed, index];
};
