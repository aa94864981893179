/** What the dashboard's API answers: plain data, which the page imports as types. */

import type { RowGroup } from '../storage/runs/tracker.js';
import type { WarningRow } from '../storage/runs/warnings.js';
import type { Buckets } from './rows/downsample.js';

export type { RowGroup } from '../storage/runs/tracker.js';
export type { SeedCurve } from './rows/across-seeds.js';
export type { Buckets } from './rows/downsample.js';

/** `running`: a process holds its lease; `finished`: it has made all its steps. */
export type RunState = 'running' | 'stopped' | 'finished';

export interface Score {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Of which rows: `evaluation` or `training`. */
  readonly of: 'evaluation' | 'training';
}

export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'agent' | 'classifier';
  /** Game or data set. */
  readonly subject: string;
  readonly algorithm: string | null;
  /** Training seed. */
  readonly seed: number | null;
  /** Equal for runs that differ by their seeds alone. */
  readonly experiment: string;
  readonly state: RunState;
  readonly step: number;
  /** Share of the training that is done; null where it is not known. */
  readonly progress: number | null;
  /** Seconds until its end at the speed of its last rows; null where it does not run. */
  readonly secondsLeft: number | null;
  /** Agent steps or images per second, over the last period. */
  readonly speed: number | null;
  readonly residentBytes: number | null;
  /** Of all files of the run. */
  readonly diskBytes: number;
  /** Return or accuracy. */
  readonly score: Score | null;
  /** Its newest values, the oldest first. */
  readonly scores: readonly number[];
  readonly loss: number | null;
  /** When the last row was written: ISO 8601. */
  readonly time: string | null;
  readonly warnings: readonly string[];
}

export interface FilmSummary {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

export interface ResultsSummary {
  readonly id: string;
  readonly name: string;
  /** As its format says: `evaluation`, `grid`, `vision evaluation`. */
  readonly kind: string;
  readonly state: 'running' | 'complete' | 'unfinished';
  /** Games or data, agents and attacks, as a line. */
  readonly about: string;
  /** When its files were last written: ISO 8601. */
  readonly time: string;
}

export interface Listing {
  /** As given to the command. */
  readonly folders: readonly string[];
  readonly runs: readonly RunSummary[];
  readonly results: readonly ResultsSummary[];
  readonly films: readonly FilmSummary[];
  readonly skipped: readonly string[];
}

/** An accepted change of a run's config, as its run.json says. */
interface ConfigChange {
  readonly at: number;
  readonly keys: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

export interface RunDetails {
  readonly summary: RunSummary;
  readonly config: Readonly<Record<string, unknown>>;
  readonly changes: readonly ConfigChange[];
  /** The last warnings that the training printed, oldest first. */
  readonly log: readonly WarningRow[];
  readonly films: readonly FilmSummary[];
  readonly results: readonly ResultsSummary[];
}

/** Curves of a run by key, each group with its own steps. */
export interface RunRows {
  readonly groups: Partial<Readonly<Record<RowGroup, Buckets>>>;
  /** False: a sample of the rows, since the file is still being read. */
  readonly complete: boolean;
  /** Lines of the files that are not valid rows. */
  readonly unreadable: number;
}

/** A key whose value differs between runs: its values as JSON, in the order of the runs; null for a run without the key. */
export type ConfigDifference = readonly [key: string, values: readonly (string | null)[]];

/** A part of a report. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
      readonly rows: readonly (readonly string[])[];
    };

/** Values against λ, a line for each agent. */
export interface LambdaPanel {
  readonly title: string;
  /** Of the values, with their unit. */
  readonly y: string;
  readonly lambdas: readonly number[];
  readonly lines: readonly {
    readonly name: string;
    readonly mean: readonly (number | null)[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  }[];
}

export interface ResultsDetails {
  readonly summary: ResultsSummary;
  readonly blocks: readonly Block[];
  readonly panels: readonly LambdaPanel[];
  /** Finished lines; the report may be older. */
  readonly lines: number;
  readonly films: readonly FilmSummary[];
  /** Why there is no report, as a sentence; undefined where there is one. */
  readonly missing?: string | undefined;
}
