/** The report of an evaluation: rows, comparisons, answers, checks, warnings and notes. */

import { createRandom } from '../../../common/random.js';
import type { EagerBackend } from '../../../compute/engine.js';
import type { Check } from '../../checks/check.js';
import type { PluginName } from '../../players/plugin.js';
import { type ChangedRulesSettings, changedRulesNotes } from '../../report/changed-rules.js';
import type { Conclusion } from '../../report/conclusions.js';
import { sharedNotes } from '../../report/same-outputs.js';
import type { AttackSettings } from '../../settings.js';
import { type Comparison, compareAgents } from '../comparison.js';
import { type Lead, leadsOf } from '../lead.js';
import type { Found } from '../play-episodes.js';
import { type Aggregate, aggregate, noScaleNotes, unitNotes } from './aggregate.js';
import { answersOf } from './answers.js';
import { type FlipsWithoutLoss, flipsWithoutLoss } from './flips.js';
import { type CheckedSettings, checksOf } from './game-checks.js';
import type { Row } from './summary.js';
import { addedCleanNotes, notesOf, warningsOf } from './warnings.js';
import { type WorstCase, worstCases } from './worst-case.js';

/** One value by itself, several as a list. */
export type OneOrAll<T> = T | readonly T[];

/** The choices that a report states. */
export interface ReportSettings extends CheckedSettings, ChangedRulesSettings {
  readonly game: OneOrAll<string>;
  /** Where the agents were loaded from. */
  readonly run: OneOrAll<string>;
  readonly attack: OneOrAll<string>;
  /** `none` where only the plain agent plays. */
  readonly defense: OneOrAll<string>;
  /** Null: each attack's own number, see `attackSettings`. */
  readonly gradientSamples: OneOrAll<number | null>;
  /** The settings of each attack, by its name. */
  readonly attackSettings: AttackSettings;
  /** Limit of steps per episode; null: none. */
  readonly maxSteps: number | null;
  /** Limit of steps without a change of the screen; null: none. */
  readonly maxStallSteps: number | null;
  /** Share of random actions. */
  readonly evaluationExploration: OneOrAll<number>;
  /** As asked for, in gray levels; λ 0 is always played. */
  readonly lambdas: readonly number[];
  readonly seed: OneOrAll<number>;
  /** What attacks aim at, when they act, and which frames of the stack they change. */
  readonly target: string;
  readonly timing: string;
  readonly frames: string;
  /** Module that added names of attacks and defenses. */
  readonly plugin?: PluginName;
  /** The TensorFlow.js backend that computed the last of the episodes, if it was one. */
  readonly engine?: EagerBackend;
}

/** All tables and conclusions of an evaluation. */
export interface EvaluationReport {
  /** What was evaluated. */
  readonly settings: ReportSettings;
  /** One row for each setting. */
  readonly rows: readonly Row[];
  /** Each defended agent against the plain one, on equal starts. */
  readonly comparisons: readonly Comparison[];
  /** Statistics over games, for evaluations of several games. */
  readonly aggregates: readonly Aggregate[];
  /** The attack that does most damage, for each agent and λ. */
  readonly worstCases: readonly WorstCase[];
  /** Random players' rows, one for each agent. */
  readonly chance: readonly Row[];
  /** Each clean plain agent against its random player. */
  readonly leads: readonly Lead[];
  /** One answer for each question of the report. */
  readonly conclusions: readonly Conclusion[];
  /** Where flipped actions did not cost points. */
  readonly flipsWithoutLoss: FlipsWithoutLoss | null;
  /** Checks of the attacks, the gradients and the samples. */
  readonly checks: readonly Check[];
  /** What a reader must know before using a number. */
  readonly warnings: readonly string[];
  /** Explanations of columns and methods. */
  readonly notes: readonly string[];
  /** False when the evaluation was stopped. */
  readonly complete: boolean;
}

/** Every number follows from the episodes: equal episodes give equal reports. */
export function createReport(settings: ReportSettings, found: Found, complete: boolean): EvaluationReport {
  const { rows, chance, episodes } = found;
  const seed = settings.seeds[0]!;
  const rng = createRandom(seed);
  const leads = leadsOf(episodes, rng.split('leads'));
  const comparisons = compareAgents(rows, episodes, leads, rng.split('comparisons'));
  const aggregates = aggregate(episodes, seed);
  const worst = worstCases(rows, episodes, leads, rng);
  const checks = checksOf(rows, chance, episodes, settings);
  return {
    settings,
    rows,
    comparisons,
    aggregates,
    worstCases: worst,
    chance,
    leads,
    conclusions: answersOf({ rows, comparisons, worstCases: worst, aggregates }),
    flipsWithoutLoss: flipsWithoutLoss(rows, episodes, rng.split('flips without loss')),
    checks,
    warnings: warningsOf(rows, comparisons, leads, settings),
    notes: [
      ...changedRulesNotes(settings),
      ...notesOf(rows, settings),
      ...addedCleanNotes(settings.lambdas),
      ...sharedNotes(rows.map(({ agent }) => agent)),
      ...unitNotes(aggregates),
      ...noScaleNotes(episodes),
      ...(complete ? [] : ['The evaluation was stopped; unfinished rows are left out.']),
    ],
    complete,
  };
}
