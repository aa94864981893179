/**
 * Plays as many episodes as fit into a time. A round is one episode of every setting and seed, so that after each round all
 * comparisons have whole pairs. A round begins where it fits by the measured costs and lengths; the first one always does.
 */
import { groupBy } from '../../common/group-by.js';
import { episodeKey, type Job } from '../settings.js';
import type { EpisodesLeft } from './episodes-left.js';
import { pilotsFirst } from './order.js';
import {
  collectRows,
  episodesWork,
  listsOf,
  type PlayEpisodesOptions,
  type Played,
  playWork,
} from './play-episodes.js';
import type { EpisodeJob } from './recording.js';

export interface PlayBudgetOptions extends Omit<PlayEpisodesOptions, 'onRow'> {
  /** From now on. `episodes` is the most that are played per setting and seed. */
  readonly budgetSeconds: number;
  /** Returns seconds; default: the clock of this process. */
  readonly now?: () => number;
}

export interface PlayedRounds extends Played {
  /** Episodes of every setting and seed; 0 where the first round was stopped. Episodes of later rounds are left out. */
  readonly rounds: number;
  /** Since the start. */
  readonly seconds: number;
}

export async function playBudget(options: PlayBudgetOptions): Promise<PlayedRounds> {
  const { players, finished = [], budgetSeconds, signal, now = () => performance.now() / 1000 } = options;
  const lists = listsOf(players, options);
  const start = now();
  const timeUp = new AbortController();
  const episodes = [...finished];
  let left: EpisodesLeft;
  const work = episodesWork(lists, options.partsOf);
  const rounds = countRounds(work.jobs);
  for (const episode of finished) rounds.add(episode);

  const fits = (round: number): boolean => {
    const needed = left.secondsLeft(({ index }) => index <= round) ?? 0;
    return now() - start + needed <= budgetSeconds;
  };
  await playWork(
    { ...work, order: (jobs) => inRounds(jobs, pilotsFirst(players), (round) => round === 0 || fits(round)) },
    { ...options, signal: signal ? AbortSignal.any([signal, timeUp.signal]) : timeUp.signal },
    {
      onStart(clock) {
        left = clock;
      },
      onEpisode(episode) {
        episodes.push(episode);
        rounds.add(episode);
      },
      onProgress() {
        if (rounds.whole > 0 && now() - start > budgetSeconds) timeUp.abort();
      },
    },
  );
  const rows = collectRows({ ...lists, episodes: rounds.whole });
  for (const episode of episodes) rows.add(episode);
  return { ...rows.found(), rounds: rounds.whole, seconds: now() - start, aborted: signal?.aborted ?? false };
}

/** Round by round, each in its order; ends before the first round that does not fit. */
export function* inRounds(
  jobs: readonly EpisodeJob[],
  order: (jobs: readonly EpisodeJob[]) => readonly EpisodeJob[],
  fits: (round: number) => boolean,
): Generator<EpisodeJob> {
  const rounds = groupBy(
    jobs.toSorted((a, b) => a.index - b.index),
    ({ index }) => String(index),
  );
  for (const group of rounds.values()) {
    if (!fits(group[0]!.index)) return;
    yield* order(group);
  }
}

/** Counts the rounds that are whole, all rounds before them included. */
export function countRounds(planned: readonly Job[]) {
  const keyOf = (job: Job) => JSON.stringify(episodeKey(job));
  const missing = new Map(planned.map((job) => [keyOf(job), job.index]));
  const missingIn = new Map<number, number>();
  for (const { index } of planned) missingIn.set(index, (missingIn.get(index) ?? 0) + 1);
  let whole = 0;
  return {
    /** Leaves out episodes that are not in the plan. */
    add(episode: Job) {
      const key = keyOf(episode);
      if (!missing.delete(key)) return;
      missingIn.set(episode.index, missingIn.get(episode.index)! - 1);
      while (missingIn.get(whole) === 0) whole++;
    },
    get whole() {
      return whole;
    },
  };
}
