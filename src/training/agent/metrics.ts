/** Sums since the last row of metrics.jsonl: plain data, since a checkpoint may lie between two rows. */
import { z } from 'zod';
import type { FinishedEpisode } from '../../agent/run-loop.js';
import { count } from '../../storage/results/line-values.js';
import type { MetricsRow } from './agent-run.js';

export const periodSchema = z.object({
  episodes: count,
  truncated: count,
  returns: z.number(),
  lengths: count,
  updates: count,
  losses: z.number(),
  qs: z.number(),
});
export type Period = z.infer<typeof periodSchema>;

export const newPeriod = (): Period => ({
  ...{ episodes: 0, truncated: 0, returns: 0, lengths: 0, updates: 0, losses: 0, qs: 0 },
});

export function countEpisodes(period: Period, episodes: readonly FinishedEpisode[]): void {
  for (const episode of episodes) {
    period.episodes++;
    if (episode.truncated) period.truncated++;
    period.returns += episode.return;
    period.lengths += episode.steps;
  }
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

/** The row of a period that ends now. @param totals at its end */
export function closePeriod(
  period: Period,
  totals: Pick<MetricsRow, 'step' | 'frames' | 'updates' | 'exploration'>,
): MetricsRow {
  const { step, frames, updates, exploration } = totals;
  const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
  return {
    step,
    frames,
    updates,
    episodes: period.episodes,
    truncated: period.truncated,
    return: mean(period.returns, period.episodes),
    length: mean(period.lengths, period.episodes),
    loss: mean(period.losses, period.updates),
    meanQ: mean(period.qs, period.updates),
    exploration,
  };
}
