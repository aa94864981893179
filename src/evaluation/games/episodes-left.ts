/** Estimates the time that the remaining episodes take: each setting by the cost of its steps, each agent by its episode length. */
import { groupBy } from '../../common/group-by.js';
import { createTimeLeft } from '../../jobs/time-left.js';
import type { Timed } from '../../storage/results/timing.js';
import type { Clock } from '../lifecycle.js';
import { type Job, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import type { EpisodeProgress } from './player.js';

export interface EpisodesLeftOptions {
  /** Episodes to be played. */
  readonly jobs: readonly Job[];
  /** Episodes of the same settings that exist already; their lengths count. */
  readonly played?: readonly (Job & Pick<Episode, 'steps'>)[];
  readonly workers: number;
  /** Approximate cost of a step, see work-weight.ts. */
  readonly weightOf: (setting: Job) => number;
  /** The time in seconds. */
  readonly now: () => number;
}

export interface EpisodesLeft {
  /** @param progress steps so far in an episode that is still running */
  progress(job: Job, progress: Pick<EpisodeProgress, 'steps'>): void;
  finish(job: Job, pieces: readonly Timed<Pick<Episode, 'steps'>>[]): void;
  /** Steps of all episodes so far. */
  readonly steps: number;
  /** Returns null before the first episode has finished. */
  secondsLeft(): number | null;
}

interface Running {
  readonly since: number;
  readonly from: number;
  steps: number;
}

export function createEpisodesLeft(options: EpisodesLeftOptions): EpisodesLeft & Clock<Job, Episode, EpisodeProgress> {
  const { jobs, played = [], workers, weightOf, now } = options;
  const lengths = new Map<string, { episodes: number; steps: number }>();
  const running = new Map<Job, Running>();
  let finishedSteps = 0;

  const lengthKeys = (job: Job) => [settingKey(job), JSON.stringify([job.run, job.game]), 'all'];
  const countLength = (job: Job, steps: number) => {
    for (const key of lengthKeys(job)) {
      const sum = lengths.get(key) ?? { episodes: 0, steps: 0 };
      lengths.set(key, { episodes: sum.episodes + 1, steps: sum.steps + steps });
    }
  };
  for (const episode of played) countLength(episode, episode.steps);
  /** Mean length of the episodes of a setting; else of its agent; else of all. */
  const lengthOf = (job: Job): number | null => {
    const known = lengthKeys(job).flatMap((key) => lengths.get(key) ?? [])[0];
    return known ? known.steps / known.episodes : null;
  };
  const left = createTimeLeft<Job>({
    ...{ jobs, workers, weightOf, kindOf: settingKey },
    unitsOf(group) {
      const [first] = group as ReadonlySet<Job> & Iterable<Job>;
      const length = lengthOf(first!);
      const begun = groupBy(running.keys(), settingKey).get(settingKey(first!)) ?? [];
      const steps = begun.reduce((sum, job) => sum + running.get(job)!.steps, 0);
      return length === null ? null : Math.max(0, group.size * length - steps);
    },
  });

  return {
    progress(job, { steps }) {
      const episode = running.get(job);
      // Time is measured from here, since the agent is compiled before the first step.
      if (!episode) running.set(job, { since: now(), from: steps, steps });
      else episode.steps = steps;
    },
    finish(job, [piece]) {
      const { lines, timing } = piece!;
      const { steps } = lines[0]!;
      const episode = running.get(job);
      if (episode && steps > episode.from) left.finish(job, steps - episode.from, now() - episode.since);
      else left.finish(job, timing.count, timing.seconds);
      running.delete(job);
      finishedSteps += steps;
      countLength(job, steps);
    },
    get steps() {
      return [...running.values()].reduce((sum, { steps }) => sum + steps, finishedSteps);
    },
    secondsLeft: left.secondsLeft,
  };
}
