/** Options of every plan of work. */
import type { Computing } from '../worker.js';
import type { CellCost } from './sample-cell.js';

export interface PlanOptions {
  /** Folder of the results; what it holds need not be computed again. */
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  /** Aborting it ends the measurement with an error. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each kind of work is measured. */
  readonly onSample?: ((done: number, total: number) => void) | undefined;
  /** Time for measurements, default `sampleSeconds`. */
  readonly seconds?: number;
  /** Measurements of another plan with the same attacks and defenses. New ones are added. */
  readonly known?: Map<string, CellCost>;
}

/** A plan takes about a minute: kinds of work that are not measured by then are scaled from those that are. */
export const sampleSeconds = 60;
