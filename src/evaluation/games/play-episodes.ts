/** Plays the episodes of an evaluation that do not exist yet, and sums up each row when its last episode has finished. */
import { groupBy } from '../../common/group-by.js';
import { computeMissing, type LineStore, type Work } from '../lifecycle.js';
import type { Players } from '../players/players.js';
import { workWeight } from '../players/work-weight.js';
import { episodeKey, type Job, type Lists, planEpisodes, planSettings, randomPlayer, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import { createEpisodesLeft, type EpisodesLeft } from './episodes-left.js';
import { pilotsFirst } from './order.js';
import type { EpisodeProgress } from './player.js';
import type { EpisodeJob, EpisodePart } from './recording.js';
import { type Row, rowOf } from './report/summary.js';

export interface PlayEpisodesOptions extends LineStore<EpisodeJob, Episode, EpisodeProgress> {
  /** Agents under test, attacks and timing. */
  readonly players: Players;
  /** In gray levels; λ 0, without an attack, is always played. */
  readonly lambdas: readonly number[];
  /** Environment seeds. */
  readonly seeds: readonly number[];
  /** Episodes per setting and seed. */
  readonly episodes: number;
  /** Aborting it ends the evaluation before the next step. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the last episode of a setting has ended. @param soFar returns all that has finished */
  readonly onRow?: ((row: Row, soFar: () => Found) => void) | undefined;
  /** Called before the first episode. */
  readonly onStart?: ((episodesDone: number, episodesTotal: number) => void) | undefined;
  /** Called several times an episode and after every episode. */
  readonly onProgress?: ((progress: EvaluateProgress) => void) | undefined;
}

/** Reported several times per second, and after every episode. */
export interface EvaluateProgress extends EpisodeProgress {
  /** The episode that is running, or that has just finished. */
  readonly job: Job;
  /** Episodes that have finished. */
  readonly episodesDone: number;
  /** Episodes of the whole plan. */
  readonly episodesTotal: number;
  /** Steps of all episodes that this process has played. */
  readonly stepsDone: number;
  /** Returns null before the first steps. @param counts which episodes count; default all */
  readonly secondsLeft: EpisodesLeft['secondsLeft'];
  /** Whether the time left is only a lower bound, since no episode has ended. */
  readonly isLowerBound: boolean;
}

export interface Found {
  /** Finished rows in the order of the plan: λ ascending, the plain agent first. */
  readonly rows: readonly Row[];
  /** Rows of the random player, one for each agent. */
  readonly chance: readonly Row[];
  /** Finished episodes in the order of the plan, those of unfinished rows included. */
  readonly episodes: readonly Episode[];
}

export interface Played extends Found {
  /** The signal was aborted before the end. */
  readonly aborted: boolean;
}

/** The lists of a plan: attacks, agents and defenses of `players`, with the other choices. */
export const listsOf = (
  players: Players,
  { lambdas, seeds, episodes }: Pick<Lists, 'lambdas' | 'seeds' | 'episodes'>,
): Lists => ({
  ...{ agentsUnderTest: players.agentsUnderTest, attacks: players.attacks },
  ...{ defenses: players.defenses.map(({ label }) => label), lambdas, seeds, episodes },
});

/** A job is one episode, and so is a line. @param partsOf an earlier process */
export const episodesWork = (
  lists: Lists,
  partsOf: LineStore<EpisodeJob, Episode, EpisodeProgress>['partsOf'] = () => [],
): Work<EpisodeJob, Episode> => ({
  jobs: planEpisodes(lists),
  keysOf: (job) => [episodeKey(job)],
  keyOf: episodeKey,
  missingPart(job, isDone) {
    const key = episodeKey(job);
    if (isDone(key)) return undefined;
    const parts = partsOf(key) as readonly EpisodePart[];
    return parts.length > 0 ? { ...job, parts } : job;
  },
});

export async function playEpisodes(options: PlayEpisodesOptions): Promise<Played> {
  const lists = listsOf(options.players, options);
  const rows = collectRows(lists, options.onRow);
  const work = { ...episodesWork(lists, options.partsOf), order: pilotsFirst(options.players) };
  const complete = await playWork(work, options, {
    onStart() {
      for (const episode of options.finished ?? []) rows.add(episode);
    },
    onEpisode: rows.add,
  });
  return { ...rows.found(), aborted: !complete };
}

/** What a special order of episodes needs to know. */
export interface PlayHooks {
  /** Called before the first episode. @param left estimates the time of the episodes that do not exist yet */
  readonly onStart?: (left: EpisodesLeft) => void;
  /** Called with each new episode. */
  readonly onEpisode: (episode: Episode) => void;
  readonly onProgress?: () => void;
}

/** Plays the episodes of `work` that do not exist yet. @returns whether it came to its end */
export async function playWork(
  work: Work<EpisodeJob, Episode>,
  options: PlayEpisodesOptions,
  hooks: PlayHooks,
): Promise<boolean> {
  const { players, finished = [], onProgress } = options;
  let left: EpisodesLeft;
  let last: Episode;
  const { complete } = await computeMissing<EpisodeJob, Episode, EpisodeProgress>(work, {
    ...{ finished, startWorkers: options.startWorkers, onPart: options.onPart, signal: options.signal },
    onStart: options.onStart,
    createClock(jobs, workers) {
      const planned = new Set(work.jobs.map(settingKey));
      const clock = createEpisodesLeft({
        ...{ jobs, workers, played: finished.filter((episode) => planned.has(settingKey(episode))) },
        weightOf: (job) => workWeight(job, players),
        now: () => performance.now() / 1000,
      });
      left = clock;
      hooks.onStart?.(left);
      return clock;
    },
    onLines(episodes, timing) {
      options.onLines?.(episodes, timing);
      last = episodes[0]!;
      hooks.onEpisode(last);
    },
    onProgress: (job, progress, count) => report(job, progress, count.linesDone, count.linesTotal),
    onFinished: (job, count) => report(job, last, count.linesDone, count.linesTotal),
  });

  function report(job: Job, progress: EpisodeProgress, episodesDone: number, episodesTotal: number) {
    hooks.onProgress?.();
    onProgress?.({
      ...{ job, steps: progress.steps, return: progress.return, episodesDone, episodesTotal },
      ...{ stepsDone: left.steps, secondsLeft: left.secondsLeft, isLowerBound: left.isLowerBound },
    });
  }
  return complete;
}

/** Collects the episodes of a plan, and makes a row of a setting as soon as all its episodes are there. */
export function collectRows(lists: Lists, onRow?: PlayEpisodesOptions['onRow']) {
  const jobs = planEpisodes(lists);
  const keyOf = (job: Job) => JSON.stringify(episodeKey(job));
  const jobsOfRow = groupBy(jobs, settingKey);
  const planned = new Set(jobs.map(keyOf));
  const missing = new Map([...jobsOfRow].map(([key, ofRow]) => [key, new Set(ofRow.map(keyOf)).size]));
  const done = new Map<string, Episode>();
  const rows = new Map<string, Row>();

  function found(): Found {
    const inOrder = planSettings(lists).flatMap((setting) => rows.get(settingKey(setting)) ?? []);
    return {
      rows: inOrder.filter(({ agent }) => agent !== randomPlayer),
      chance: inOrder.filter(({ agent }) => agent === randomPlayer),
      episodes: jobs.flatMap((job) => done.get(keyOf(job)) ?? []),
    };
  }
  return {
    /** Leaves out episodes that are not in the plan. */
    add(episode: Episode) {
      const id = keyOf(episode);
      if (!planned.has(id)) return;
      const key = settingKey(episode);
      if (!done.has(id)) missing.set(key, missing.get(key)! - 1);
      done.set(id, episode);
      if (missing.get(key)! > 0) return;
      const row = rowOf(
        jobsOfRow.get(key)!.map((job) => done.get(keyOf(job))!),
        lists.seeds,
      );
      rows.set(key, row);
      onRow?.(row, found);
    },
    found,
  };
}
