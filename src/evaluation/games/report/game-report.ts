/** What an evaluation comes to: its tables and what must be said under them, for people and for files. */

import { createRandom } from '../../../common/random.js';
import type { EagerBackend } from '../../../compute/engine.js';
import type { AttackSettings, Check } from '../../checks.js';
import { conclusionsOf } from '../../conclusions.js';
import type { PluginName } from '../../players/plugin.js';
import { sharedNotes } from '../../same-outputs.js';
import { type Comparison, compareAgents } from '../comparison.js';
import type { Found } from '../play-episodes.js';
import { type Aggregate, aggregate, noScaleNotes, unitNotes } from './aggregate.js';
import { type FlipsWithoutLoss, flipsWithoutLoss } from './flips.js';
import { type CheckedSettings, checksOf } from './game-checks.js';
import type { Row } from './summary.js';
import { notesOf, warningsOf } from './warnings.js';
import { type WorstCase, worstCases } from './worst-case.js';

/** One value as it is, several as a list. */
export type OneOrAll<T> = T | readonly T[];

/** What a report says it is about. */
export interface ReportSettings extends CheckedSettings {
  readonly game: OneOrAll<string>;
  /** Where the agents were loaded from. */
  readonly run: OneOrAll<string>;
  readonly attack: OneOrAll<string>;
  /** `none` where only the plain agent plays. */
  readonly defense: OneOrAll<string>;
  /** Null: each attack's own number, see `attackSettings`. */
  readonly gradientSamples: OneOrAll<number | null>;
  /** All that was chosen about each attack, by its name. */
  readonly attackSettings: AttackSettings;
  /** Games were cut off after so many steps; null = never. */
  readonly maxSteps: number | null;
  /** Share of random actions. */
  readonly evaluationExploration: OneOrAll<number>;
  readonly seed: OneOrAll<number>;
  /** What attacks aim at, when they act, and on which frames of the stack. */
  readonly target: string;
  readonly timing: string;
  readonly frames: string;
  /** Module that added names of attacks and defenses. */
  readonly plugin?: PluginName;
  /** What computed the last of the episodes, if it was TensorFlow.js. */
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
  /** Random players' rows, where a λ is large enough to ask for them. */
  readonly chance: readonly Row[];
  /** What the comparisons show, and what they could have shown. */
  readonly conclusions: readonly string[];
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

/** Every figure comes from the episodes; equal episodes, equal reports. */
export function createReport(settings: ReportSettings, found: Found, complete: boolean): EvaluationReport {
  const { rows, chance, episodes } = found;
  const seed = settings.seeds[0]!;
  const rng = createRandom(seed);
  const comparisons = compareAgents(rows, episodes, rng.split('comparisons'));
  const aggregates = aggregate(episodes, seed);
  const worst = worstCases(rows, episodes, rng);
  const checks = checksOf(rows, chance, episodes, settings);
  return {
    settings,
    rows,
    comparisons,
    aggregates,
    worstCases: worst,
    chance,
    conclusions: conclusionsOf(comparisons, worst),
    flipsWithoutLoss: flipsWithoutLoss(rows, episodes, rng.split('flips without loss')),
    checks,
    warnings: warningsOf(rows, comparisons, checks, settings),
    notes: [
      ...notesOf(rows, checks, settings),
      ...sharedNotes(rows.map(({ agent }) => agent)),
      ...unitNotes(aggregates),
      ...noScaleNotes(episodes),
      ...(complete ? [] : ['The evaluation was stopped: unfinished rows are left out.']),
    ],
    complete,
  };
}
