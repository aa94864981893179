/** Returns of an agent in training, as the progress shows them. */
import { fixed, hundredths, withInterval } from '../../common/format.js';
import type { EvaluationRow, MetricsRow } from '../../training/agent/agent-run.js';

/** Returns `12.3`; with published scores `−19.5 (3.4 % human-normalized)`; `–` before the first episode has ended. */
export function returnText(row: Pick<MetricsRow, 'recentReturn' | 'humanNormalized'> | null): string {
  if (row === null || row.recentReturn === null) return '–';
  return `${fixed(row.recentReturn, 1)}${humanText(row.humanNormalized)}`;
}

/** Returns `12.3 [10.1, 14.2]`, or `0.0 [0.0, 0.0] (3 of 30 episodes truncated)` where a limit ended some. */
export function evaluationText(row: EvaluationRow): string {
  const { return: mean, returnLow, returnHigh, humanNormalized, episodes, truncated } = row;
  const interval = returnLow === null || returnHigh === null ? null : ([returnLow, returnHigh] as const);
  const limited = truncated > 0 ? ` (${truncated} of ${episodes} episodes truncated)` : '';
  return `${withInterval(mean, interval, 1)}${humanText(humanNormalized)}${limited}`;
}

const humanText = (share: number | null): string =>
  share === null ? '' : ` (${hundredths(share)} % human-normalized)`;
