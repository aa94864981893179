/** Workers of evaluations: each computes one kind of job in a thread of its own. */
import { handIn } from '../jobs/thread-worker.js';
import type { Hand } from '../jobs/worker.js';

/** What a worker computes: whole games, recorded states, or images. */
export type JobKind = 'games' | 'states' | 'images';

/** @param setup plain data from which the thread makes what computes its jobs */
export const threadHand = <Job, Result, News>(kind: JobKind, setup: unknown): Hand<Job, Result, News> =>
  handIn(new URL('../../dist/evaluation/worker-entry.js', import.meta.url), { kind, setup });
