/** Sums of what happened since the last row of metrics.jsonl; plain data, since a checkpoint may fall between two rows. */
import type { Game } from '../../agent/run-loop.js';
import type { Timing } from '../clock.js';
import type { MetricsRow, TimingRow } from './agent-run.js';

export interface Period {
  games: number;
  returns: number;
  lengths: number;
  updates: number;
  losses: number;
  qs: number;
}

export const newPeriod = (): Period => ({ games: 0, returns: 0, lengths: 0, updates: 0, losses: 0, qs: 0 });

export function countGames(period: Period, games: readonly Game[]): void {
  for (const game of games) {
    period.games++;
    period.returns += game.return;
    period.lengths += game.decisions;
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
  totals: Pick<MetricsRow, 'decision' | 'frames' | 'updates' | 'epsilon'>,
): MetricsRow {
  const { decision, frames, updates, epsilon } = totals;
  const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
  return {
    decision,
    frames,
    updates,
    games: period.games,
    return: mean(period.returns, period.games),
    length: mean(period.lengths, period.games),
    loss: mean(period.losses, period.updates),
    meanQ: mean(period.qs, period.updates),
    epsilon,
  };
}

/** Of a period of the clock. */
export function timingRow(
  decision: number,
  { seconds, perSecond, residentBytes }: Timing<'decision' | 'updates' | 'frames'>,
): TimingRow {
  return {
    decision,
    seconds,
    decisionsPerSecond: perSecond.decision,
    updatesPerSecond: perSecond.updates,
    framesPerSecond: perSecond.frames,
    residentBytes,
  };
}
