/**
 * What does a perturbation of λ cost an agent, and what does a defense save? Plays the same episodes, with equal starts and
 * equal exploration, under every attack and λ with the plain agent and with the defended ones (the paper's Table 1).
 */
import { asUsage, expectKeys, UsageError } from '../../common/errors.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { expectedName } from '../../common/nearest.js';
import { shown } from '../../common/printable.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { Timing } from '../../storage/results/timing.js';
import type { Check } from '../checks/check.js';
import { attackSettingsOf } from '../players/adversary.js';
import { createPlayers, type PlayersOptions } from '../players/players.js';
import type { Episode } from './episode.js';
import { type PlayEpisodesOptions, type Played, playEpisodes } from './play-episodes.js';
import { createPlayer, type PlayRules } from './player.js';
import { checksOf } from './report/game-checks.js';

/** Options of the episodes and of their computation. */
interface EpisodesOptions
  extends Partial<PlayRules>,
    Omit<PlayEpisodesOptions, 'players' | 'lambdas' | 'seeds' | 'episodes' | 'startWorkers' | 'onLines'>,
    Partial<Pick<PlayEpisodesOptions, 'startWorkers'>> {
  /** Where and how the networks are computed. */
  readonly computing?: CompileOptions;
  /** Called when an episode has finished. */
  readonly onEpisode?: (episode: Episode, timing: Timing) => void;
}

/** Options of `evaluate`. Only the agent has no default. */
export interface EvaluateOptions extends PlayersOptions, EpisodesOptions {
  /** In gray levels; λ 0, without an attack, is always played. Default 0, 1, 2, 4. */
  readonly lambdas?: readonly number[];
  /** Environment seeds; default 1. */
  readonly seeds?: readonly number[];
  /** Episodes per setting and seed; default 10. */
  readonly episodes?: number;
}

export interface EvaluatePlayersOptions
  extends EpisodesOptions,
    Pick<PlayEpisodesOptions, 'players' | 'lambdas' | 'seeds' | 'episodes'> {}

/** All results of an evaluation. */
export interface Evaluation extends Played {
  /** What must hold before the rows are believed; computed from finished rows only. */
  readonly checks: readonly Check[];
}

const optionKeys = [
  ...['agent', 'attacks', 'defenses', 'gradientSamples', 'outputSamples', 'attackOn', 'target', 'timing', 'frames'],
  'gameRules',
  ...['lambdas', 'seeds', 'episodes', 'maxSteps', 'maxStallSteps', 'evaluationExploration', 'computing'],
  ...['startWorkers', 'finished', 'signal', 'onEpisode', 'onRow', 'onStart', 'onProgress'],
] as const satisfies readonly (keyof EvaluateOptions)[];

const listKeys = ['attacks', 'defenses', 'lambdas', 'seeds'] as const;

/**
 * Evaluates agents under attack, with and without defenses, in this process. Read the checks of the result first: a failed
 * one names the results that are not valid.
 * @throws UsageError for an unknown option or name, a value that should be an array, a number out of range, an agent that cannot be loaded
 * @example
 * const { rows, checks } = await evaluate({
 *   agent: bundledAgent('catch'),
 *   attacks: ['fgsm', 'pgd:steps=20'],
 *   defenses: ['sap100'],
 *   lambdas: [1, 2],
 *   episodes: 2,
 * });
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  expectKeys('evaluate', options, ['agent']);
  const unknown = Object.keys(options).find((key) => !(optionKeys as readonly string[]).includes(key));
  if (unknown !== undefined) {
    throw new UsageError(`evaluate: ${expectedName(unknown, optionKeys)}`);
  }
  for (const key of listKeys) {
    const value: unknown = options[key];
    if (value === undefined || Array.isArray(value)) continue;
    throw new UsageError(`evaluate: ${key}: expected an array, got ${shown(value)}`);
  }
  const { lambdas = [0, 1, 2, 4], seeds = [1], episodes = 10 } = options;
  const rules = rulesOf(options);
  asUsage(() =>
    expectAllWithin({
      lambdas: [limits.adversary.lambda, ...lambdas],
      seeds: [limits.agent.seed, ...seeds],
      episodes: [limits.command.episodes, episodes],
      maxSteps: [limits.command.maxSteps, rules.maxSteps],
      maxStallSteps: [limits.command.maxStallSteps, rules.maxStallSteps],
      evaluationExploration: [limits.command.exploration, rules.evaluationExploration],
    }),
  );
  return evaluatePlayers({ ...options, players: await createPlayers(options), lambdas, seeds, episodes });
}

const rulesOf = ({ maxSteps = null, maxStallSteps = null, evaluationExploration = null }: Partial<PlayRules>) => ({
  ...{ maxSteps, maxStallSteps, evaluationExploration },
});

/** As `evaluate`, with players that exist already. */
export async function evaluatePlayers(options: EvaluatePlayersOptions): Promise<Evaluation> {
  const { players, seeds, episodes, computing, onEpisode } = options;
  const played = await playEpisodes({
    startWorkers: () => [createPlayer(players, rulesOf(options), computing)],
    ...options,
    onLines: ([episode], timing) => onEpisode?.(episode!, timing),
  });
  const { attackOn, outputSamples } = players;
  const settings = { attackOn, outputSamples, episodes, seeds, attackSettings: attackSettingsOf(players) };
  return { ...played, checks: checksOf(played.rows, played.chance, played.episodes, settings) };
}
