/** The runs below a folder, for commands that are given none. */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { isFolder, namesIn } from '../../files/read-file.js';
import { lastRow } from '../row-file.js';

export interface Found<Run> {
  readonly runs: readonly Run[];
  /** One line for each run that cannot be used: its folder, and why. */
  readonly skipped: readonly string[];
}

/**
 * Reads the runs in the folders of `root`.
 * @param read returns undefined for a folder that is no run of the kind, and throws UsageError for one that cannot be used
 * @param inside returns the folders of the runs in a folder of several runs
 */
export function findRuns<Run>(
  root: string,
  read: (folder: string) => Run | undefined,
  inside: (folder: string) => readonly string[] = () => [],
): Found<Run> {
  const runs: Run[] = [];
  const skipped: string[] = [];
  if (!isFolder(root)) return { runs, skipped };
  const folders = namesIn(root)
    .map((name) => join(root, name))
    .filter(isFolder);
  for (const folder of folders.flatMap((each) => [each, ...inside(each)])) {
    try {
      const run = read(folder);
      if (run !== undefined) runs.push(run);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const { message } = error;
      skipped.push(message.startsWith(folder) ? message : `${folder}: ${message}`);
    }
  }
  return { runs, skipped };
}

/** Returns the time of day in the last row of timing.jsonl, in milliseconds since 1970; undefined when it has none. */
export function lastTime(path: string): number | undefined {
  const time = Date.parse(String(lastRow<{ readonly time?: unknown }>(path)?.time));
  return Number.isNaN(time) ? undefined : time;
}
