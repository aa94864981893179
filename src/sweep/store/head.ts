/** The plan of a sweep as a store has it. */
import { parseJson } from '../../files/parse-json.js';
import { sha256 } from '../../files/sha256.js';
import type { SweepJob } from '../plan/jobs.js';

/** Whether a plan has come with its own jobs: another one may be stored meanwhile. */
export function isPlanOf(plan: Uint8Array | undefined, jobs: Uint8Array | undefined, name: string): boolean {
  if (!plan || !jobs) return false;
  const head = parseJson(plan, name) as { readonly jobs?: { readonly sha256?: unknown } } | null;
  return head?.jobs?.sha256 === sha256(jobs);
}

/** Folders that a job reads, relative to that of the sweep: its agent; for merging the parts and their agents. */
export function foldersRead(job: SweepJob, jobs: readonly SweepJob[]): string[] {
  const needs = new Set(job.needs);
  const needed = jobs.filter(({ id }) => needs.has(id));
  const runs = [job, ...needed].flatMap(({ run }) => run ?? []);
  return [...new Set([...needed.map(({ folder }) => folder), ...runs])];
}
