/**
 * Whether an agent in training plays better than at random. Returns of the last 100 episodes are compared with random play: with
 * the run's own episodes from the time when it explored, else with the published score of the game.
 */
import { type Config, stepsBeforeLearning } from '../../agent/config.js';
import { fixed, withInterval } from '../../common/format.js';
import { referenceScores } from '../../env/reference-scores.js';
import { isAbove } from '../../report/statistics/above.js';
import { mean } from '../../report/statistics/statistics.js';
import type { EvaluationRow, MetricsRow } from './agent-run.js';

/** Returns of episodes, in points. */
export interface Returns {
  /** Of the last 100 episodes. */
  readonly recent: readonly number[];
  /** Of the last 100 that were played at random. */
  readonly random: readonly number[];
}

/** From this share of random actions on, episodes count as random play. */
export const randomExploration = 0.9;
/** Fewest episodes that are compared, and fewest of random play. */
const leastRecent = 30;
const leastRandom = 10;

/** Returns what random play is worth in the run: returns, or the published score. Undefined where neither is known. */
function randomPlay({ random }: Returns, game: string): readonly number[] | number | undefined {
  return random.length >= leastRandom ? random : referenceScores(game)?.random;
}

/**
 * Whether the mean return of the last episodes is above random play by more than chance (one-sided, 5 %); null where that cannot be
 * said: too few episodes, or nothing to compare them with.
 */
export function isAboveRandom(returns: Returns, game: string): boolean | null {
  const baseline = randomPlay(returns, game);
  return baseline === undefined || returns.recent.length < leastRecent ? null : isAbove(returns.recent, baseline);
}

/** The check is made at this share of the steps in which the agent learns, or later, once it explores no more than this. */
const checkedShare = 0.2;
const checkedExploration = 0.2;

/** Whether a run has come so far that its agent should play better than at random. */
function isDue({ step, exploration, aboveRandom }: MetricsRow, config: Config): boolean {
  const start = stepsBeforeLearning(config);
  const share = (step - start) / (config.totalSteps - start);
  return share >= checkedShare && exploration <= checkedExploration && aboveRandom !== null;
}

/**
 * Checks once in a run whether the agent has learned anything.
 * @param period notes that the check has been made @param evaluation the newest
 * @returns a warning in one line if neither the last episodes nor the evaluation are above random play
 */
export function checkLearning(
  row: MetricsRow,
  period: Returns & { checked: boolean },
  config: Config,
  evaluation: EvaluationRow | null,
): string | undefined {
  if (period.checked || !isDue(row, config)) return undefined;
  period.checked = true;
  const baseline = randomPlay(period, config.game)!;
  const isBetter = evaluation !== null && evaluation.returns.length > 1 && isAbove(evaluation.returns, baseline);
  return row.aboveRandom || isBetter ? undefined : warningOf(row, period, baseline, config, evaluation);
}

function warningOf(
  row: MetricsRow,
  { recent }: Returns,
  baseline: readonly number[] | number,
  { totalSteps }: Config,
  evaluation: EvaluationRow | null,
): string {
  const explored = (share: number) => `exploration ${fixed(share)}`;
  const training = `the mean return of the last ${recent.length} episodes is ${fixed(row.recentReturn!)} (${explored(row.exploration)})`;
  const evaluated = evaluation
    ? `, that of the evaluation at step ${evaluation.step} is ${withInterval(evaluation.return, intervalOf(evaluation))} (${explored(evaluation.exploration)})`
    : '';
  const random =
    typeof baseline === 'number'
      ? `${fixed(baseline)}, as published`
      : `${fixed(mean(baseline))} in ${baseline.length} episodes of this run`;
  return [
    `nothing learned by step ${row.step} of ${totalSteps}: ${training}${evaluated}`,
    `not above random play (${random}) by more than chance (Welch’s one-sided test, 5 %)`,
    'where rewards are rare, learning may start later; else stop with Ctrl-C and try another --seed or --config',
  ].join('; ');
}

const intervalOf = ({ returnLow, returnHigh }: EvaluationRow) =>
  returnLow === null || returnHigh === null ? null : ([returnLow, returnHigh] as const);
