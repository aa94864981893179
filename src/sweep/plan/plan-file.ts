/**
 * The plan in the folder of a sweep, which every worker reads:
 *
 *     plan.json     the spec, the version that planned it, and the SHA-256 of the jobs
 *     jobs.jsonl    a line per job
 *     configs/      the config of each training
 *     agents/       copies of the agents that exist in folders; trainings write theirs beside them
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { type Format, formatText } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import { type FolderKind, hasFormat } from '../../files/own-folder.js';
import { decodeText } from '../../files/parse-json.js';
import { readJson, readRegularFile, sizeLimits } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { jsonLines } from '../../storage/results/lines.js';
import { parseRows } from '../../storage/row-file.js';
import { configPath, jobsName, planName } from '../folder.js';
import { parseSpec, type SweepSpec } from '../spec/spec.js';
import { jobKinds, type SweepJob } from './jobs.js';

export interface SweepPlan {
  readonly spec: SweepSpec;
  /** Of sap-atari; workers of another one are refused, since numbers may differ. */
  readonly version: string;
  /** Version of ONNX Runtime, likewise. */
  readonly engine: string;
  readonly jobs: readonly SweepJob[];
}

const planFormat: Format = { name: 'sweep', version: 1, remedy: 'plan it anew, in another folder' };

export const sweepKind: FolderKind = {
  noun: 'a sweep',
  marker: planName,
  isMarked: (folder) => hasFormat(join(folder, planName), planFormat),
};

const headShape = z.strictObject({
  format: z.string(),
  version: z.string(),
  engine: z.string(),
  jobs: z.strictObject({ count: z.int().min(0), sha256: z.string() }),
  spec: z.looseObject({}),
});

const id = z.string().regex(/^[0-9a-f]{16}$/);
/** A folder below that of the sweep. */
const inside = (kind: RegExp) =>
  z
    .string()
    .max(300)
    .regex(kind)
    .refine((path) => !path.includes('..'));

/** Nothing in a plan can name a file outside the folder of the sweep, or a program. */
const jobSchema = z.strictObject({
  id,
  kind: z.enum(jobKinds),
  name: z.string().regex(/^[^\p{Cc}]+$/u),
  needs: z.array(id),
  folder: inside(/^(agents|shards|evaluations)(\/[A-Za-z0-9][A-Za-z0-9.=-]*){1,2}$/),
  cores: z.int().min(1),
  memoryBytes: z.number().min(0),
  gpu: z.literal(true).optional(),
  game: z
    .string()
    .regex(/^[a-z0-9_]+$/)
    .optional(),
  evaluation: z.string().optional(),
  run: inside(/^[A-Za-z0-9][A-Za-z0-9./=_-]*$/).optional(),
  seeds: z.array(z.int().min(0)).optional(),
});

/** Writes the plan; the jobs first, so that a plan that is there has its jobs. */
export function writePlan(folder: string, plan: SweepPlan, configs: ReadonlyMap<string, Config>): void {
  for (const [job, config] of configs) {
    const path = join(folder, configPath(job));
    if (!existsSync(path)) writeAtomically(path, jsonText(config));
  }
  const lines = jsonLines(plan.jobs);
  const { spec, version, engine, jobs } = plan;
  const head = {
    format: formatText(planFormat),
    version,
    engine,
    jobs: { count: jobs.length, sha256: sha256(lines) },
    spec,
  };
  writeAtomically(join(folder, jobsName), lines);
  writeAtomically(join(folder, planName), jsonText(head));
}

/** @throws UsageError where the folder holds no plan of this version, or a damaged one */
export function readPlan(folder: string): SweepPlan {
  const path = join(folder, planName);
  if (!existsSync(path)) throw new UsageError(`${folder} holds no sweep: expected ${path}; sweep plan writes it`);
  hasFormat(path, planFormat); // throws for another version
  const head = headShape.safeParse(readJson(path));
  const jobsPath = join(folder, jobsName);
  const refuse = (why: string) => new UsageError(`${path}: ${why}; plan the sweep anew`);
  if (!head.success) throw refuse('expected a plan as it was written, got another one');
  const { version, engine, spec, jobs } = head.data;
  const bytes = readRegularFile(jobsPath, sizeLimits.rows);
  if (sha256(bytes) !== jobs.sha256)
    throw refuse(`expected the ${jobs.count} jobs that it names in ${jobsPath}, got others`);
  const remedy = 'plan the sweep anew';
  const plan = {
    ...{ version, engine, spec: parseSpec(spec, path) },
    jobs: parseRows<SweepJob>(decodeText(bytes, jobsPath), {
      path: jobsPath,
      schema: jobSchema as z.ZodType<SweepJob>,
      remedy,
    }),
  };
  const stray = plan.jobs.find((job) => !isWhole(job, plan.spec));
  if (stray) throw refuse(`expected jobs of its spec, got ${stray.id} in ${jobsPath}`);
  return plan;
}

/** Whether a job has what its command needs. */
const isWhole = ({ kind, evaluation = '', run, seeds }: SweepJob, { evaluations }: SweepSpec): boolean =>
  kind === 'train' ||
  (Object.hasOwn(evaluations, evaluation) && (kind === 'merge' || (run !== undefined && seeds !== undefined)));

/** The versions that planned a sweep, also where its jobs are damaged. @throws UsageError where plan.json is */
export function readPrograms(folder: string): Pick<SweepPlan, 'version' | 'engine'> {
  const path = join(folder, planName);
  const { data } = z.object({ version: z.string(), engine: z.string() }).safeParse(readJson(path));
  if (data) return data;
  throw new UsageError(`${path}: expected the versions that planned the sweep, got none; plan it in another folder`);
}

/** Reads a plan again only when its file has changed. */
export function planReader(folder: string): () => SweepPlan {
  let last: { readonly changed: number; readonly plan: SweepPlan } | undefined;
  return () => {
    const changed = statSync(join(folder, planName), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (last?.changed !== changed) last = { changed, plan: readPlan(folder) };
    return last.plan;
  };
}
