/** The order in which episodes are played. It changes no result: every episode is a function of its own key. */
import { groupBy } from '../../common/group-by.js';
import type { Job } from '../settings.js';
import type { EpisodeJob } from './recording.js';

/** Puts the first episode of each kind of work first, so that the cost of every kind is measured soon. */
export function pilotsFirst(jobs: readonly Job[], kindOf: (job: Job) => string): Job[] {
  const pilots = new Set([...groupBy(jobs, kindOf).values()].map(([first]) => first!));
  return [...pilots, ...jobs.filter((job) => !pilots.has(job))];
}

/** Puts episodes first that an earlier process began. */
export const begunFirst = (jobs: readonly EpisodeJob[]): EpisodeJob[] => [
  ...jobs.filter(({ parts }) => parts),
  ...jobs.filter(({ parts }) => !parts),
];
