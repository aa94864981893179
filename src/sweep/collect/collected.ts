/** Reads the merged evaluations of a sweep. Nothing is written, so that a sweep may be in progress. */
import { join } from 'node:path';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { endedJobs } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';
import { readPlan, type SweepPlan } from '../plan/plan-file.js';
import { readReport } from './read-report.js';

/** An evaluation whose parts are merged. */
export interface MergedEvaluation {
  /** In the spec. */
  readonly name: string;
  /** Of its results. */
  readonly folder: string;
  readonly report: EvaluationReport;
}

export interface Collected {
  readonly plan: SweepPlan;
  readonly evaluations: readonly MergedEvaluation[];
  /** Jobs that are not done, in the order of the plan. */
  readonly missing: readonly SweepJob[];
}

/** @param folder of a sweep @throws UsageError where it holds none, or a damaged report */
export function readCollected(folder: string): Collected {
  const plan = readPlan(folder);
  const { done } = endedJobs(folder);
  const merged = plan.jobs.filter(({ id, kind }) => kind === 'merge' && done.has(id));
  return {
    plan,
    evaluations: merged.map((job) => {
      const results = join(folder, job.folder);
      return { name: job.name, folder: results, report: readReport(results) };
    }),
    missing: plan.jobs.filter(({ id }) => !done.has(id)),
  };
}
