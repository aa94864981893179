/** Sums of what happened since the last row of metrics.jsonl; plain data, since a checkpoint may fall between two rows. */
import { z } from 'zod';
import type { Game } from '../../agent/run-loop.js';
import type { MetricsRow } from './agent-run.js';

const count = z.int().min(0);
export const periodSchema = z.object({
  games: count,
  returns: z.number(),
  lengths: count,
  updates: count,
  losses: z.number(),
  qs: z.number(),
});
export type Period = z.infer<typeof periodSchema>;

export const newPeriod = (): Period => ({ games: 0, returns: 0, lengths: 0, updates: 0, losses: 0, qs: 0 });

export function countGames(period: Period, games: readonly Game[]): void {
  for (const game of games) {
    period.games++;
    period.returns += game.return;
    period.lengths += game.steps;
  }
}

/** @throws Error when the loss is no number any more: nothing after that can be right */
export function countUpdate(period: Period, { loss, meanQ }: { readonly loss: number; readonly meanQ: number }): void {
  if (!Number.isFinite(loss)) {
    throw new Error(
      `training diverged: expected a finite loss, got ${loss}; lower learningRate or raise rmspropEpsilon`,
    );
  }
  period.updates++;
  period.losses += loss;
  period.qs += meanQ;
}

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
    games: period.games,
    return: mean(period.returns, period.games),
    length: mean(period.lengths, period.games),
    loss: mean(period.losses, period.updates),
    meanQ: mean(period.qs, period.updates),
    exploration,
  };
}
