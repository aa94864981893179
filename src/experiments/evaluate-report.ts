/** What an evaluation comes to: its tables and what must be said under them, for people and for files. */
import { createRandom } from '../random.js';
import type { Check } from './checks.js';
import type { Found } from './evaluate.js';
import { type Aggregate, aggregate, noScaleNotes } from './evaluate-aggregate.js';
import { type CheckedSettings, checksOf } from './evaluate-checks.js';
import { type Setting, settingKey } from './evaluate-plan.js';
import {
  compareRows,
  type Improvement,
  improvementOf,
  type Row,
  relativeChange,
  type WorstCase,
  worstCases,
} from './evaluate-summary.js';
import { notesOf, warningsOf } from './evaluate-warnings.js';
import { groupBy } from './group-by.js';
import { sharedNotes } from './same-outputs.js';

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
  readonly gradientDraws: OneOrAll<number | null>;
  /** All that was chosen about each attack, by its name. */
  readonly attackSettings: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
  /** Games were cut off after so many decisions; null = never. */
  readonly maxDecisions: number | null;
  /** Share of random actions. */
  readonly evaluationEpsilon: OneOrAll<number>;
  readonly seed: OneOrAll<number>;
  /** What attacks aim at, when they act, and on which frames of the stack. */
  readonly target: string;
  readonly timing: string;
  readonly frames: string;
}

export interface EvaluationReport {
  readonly settings: ReportSettings;
  readonly rows: readonly Row[];
  readonly comparisons: readonly ReportedComparison[];
  readonly aggregates: readonly Aggregate[];
  readonly worstCases: readonly WorstCase[];
  /** Random players' rows, where a λ is large enough to ask for them. */
  readonly chance: readonly Row[];
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** False when the evaluation was stopped. */
  readonly complete: boolean;
}

export interface ReportedComparison extends Setting {
  readonly relativeChangePercent: number | null;
  /** As tables print it. */
  readonly relativeChange: string;
  readonly improvement: Improvement;
}

/** Every figure comes from the episodes; equal episodes, equal reports. */
export function createReport(settings: ReportSettings, found: Found, complete: boolean): EvaluationReport {
  const { rows, chance, episodes } = found;
  const seed = settings.seeds[0]!;
  const rng = createRandom(seed);
  const returns = groupBy(episodes, settingKey);
  const returnsOf = (row: Row) => returns.get(settingKey(row))!.map((episode) => episode.return);
  const checks = checksOf(rows, chance, episodes, settings);
  return {
    settings,
    rows,
    comparisons: compareRows(rows).map(({ plain, defended, relativeChangePercent }) => {
      const { game, run, attack, gradientDraws, lambda, agent } = defended;
      return {
        game,
        run,
        attack,
        gradientDraws,
        lambda,
        agent,
        relativeChangePercent,
        relativeChange: relativeChange({ relativeChangePercent }),
        improvement: improvementOf([returnsOf(defended)], [returnsOf(plain)], rng.split(settingKey(defended))),
      };
    }),
    aggregates: aggregate(episodes, seed),
    worstCases: worstCases(rows, episodes, rng),
    chance,
    checks,
    warnings: warningsOf(rows, checks, settings),
    notes: [
      ...notesOf(rows, checks, settings),
      ...sharedNotes(rows.map(({ agent }) => agent)),
      ...noScaleNotes(episodes),
      ...(complete ? [] : ['The evaluation was stopped: unfinished rows are left out.']),
    ],
    complete,
  };
}
