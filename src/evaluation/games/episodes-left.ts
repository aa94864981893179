/**
 * Estimates the time that the remaining episodes take: steps left times the cost of a step. Costs are measured from the first
 * steps on, kind by kind; episodes are as long as those that have ended, of any setting of the same agent.
 */
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
  /** Approximate cost of a step of this setting, in passes of the network, see work-weight.ts. */
  readonly weightOf: (setting: Job) => number;
  /** The time in seconds. */
  readonly now: () => number;
}

export interface EpisodesLeft {
  /** @param progress steps so far in an episode that is still running */
  progress(job: Job, progress: Pick<EpisodeProgress, 'steps'>): void;
  finish(job: Job, pieces: readonly Timed<Pick<Episode, 'steps'>>[]): void;
  /** Steps that were played since the start; those of an earlier process do not count. */
  readonly steps: number;
  /** Returns null before the first steps. @param counts which episodes count; default all */
  secondsLeft(counts?: (job: Job) => boolean): number | null;
  /** Whether the estimate is only a lower bound: no episode has ended, so that all may be longer than those that are running. */
  readonly isLowerBound: boolean;
}

interface Running {
  /** When `steps` were reported. */
  at: number;
  steps: number;
  /** Steps at the first report. */
  readonly from: number;
}

/** What a step costs besides its rows in the network: the console and the call, in passes of the network. Measured on Bowling. */
const stepOverhead = 3;

export function createEpisodesLeft(options: EpisodesLeftOptions): EpisodesLeft & Clock<Job, Episode, EpisodeProgress> {
  const { jobs, played = [], workers, now } = options;
  const weightOf = (job: Job) => options.weightOf(job) + stepOverhead;
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
  /** Mean length of the episodes of a setting; else of its agent; else of all; else of the longest that is running. */
  const lengthOf = (job: Job): number | null => {
    const known = lengthKeys(job).flatMap((key) => lengths.get(key) ?? [])[0];
    if (known) return known.steps / known.episodes;
    return running.size > 0 ? Math.max(...[...running.values()].map(({ steps }) => steps)) : null;
  };
  const left = createTimeLeft<Job>({
    ...{ jobs, workers, weightOf },
    kindOf: settingKey,
    // A step of FGSM costs the same at every λ; attacks that take more steps at larger λ have other weights.
    costKindOf: (job) => JSON.stringify([job.run, job.agent, job.attack, job.gradientSamples, weightOf(job)]),
    unitsOf(group) {
      const [first] = group as ReadonlySet<Job> & Iterable<Job>;
      const length = lengthOf(first!);
      if (length === null) return null;
      const begun = [...running].filter(([job]) => group.has(job));
      return begun.reduce((units, [, { steps }]) => units - Math.min(steps, length), group.size * length);
    },
  });

  function spend(job: Job, episode: Running, steps: number) {
    const at = now();
    left.spend(job, steps - episode.steps, at - episode.at);
    Object.assign(episode, { at, steps });
  }

  return {
    progress(job, { steps }) {
      const episode = running.get(job);
      // Time is measured from the first call, since the agent is compiled before the first step.
      if (!episode) running.set(job, { at: now(), steps, from: steps });
      else spend(job, episode, steps);
    },
    finish(job, [piece]) {
      const { lines, timing } = piece!;
      const { steps } = lines[0]!;
      const episode = running.get(job);
      if (episode && steps > episode.from) spend(job, episode, steps);
      else left.spend(job, timing.count, timing.seconds);
      left.finish(job);
      running.delete(job);
      finishedSteps += episode ? steps - episode.from + 1 : steps;
      countLength(job, steps);
    },
    get steps() {
      return [...running.values()].reduce((sum, { steps, from }) => sum + steps - from + 1, finishedSteps);
    },
    secondsLeft: left.secondsLeft,
    get isLowerBound() {
      return lengths.size === 0;
    },
  };
}
