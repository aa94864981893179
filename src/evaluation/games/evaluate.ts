/**
 * What does a perturbation of λ cost an agent, and what does a defense save? Plays the same episodes, with equal starts and
 * equal exploration, under every attack and λ with the plain agent and with the defended ones (the paper's Table 1).
 */
import { expectKeys } from '../../common/errors.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { Timing } from '../../storage/results/timing.js';
import type { Check } from '../checks.js';
import { attackSettingsOf } from '../players/players.js';
import type { Episode } from './episode.js';
import { type PlayEpisodesOptions, type Played, playEpisodes } from './play-episodes.js';
import { createPlayer, type PlayRules } from './player.js';
import { checksOf } from './report/game-checks.js';

/** Options of `evaluate`. */
export interface EvaluateOptions
  extends Partial<PlayRules>,
    Omit<PlayEpisodesOptions, 'startWorkers' | 'onLines'>,
    Partial<Pick<PlayEpisodesOptions, 'startWorkers'>> {
  /** Where and how the networks are computed. */
  readonly computing?: CompileOptions;
  /** Called after every episode. */
  readonly onEpisode?: (episode: Episode, timing: Timing) => void;
}

/** All results of an evaluation. */
export interface Evaluation extends Played {
  /** What must hold before the rows are believed; computed from finished rows only. */
  readonly checks: readonly Check[];
}

/** Plays what is missing and sums it up. Read the checks first: a failed one names the results that are not valid. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  expectKeys('evaluate', options, ['players', 'lambdas', 'seeds', 'episodes']);
  expectKeys('evaluate: players', options.players, [
    'agentsUnderTest',
    'attacks',
    'defenses',
    'criterion',
    'timing',
    'frames',
  ]);
  const { players, seeds, episodes, computing, onEpisode } = options;
  const { maxSteps = null, evaluationExploration = null } = options;
  const played = await playEpisodes({
    startWorkers: () => [createPlayer(players, { maxSteps, evaluationExploration }, computing)],
    ...options,
    onLines: ([episode], timing) => onEpisode?.(episode!, timing),
  });
  const { attackOn, outputSamples } = players;
  const settings = { attackOn, outputSamples, episodes, seeds, attackSettings: attackSettingsOf(players) };
  return { ...played, checks: checksOf(played.rows, played.chance, played.episodes, settings) };
}
