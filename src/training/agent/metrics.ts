/** Sums since the last row of metrics.jsonl: plain data, since a checkpoint may lie between two rows. */
import { z } from 'zod';
import type { FinishedEpisode } from '../../agent/run-loop.js';
import { humanNormalized } from '../../env/reference-scores.js';
import { mean } from '../../report/statistics/statistics.js';
import { count } from '../../storage/results/line-values.js';
import type { MetricsRow } from './agent-run.js';
import { isAboveRandom, type LearningHistory, newHistory, noteExploration } from './learning-check.js';

/** Episodes of `recentReturn`. */
const recentEpisodes = 100;

export const periodSchema = z.object({
  episodes: count,
  truncated: count,
  returns: z.number(),
  lengths: count,
  updates: count,
  losses: z.number(),
  qs: z.number(),
  // These are kept from period to period, for learning-check.ts.
  recent: z.array(z.number()).max(recentEpisodes),
  random: z.array(z.number()).max(recentEpisodes),
  greedy: count.nullable(),
  checked: z.boolean(),
});
export type Period = z.infer<typeof periodSchema>;

/** @param last the period before, if there was one */
export const newPeriod = (
  { recent, random, greedy, checked }: Pick<Period, keyof LearningHistory> = newHistory(),
): Period => ({
  ...{ episodes: 0, truncated: 0, returns: 0, lengths: 0, updates: 0, losses: 0, qs: 0 },
  ...{ recent, random, greedy, checked },
});

export function countEpisodes(period: Period, episodes: readonly FinishedEpisode[]): void {
  for (const episode of episodes) {
    period.episodes++;
    if (episode.truncated) period.truncated++;
    period.returns += episode.return;
    period.lengths += episode.steps;
    period.recent.push(episode.return);
    if (period.greedy !== null) period.greedy++;
  }
  period.recent.splice(0, period.recent.length - recentEpisodes);
}

/** Counts `updates` with these means. @throws Error when the loss is not finite */
export function countUpdate(
  period: Period,
  { loss, meanQ }: { readonly loss: number; readonly meanQ: number },
  updates = 1,
): void {
  if (!Number.isFinite(loss)) {
    throw new Error(
      `training diverged: expected a finite loss, got ${loss}; lower learningRate or raise the optimizer’s epsilon`,
    );
  }
  period.updates += updates;
  period.losses += updates * loss;
  period.qs += updates * meanQ;
}

/**
 * Returns the row of a period that ends now.
 * @param totals at its end @param game id in the game table
 */
export function closePeriod(
  period: Period,
  totals: Pick<MetricsRow, 'step' | 'frames' | 'updates' | 'exploration'>,
  game: string,
): MetricsRow {
  const { step, frames, updates, exploration } = totals;
  const average = (sum: number, count: number) => (count === 0 ? null : sum / count);
  const { recent } = period;
  const recentReturn = recent.length === 0 ? null : mean(recent);
  const aboveRandom = isAboveRandom(period, game);
  noteExploration(period, exploration);
  return {
    step,
    frames,
    updates,
    episodes: period.episodes,
    truncated: period.truncated,
    return: average(period.returns, period.episodes),
    length: average(period.lengths, period.episodes),
    recentReturn,
    humanNormalized: recentReturn === null ? null : humanNormalized(game, recentReturn),
    aboveRandom,
    loss: average(period.losses, period.updates),
    meanQ: average(period.qs, period.updates),
    exploration,
  };
}
