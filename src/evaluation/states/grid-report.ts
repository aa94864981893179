/** The report of a grid: rows, worst cases, answers, checks, warnings and notes. */
import { createRandom } from '../../common/random.js';
import type { EagerBackend } from '../../compute/engine.js';
import type { Check } from '../checks/check.js';
import type { PlayerNames } from '../players/players.js';
import type { PluginName } from '../players/plugin.js';
import { type ChangedRulesSettings, changedRulesNotes } from '../report/changed-rules.js';
import type { Conclusion } from '../report/conclusions.js';
import { describeSetting } from '../report/describe.js';
import { sharedNotes } from '../report/same-outputs.js';
import { exceedsLambda } from '../report/warnings.js';
import type { AttackSettings } from '../settings.js';
import { gridAnswers } from './grid-answers.js';
import { gridChecks } from './grid-checks.js';
import { type GridRow, type GridWorstCase, gridRows, gridWorstCases, outcomesOf } from './grid-summary.js';
import type { Grid } from './state-grid.js';
import type { States } from './states.js';

/** The choices that a report states. */
export interface GridReportSettings
  extends Pick<PlayerNames, 'attacks' | 'gradientSamples' | 'attackOn' | 'target' | 'defenses' | 'outputSamples'>,
    ChangedRulesSettings {
  readonly game: string;
  readonly run: string;
  readonly states: number;
  readonly lambdas: readonly number[];
  readonly seed: number;
  /** The settings of each attack, by its name. */
  readonly attackSettings: AttackSettings;
  /** Module that added names of attacks and defenses. */
  readonly plugin?: PluginName;
  /** The TensorFlow.js backend that computed the last of the lines, if it was one. */
  readonly engine?: EagerBackend;
}

export interface GridReport {
  readonly settings: GridReportSettings;
  readonly rows: readonly GridRow[];
  readonly worstCases: readonly GridWorstCase[];
  /** One answer for each question of the report. */
  readonly conclusions: readonly Conclusion[];
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** False when the grid was stopped. */
  readonly complete: boolean;
}

/** Every number follows from the lines: equal lines give equal reports. */
export function createGridReport(
  settings: GridReportSettings,
  states: Pick<States, 'q' | 'actions' | 'count'>,
  { lines, aborted }: Grid,
): GridReport {
  const rng = createRandom(settings.seed);
  const outcomes = outcomesOf(lines, states);
  const rows = gridRows(outcomes, rng);
  const worstCases = gridWorstCases(outcomes, rng);
  return {
    settings,
    rows,
    worstCases,
    conclusions: gridAnswers({ rows, worstCases }),
    checks: gridChecks(outcomes, rows, states, settings, rng.split('checks')),
    warnings: [
      ...exceedsLambda(rows.map((row) => ({ ...row, where: describeSetting(row, rows) }))),
      ...(settings.states < enoughStates ? [`${settings.states} states are few: read the intervals.`] : []),
    ],
    notes: [
      ...changedRulesNotes(settings),
      'States of one game resemble each other. Intervals and p treat them as independent, so they are a little too small.',
      ...sharedNotes(rows.map(({ agent }) => agent)),
      ...(aborted ? ['The grid was stopped; unfinished settings are left out.'] : []),
    ],
    complete: !aborted,
  };
}

const enoughStates = 50;
