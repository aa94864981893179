/** The order in which episodes are played. It changes no result: every episode is a function of its own key. */
import { groupBy } from '../../common/group-by.js';
import type { Players } from '../players/players.js';
import { workWeight } from '../players/work-weight.js';
import type { Job } from '../settings.js';
import { deciderKey } from './player.js';
import type { EpisodeJob } from './recording.js';

/**
 * Returns a function that orders episodes: first those that an earlier process began, then the first episode of each compiled
 * agent, then the others as planned. Random play and the plain agent are the first of the first: they soon tell how long
 * episodes are. So the time of the whole is known early.
 */
export const pilotsFirst =
  (players: Players) =>
  (jobs: readonly EpisodeJob[]): EpisodeJob[] => {
    const weightOf = (job: Job) => workWeight(job, players);
    const pilots = [...groupBy(jobs, deciderKey).values()]
      .map(([first]) => first!)
      .toSorted((a, b) => weightOf(a) - weightOf(b));
    const isPilot = new Set(pilots);
    const ordered = [...pilots, ...jobs.filter((job) => !isPilot.has(job))];
    return [...ordered.filter(({ parts }) => parts), ...ordered.filter(({ parts }) => !parts)];
  };
