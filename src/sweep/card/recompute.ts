/** Plays episodes of a card again, and compares their lines with those of the card. */
import { loadEagerBackend } from '../../compute/engine.js';
import { createPlayer } from '../../evaluation/games/player.js';
import type { Players } from '../../evaluation/players/players.js';
import { describeSetting } from '../../evaluation/report/describe.js';
import { episodeKey, type Job } from '../../evaluation/settings.js';
import type { CardEvaluation } from './card.js';
import { firstDifference } from './difference.js';

/**
 * Largest difference of a mean where another version or kind of processor computed the card; relative above 1. Returns and counts
 * must be equal all the same.
 */
export const tolerance = 1e-3;

export interface AgreedEpisode {
  /** Names it: `strong: sap100 at λ 4 under fgsm, seed 1, episode 0`. */
  readonly name: string;
  /** Byte for byte; false: within the tolerance. */
  readonly isEqual: boolean;
}

/** A step of an episode that is played again. */
export interface EpisodeStep {
  readonly name: string;
  readonly step: number;
}

interface Recompute {
  /** Of the card, for messages. */
  readonly path: string;
  readonly players: Players;
  readonly jobs: readonly Job[];
  /** Of the evaluation, for names of settings. */
  readonly all: readonly Job[];
  /** Tolerance; 0: lines must be the same bytes. */
  readonly allowed: number;
}

interface Listeners {
  readonly signal?: AbortSignal;
  readonly onStep: (step: EpisodeStep) => void;
}

/** Ends early where the signal was aborted. @throws Error in one line that names the first episode that differs */
export async function* recomputeEpisodes(
  { name: evaluation, choices, computing, episodes }: CardEvaluation,
  { path, players, jobs, all, allowed }: Recompute,
  { signal, onStep }: Listeners,
): AsyncGenerator<AgreedEpisode> {
  if (jobs.length === 0) return;
  if (computing.engine === 'tfjs') await loadEagerBackend();
  const keyOf = (job: Job) => JSON.stringify(episodeKey(job));
  const lineOf = new Map(episodes.lines.map((line) => [keyOf(JSON.parse(line) as Job), line]));
  const player = createPlayer(players, choices.rules, computing);
  try {
    for (const job of jobs) {
      const name = `${evaluation}: ${describeSetting(job, all)}, seed ${job.seed}, episode ${job.index}`;
      const played = await player.do(job, {
        ...(signal && { signal }),
        onProgress: ({ steps }) => onStep({ name, step: steps }),
      });
      if (!played) return;
      const recomputed = played[0]!.lines[0]!;
      const expected = lineOf.get(keyOf(job))!;
      const isEqual = JSON.stringify(recomputed) === expected;
      const difference = isEqual ? undefined : firstDifference(JSON.parse(expected), recomputed, allowed);
      if (difference !== undefined || !(isEqual || allowed > 0)) {
        throw new Error(`${path}: ${name}: ${difference ?? 'the same numbers in other bytes'}`);
      }
      yield { name, isEqual };
    }
  } finally {
    await player.dispose();
  }
}
