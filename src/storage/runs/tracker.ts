/** What follows a run beside its own files: TensorBoard's events, or a tracking server. */

/** `train`: metrics.jsonl; `evaluation`: evaluations.jsonl; `clock`: timing.jsonl. */
export type RowGroup = 'train' | 'evaluation' | 'clock';

/** `stopped`: it can be resumed. `failed`: an error ended it. */
export type RunEnd = 'finished' | 'stopped' | 'failed';

export interface Tracker {
  /** Adds a row's numbers at its step. Never throws and never waits: the run's own files have the row in any case. */
  add(group: RowGroup, row: object): void;
  /** Called once, after the last row. */
  end(end: RunEnd): void | Promise<void>;
}

/** A run that begins, or is resumed. */
export interface TrackedRun {
  readonly folder: string;
  readonly config: object;
  /** Step of the checkpoint from which it resumes; 0 for a new run. */
  readonly from: number;
}

/** Called when a run begins, once everything has been set up. */
export type OpenTracker = (run: TrackedRun) => Tracker;

/** The numbers of a row, without its step; values that are null, or no numbers, are left out. */
export const numbersOf = (row: object): [key: string, value: number][] =>
  Object.entries(row).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[0] !== 'step');

/** The step of a row. */
export const stepOf = (row: object): number => (row as { readonly step: number }).step;
