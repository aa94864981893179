/** Runs one job of a sweep as a process of its own. */
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { explainFailure, makeFolder } from '../../files/atomic-write.js';
import { startCommand, stopCommand } from '../../jobs/child-command.js';
import { isInUse, logPath } from '../folder.js';
import { argumentsOf } from '../plan/arguments.js';
import type { SweepJob } from '../plan/jobs.js';
import type { SweepPlan } from '../plan/plan-file.js';
import type { SweepStore } from '../store/store.js';
import { lastLines } from './log.js';

export interface ExecuteOptions {
  readonly plan: SweepPlan;
  /** Of the sweep. */
  readonly folder: string;
  /** Path of the command line's entry. */
  readonly program: string;
  /** Aborting it stops the job with a checkpoint. */
  readonly signal: AbortSignal;
  /** Where the sweep is kept; default: in `folder`, which all machines share. */
  readonly store?: SweepStore;
}

/** How the process of a job ended. */
export type JobEnd =
  | { readonly state: 'done'; readonly seconds: number }
  /** Stopped because `signal` was aborted; what it computed is kept. */
  | { readonly state: 'stopped' }
  /** Another process, perhaps on another machine, writes to its folder. */
  | { readonly state: 'busy' }
  | {
      readonly state: 'failed';
      readonly seconds: number;
      readonly reason: string;
      readonly lastLines: readonly string[];
    };

/**
 * Runs a job to its end. Its output is appended to its log. The process stops with a checkpoint when this one ends, however it does.
 * @throws Error in one line where the log cannot be written
 */
export async function executeJob(job: SweepJob, { plan, folder, program, signal }: ExecuteOptions): Promise<JobEnd> {
  if (isInUse(folder, job.folder)) return { state: 'busy' };
  if (signal.aborted) return { state: 'stopped' };
  const path = join(folder, logPath(job.id));
  const start = performance.now();
  const [code, exitSignal] = await withLog(path, async (log) => {
    const child = startCommand(program, argumentsOf(job, plan.spec, folder), { cwd: folder, output: log });
    const stop = () => stopCommand(child);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    } finally {
      signal.removeEventListener('abort', stop);
    }
  });
  const seconds = (performance.now() - start) / 1000;
  if (code === 0) return { state: 'done', seconds };
  if (signal.aborted) return { state: 'stopped' };
  if (isInUse(folder, job.folder)) return { state: 'busy' };
  const reason = exitSignal === null ? `exit code ${code}` : `killed by ${exitSignal}`;
  return { state: 'failed', seconds, reason, lastLines: lastLines(path) };
}

async function withLog<T>(path: string, work: (file: number) => Promise<T>): Promise<T> {
  const file = explainFailure(path, () => {
    makeFolder(dirname(path));
    return openSync(path, 'a');
  });
  try {
    return await work(file);
  } finally {
    closeSync(file);
  }
}
