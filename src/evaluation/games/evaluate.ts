/**
 * What does a perturbation of λ pixels cost an agent, and what does a defense save? Plays the same games, from the same
 * starts and with the same exploration, for every attack and λ with the plain agent and with the defended ones (the
 * paper's Table 1).
 */

import { expectKeys } from '../../common/errors.js';
import { groupBy } from '../../common/group-by.js';
import type { CompileOptions } from '../../compute/signature.js';
import { runJobs } from '../../jobs/worker.js';
import type { Timed, Timing } from '../../storage/results/timing.js';
import type { Check } from '../checks.js';
import { attackSettingsOf, type Players } from '../players/players.js';
import { workWeight } from '../players/work-weight.js';
import { type Job, jobKey, planGames, planSettings, randomPlayer, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import { createGamesLeft } from './games-left.js';
import { createPlayer, type EpisodeProgress, type Player, type PlayRules } from './player.js';
import { checksOf } from './report/game-checks.js';
import { type Row, rowOf } from './report/summary.js';

export interface EvaluateOptions extends Partial<PlayRules> {
  readonly players: Players;
  /** Sizes of the perturbation in pixels; 0 plays without an attack. */
  readonly lambdas: readonly number[];
  readonly seeds: readonly number[];
  /** Games for each setting and seed. */
  readonly episodes: number;
  /** A random player plays too; default where figures need one. */
  readonly chance?: boolean | undefined;
  readonly computing?: CompileOptions;
  /** Who plays, given how many games are left; default one player in this process. */
  readonly startWorkers?: (games: number) => readonly Player[];
  /** Games that need not be played again; those that are not asked for are left out. */
  readonly finished?: readonly Episode[];
  /** Aborting it ends the evaluation before the next step. */
  readonly signal?: AbortSignal | undefined;
  readonly onEpisode?: (episode: Episode, timing: Timing) => void;
  /** @param soFar all that is finished */
  readonly onRow?: (row: Row, soFar: () => Found) => void;
  /** Told before the first game: games that need not be played, of all. */
  readonly onStart?: (gamesDone: number, gamesTotal: number) => void;
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

/** Told now and then, and after every game. */
export interface EvaluateProgress extends EpisodeProgress {
  readonly job: Job;
  /** Games ended, of all there are to play. */
  readonly gamesDone: number;
  readonly gamesTotal: number;
  /** Of all games of this process. */
  readonly stepsDone: number;
  /** Null before the first game has ended. */
  readonly secondsLeft: () => number | null;
}

export interface Found {
  /** Finished rows in the order of the plan: λ ascending as given, the plain agent first. */
  readonly rows: readonly Row[];
  /** The random player's, one for each agent that needs it. */
  readonly chance: readonly Row[];
  /** Finished games in the order of the plan, of unfinished rows too. */
  readonly episodes: readonly Episode[];
}

export interface Evaluation extends Found {
  /** What must hold before the rows are believed; made of finished rows only. */
  readonly checks: readonly Check[];
  /** The signal came before the end. */
  readonly aborted: boolean;
}

/**
 * Plays what is missing and sums it up. Without a defense only the plain agent plays. Read the checks before the rows: one
 * that failed says which figures not to believe.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const played = await playMissing(options);
  const { players, seeds, episodes } = options;
  const { attackOn, outputSamples } = players;
  const settings = { attackOn, outputSamples, episodes, seeds, attackSettings: attackSettingsOf(players) };
  return { ...played, checks: checksOf(played.rows, played.chance, played.episodes, settings) };
}

/** As `evaluate`, for those who make the checks themselves. */
export async function playMissing(options: EvaluateOptions): Promise<Omit<Evaluation, 'checks'>> {
  expectKeys('evaluate', options, ['players', 'lambdas', 'seeds', 'episodes']);
  expectKeys('evaluate: players', options.players, [
    'agentsUnderTest',
    'attacks',
    'defenses',
    'criterion',
    'timing',
    'frames',
  ]);
  const { players, lambdas, seeds, episodes: count, chance, signal } = options;
  const { maxSteps = null, evaluationExploration = null } = options;
  const lists = { ...players, lambdas, chance, defenses: players.defenses.map(({ label }) => label) };
  const jobs = planGames({ ...lists, seeds, episodes: count });

  const done = new Map<string, Episode>();
  const finished = new Map((options.finished ?? []).map((episode) => [jobKey(episode), episode]));
  const rows = new Map<string, Row>();
  const gamesOfRow = groupBy(jobs, settingKey);

  const keep = (job: Job, episode: Episode) => {
    done.set(jobKey(job), episode);
    const key = settingKey(job);
    const ofRow = gamesOfRow.get(key)!.map((each) => done.get(jobKey(each)));
    if (!ofRow.every((each) => each !== undefined)) return;
    rows.set(key, rowOf(ofRow, seeds));
    options.onRow?.(rows.get(key)!, soFar);
  };
  function soFar(): Found {
    const inOrder = planSettings(lists).flatMap((setting) => rows.get(settingKey(setting)) ?? []);
    return {
      rows: inOrder.filter(({ agent }) => agent !== randomPlayer),
      chance: inOrder.filter(({ agent }) => agent === randomPlayer),
      episodes: jobs.flatMap((job) => done.get(jobKey(job)) ?? []),
    };
  }

  const left = jobs.filter((job) => {
    const episode = finished.get(jobKey(job));
    if (episode) keep(job, episode);
    return !episode;
  });
  options.onStart?.(done.size, jobs.length);
  const startWorkers =
    options.startWorkers ?? (() => [createPlayer(players, { maxSteps, evaluationExploration }, options.computing)]);
  const pool = left.length > 0 ? startWorkers(left.length) : [];
  const gamesLeft = createGamesLeft({
    ...{ jobs: left, played: [...done.values()], workers: pool.length },
    weightOf: (job) => workWeight(job, players),
    now: () => performance.now() / 1000,
  });
  const { secondsLeft } = gamesLeft;
  const progress = (job: Job, news: EpisodeProgress) =>
    options.onProgress?.({
      ...{ job, ...news, gamesDone: done.size, gamesTotal: jobs.length },
      ...{ stepsDone: gamesLeft.steps, secondsLeft },
    });
  try {
    const complete = await runJobs<Job, Timed<Episode>, EpisodeProgress>(left, pool, {
      signal,
      onProgress(news, job) {
        gamesLeft.playing(job, news.steps);
        progress(job, news);
      },
      onResult({ lines: [episode], timing }, job) {
        options.onEpisode?.(episode!, timing);
        keep(job, episode!);
        gamesLeft.ended(job, episode!.steps, timing);
        progress(job, episode!);
      },
    });
    return { ...soFar(), aborted: !complete };
  } finally {
    await Promise.all(pool.map((worker) => worker.dispose()));
  }
}
