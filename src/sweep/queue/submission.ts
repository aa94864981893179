/** submitted.json in the folder of a sweep: workers serve the sweeps below their store that have one. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import { isFolder, namesIn, readJson } from '../../files/read-file.js';

export interface Submission {
  /** Names the queues of the sweep, so that several stores can share a server. */
  readonly id: string;
  /** At each job. */
  readonly attempts: number;
}

const submissionShape = z.strictObject({ id: z.uuid(), attempts: z.int().min(1) });

const submittedName = 'submitted.json';

/** Marks a sweep as submitted; a sweep keeps its id. */
export function submit(folder: string, attempts: number): Submission {
  // Not seeded: it only has to differ from those of other sweeps, and no result depends on it.
  const submission = { id: readSubmission(folder)?.id ?? randomUUID(), attempts };
  writeAtomically(join(folder, submittedName), jsonText(submission));
  return submission;
}

/** @returns undefined for a sweep that was not submitted @throws UsageError for a damaged file */
export function readSubmission(folder: string): Submission | undefined {
  const path = join(folder, submittedName);
  if (!existsSync(path)) return undefined;
  const { data } = submissionShape.safeParse(readJson(path));
  if (!data)
    throw new UsageError(`${path}: expected what sweep submit writes, got something else; submit the sweep again`);
  return data;
}

/** Folders of the submitted sweeps below a store, sorted. */
export const submittedSweeps = (store: string): string[] =>
  (isFolder(store) ? namesIn(store) : [])
    .map((name) => join(store, name))
    .filter((folder) => existsSync(join(folder, submittedName)));
