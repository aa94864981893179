/** The plan of an evaluation on episodes: the product of its lists, in the order of its tables. */

import type { Settings } from '../attack/search/attack.js';
import type { PieceKey } from '../storage/results/lines.js';
import { humanNormalized } from './reference-scores.js';

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
  /** In gray levels; 0 plays without an attack, once for all attacks. */
  readonly lambdas: readonly number[];
  /** Names of the defenses, without `none`: the plain agent always plays as well. */
  readonly defenses: readonly string[];
  readonly seeds: readonly number[];
  /** Episodes per setting and seed. */
  readonly episodes: number;
  /** Whether a random player plays as well; default: where the results need one. */
  readonly chance?: boolean | undefined;
}

/** From this λ on, in gray levels, an attacked agent should be no better than chance. */
export const largeLambda = 32;

/** Whether results need a random player: as the limit for large λ, or as the zero of a scale that several games share. */
function needsChance({ agentsUnderTest, lambdas }: Pick<Lists, 'agentsUnderTest' | 'lambdas'>): boolean {
  const games = new Set(agentsUnderTest.map(({ game }) => game));
  const incomparable = games.size > 1 && [...games].some((game) => humanNormalized(game, 0) === null);
  return incomparable || lambdas.some((lambda) => lambda >= largeLambda);
}

/** Plans agent by agent: first without an attack, then attack by attack, λ by λ in the given order, the plain agent first. */
export function planSettings(lists: Omit<Lists, 'seeds' | 'episodes'>): Setting[] {
  const { agentsUnderTest, attacks, lambdas, defenses, chance = needsChance(lists) } = lists;
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
      ...(lambdas.includes(0) ? agents.map((agent) => setting(0, agent, null, null)) : []),
      ...attacks.flatMap(({ label, gradientSamples }) =>
        attacked.flatMap((lambda) => agents.map((agent) => setting(lambda, agent, label, gradientSamples))),
      ),
      ...(chance ? [setting(0, randomPlayer, null, null)] : []),
    ];
  });
}

/** Plans setting by setting, seed by seed. */
export const planEpisodes = ({ seeds, episodes, ...lists }: Lists): Job[] =>
  planSettings(lists).flatMap((setting) =>
    seeds.flatMap((seed) => Array.from({ length: episodes }, (_, index) => ({ ...setting, seed, index }))),
  );

/** Equal for equal settings. */
export const settingKey = ({ game, run, attack, gradientSamples, lambda, agent }: Setting): string =>
  JSON.stringify([game, run, attack, gradientSamples, lambda, agent]);

/** The key of an episode, and of its line in episodes.jsonl. */
export const episodeKey = (job: Job): PieceKey => {
  const { game, run, attack, gradientSamples, lambda, agent, seed, index } = job;
  return [game, run, attack, gradientSamples, lambda, agent, seed, index];
};
