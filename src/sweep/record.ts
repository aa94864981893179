/** What a worker records of a job that ended: jobs/<id>.json, or jobs/<id>.failed.json. */
import { existsSync, rmSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { explainFailure, writeAtomically } from '../files/atomic-write.js';
import { jsonText } from '../files/json-text.js';
import { readJson } from '../files/read-file.js';
import { failurePath, recordPath } from './folder.js';
import type { SweepJob } from './plan/jobs.js';

const recordShape = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  host: z.string(),
  /** Kind of processor: the last digits of results may depend on it. */
  processor: z.string(),
  version: z.string(),
  engine: z.string(),
  cores: z.number(),
  /** Of the process that ended last. */
  seconds: z.number(),
  ended: z.string(),
});

const failureShape = recordShape.extend({
  attempts: z.number(),
  /** Why, as a clause. */
  reason: z.string(),
  /** The last lines of its log. */
  lastLines: z.array(z.string()).readonly(),
});

export type JobRecord = Readonly<z.infer<typeof recordShape>>;
export type FailureRecord = Readonly<z.infer<typeof failureShape>>;

/** @param seconds of its process */
export function describeEnd(
  { id, kind, name, cores }: SweepJob,
  { version, engine }: { readonly version: string; readonly engine: string },
  seconds: number,
): JobRecord {
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  const ended = new Date().toISOString();
  return {
    id,
    kind,
    name,
    host: hostname(),
    processor,
    version,
    engine,
    cores,
    seconds: Number(seconds.toFixed(3)),
    ended,
  };
}

export function writeDone(folder: string, record: JobRecord): void {
  writeAtomically(join(folder, recordPath(record.id)), jsonText(record));
  forgetFailure(folder, record.id);
}

export const writeFailure = (folder: string, record: FailureRecord): void =>
  writeAtomically(join(folder, failurePath(record.id)), jsonText(record));

/** A job that failed can be run again. */
export const forgetFailure = (folder: string, id: string): void => {
  const path = join(folder, failurePath(id));
  explainFailure(path, () => rmSync(path, { force: true }));
};

/** @returns undefined where there is none @throws UsageError for a damaged one */
export const readRecord = (folder: string, id: string): JobRecord | undefined =>
  read(folder, recordPath(id), recordShape);
export const readFailure = (folder: string, id: string): FailureRecord | undefined =>
  read(folder, failurePath(id), failureShape);

function read<T>(folder: string, name: string, shape: z.ZodType<T>): T | undefined {
  const path = join(folder, name);
  if (!existsSync(path)) return undefined;
  const { data } = shape.safeParse(readJson(path));
  if (data !== undefined) return data;
  throw new UsageError(
    `${path}: expected the record of a job, got something else; delete it, and the job is run again`,
  );
}
