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

/** What the comparison needs; plain data, kept in checkpoints. */
export interface LearningHistory {
  /** Returns of the last 100 episodes, in points. */
  readonly recent: number[];
  /** Those of the last 100 that were played at random. */
  random: number[];
  /** How many episodes have ended since the agent explores little; null: it explores more. */
  greedy: number | null;
  /** Whether `checkLearning` has been made. */
  checked: boolean;
}

export const newHistory = (): LearningHistory => ({ recent: [], random: [], greedy: null, checked: false });

/** From this share of random actions on, episodes count as random play. */
const randomExploration = 0.9;
/** Up to this one, they count as the agent's own. */
const greedyExploration = 0.2;
/** Fewest episodes of the agent that are compared, and fewest of random play. */
const leastGreedy = 30;
const leastRandom = 10;

/** Updates the history at the end of a period. @param exploration then; it never rises */
export function noteExploration(history: LearningHistory, exploration: number): void {
  if (exploration >= randomExploration) history.random = [...history.recent];
  if (exploration <= greedyExploration) history.greedy ??= 0;
}

/** Returns of the last episodes, up to 100, in which the agent explored little. */
const greedyReturns = ({ recent, greedy }: LearningHistory): number[] =>
  greedy === null || greedy === 0 ? [] : recent.slice(-greedy);

/** Returns what random play is worth in the run: returns, or the published score. Undefined where neither is known. */
function randomPlay({ random }: LearningHistory, game: string): readonly number[] | number | undefined {
  return random.length >= leastRandom ? random : referenceScores(game)?.random;
}

/**
 * Whether the mean return of the last episodes is above random play by more than chance (one-sided, 5 %); null where that cannot be
 * said: too few episodes, or nothing to compare them with.
 */
export function isAboveRandom(history: LearningHistory, game: string): boolean | null {
  const [returns, baseline] = [greedyReturns(history), randomPlay(history, game)];
  return baseline === undefined || returns.length < leastGreedy ? null : isAbove(returns, baseline);
}

/** The check is made at this share of the steps in which the agent learns, or later, once enough episodes have ended. */
const checkedShare = 0.2;

/** Whether a run has come so far that its agent should play better than at random. */
function isDue({ step, aboveRandom }: MetricsRow, config: Config): boolean {
  const start = stepsBeforeLearning(config);
  const share = (step - start) / (config.totalSteps - start);
  return share >= checkedShare && aboveRandom !== null;
}

/**
 * Checks once in a run whether the agent has learned anything.
 * @param history notes that the check has been made @param evaluation the newest
 * @returns a warning in one line if neither the last episodes nor the evaluation are above random play
 */
export function checkLearning(
  row: MetricsRow,
  history: LearningHistory,
  config: Config,
  evaluation: EvaluationRow | null,
): string | undefined {
  if (history.checked || !isDue(row, config)) return undefined;
  history.checked = true;
  const baseline = randomPlay(history, config.game)!;
  const isBetter = evaluation !== null && evaluation.returns.length > 1 && isAbove(evaluation.returns, baseline);
  return row.aboveRandom || isBetter ? undefined : warningOf(row, greedyReturns(history), baseline, config, evaluation);
}

function warningOf(
  row: MetricsRow,
  returns: readonly number[],
  baseline: readonly number[] | number,
  { totalSteps }: Config,
  evaluation: EvaluationRow | null,
): string {
  const explored = (share: number) => `exploration ${fixed(share)}`;
  const training = `the mean return of the last ${returns.length} episodes is ${fixed(mean(returns))} (${explored(row.exploration)})`;
  const evaluated = evaluation
    ? `, that of the evaluation at step ${evaluation.step} is ${withInterval(evaluation.return, intervalOf(evaluation))} (${explored(evaluation.exploration)})`
    : '';
  const [random, test] =
    typeof baseline === 'number'
      ? [`${fixed(baseline)}, as published`, 'one-sided t-test against that number']
      : [`${fixed(mean(baseline))} in ${baseline.length} episodes of this run`, 'Welch’s one-sided t-test'];
  return [
    `nothing learned by step ${row.step} of ${totalSteps}: ${training}${evaluated}`,
    `not above random play (${random}) by more than chance (${test}, 5 %)`,
    'where rewards are rare, learning may start later; else stop with Ctrl-C and try another --seed or --config',
  ].join('; ');
}

const intervalOf = ({ returnLow, returnHigh }: EvaluationRow) =>
  returnLow === null || returnHigh === null ? null : ([returnLow, returnHigh] as const);
