/** The rows of a run: in its three files of JSON lines, and for what follows it. */
import { join } from 'node:path';
import { z } from 'zod';
import { type FileSet, readSetJson } from '../../files/file-set.js';
import { rowFile, rowPrintSchema } from '../row-file.js';
import { evaluationsName, metricsName, timingName } from './names.js';
import type { RunEnd, Tracker } from './tracker.js';

/** The types of a kind of run's rows; each row has the key `step`. */
export interface RunRows {
  readonly metrics: object;
  readonly evaluation: object;
  readonly timing: object;
}

/** Name of a checkpoint's file with the sizes and hashes that the row files had when it was written. */
export const rowPrintsName = 'rows.json';
const rowPrintsSchema = z.object({ metrics: rowPrintSchema, evaluations: rowPrintSchema });

export function runRows<Rows extends RunRows>(folder: string) {
  const metrics = rowFile<Rows['metrics']>(join(folder, metricsName));
  const evaluations = rowFile<Rows['evaluation']>(join(folder, evaluationsName));
  const timing = rowFile<Rows['timing']>(join(folder, timingName));
  let trackers: readonly Tracker[] = [];
  const printsOf = (set: FileSet) => readSetJson(set, rowPrintsName, rowPrintsSchema);
  return {
    /** Sends new rows to these trackers too. */
    follow(by: readonly Tracker[]) {
      trackers = by;
    },
    addMetrics(row: Rows['metrics']) {
      metrics.add(row);
      for (const tracker of trackers) tracker.add('train', row);
    },
    addTiming(row: Rows['timing']) {
      timing.add(row);
      for (const tracker of trackers) tracker.add('clock', row);
    },
    addEvaluation(row: Rows['evaluation']) {
      evaluations.add(row);
      for (const tracker of trackers) tracker.add('evaluation', row);
    },
    /** Tells the trackers how the run has ended. */
    async end(end: RunEnd) {
      await Promise.all(trackers.map((tracker) => tracker.end(end)));
    },
    /** Makes the rows durable. @returns contents of a checkpoint's rows.json */
    printsText(): string {
      metrics.sync();
      evaluations.sync();
      return JSON.stringify({ metrics: metrics.print(), evaluations: evaluations.print() });
    },
    /** What is wrong with the row files if they were as a checkpoint says, as a clause; undefined: nothing. */
    faultAt(checkpoint: FileSet): string | undefined {
      const prints = printsOf(checkpoint);
      const fault = metrics.faultAt(prints.metrics) ?? evaluations.faultAt(prints.evaluations);
      return fault && `${fault}, as checkpoint ${checkpoint.folder} says`;
    },
    /** Deletes the rows written after a checkpoint; timing.jsonl keeps them. @returns their bytes */
    rewindTo(checkpoint: FileSet): number {
      const prints = printsOf(checkpoint);
      return metrics.rewind(prints.metrics.bytes) + evaluations.rewind(prints.evaluations.bytes);
    },
  };
}
