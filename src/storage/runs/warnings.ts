/** The warnings of a run, kept beside its rows: a terminal forgets them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appendWhole } from '../../files/atomic-write.js';
import { recordName, warningsName } from './names.js';

/** A line of warnings.jsonl. */
export interface WarningRow {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly warning: string;
}

/**
 * Returns a function that passes each warning on, and appends it to warnings.jsonl of the run in the folder, once there is one. A warning that
 * cannot be written (the disk is full) is only passed on. Not for warnings of opening a folder, which must not change it.
 */
export const keptWarnings =
  (folder: string, onWarning: (line: string) => void = () => {}) =>
  (warning: string): void => {
    onWarning(warning);
    if (!existsSync(join(folder, recordName))) return;
    const row: WarningRow = { time: new Date().toISOString(), warning };
    try {
      appendWhole(join(folder, warningsName), `${JSON.stringify(row)}\n`);
    } catch {}
  };
