/** Trains the runs of several seeds, some at a time, each in a process of its own, and plots the curve of all of them. */
import type { ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { fixed } from '../../../common/format.js';
import type { Lease } from '../../../files/lease.js';
import { startCommand, stopCommand } from '../../../jobs/child-command.js';
import type { MetricsRow } from '../../../training/agent/agent-run.js';
import { plotLearningCurve } from '../../../training/agent/learning-curve.js';
import { eachOf, isFinished, stepsMade } from '../../../training/agent/seeds.js';
import { evaluationCommand } from '../../agents/evaluation-command.js';
import { interruptedExitCode, interruptSignal } from '../../terminal/interrupt.js';
import { createProgress } from '../../terminal/progress.js';
import { failureOf, runToEnd } from './seed-process.js';
import { seedTable } from './seed-table.js';

export interface RunsOptions {
  /** Holds the runs. */
  readonly folder: string;
  readonly runs: readonly string[];
  /** As people write it: `Bowling`. */
  readonly game: string;
  readonly totalSteps: number;
  /** Runs at a time. */
  readonly parallel: number;
  /** Flags of each run. */
  readonly flags: readonly string[];
  readonly json: boolean;
  /** Of the folder; the caller releases it. */
  readonly lease: Lease;
}

/** Trains the runs to their end, or until Ctrl-C; runs that have ended are left as they are. @throws Error when one fails */
export async function trainRuns(options: RunsOptions): Promise<void> {
  const { folder, runs, game, totalSteps, json, lease } = options;
  const wasFinished = runs.every((run) => isFinished(run, totalSteps));
  const { failures, signal } = await trainAll(options);
  if (failures.length > 0) {
    throw new Error(`${failures.join('; ')}; resume with: sap-atari train --resume ${folder}`);
  }
  if (signal.aborted) {
    console.error(`stopped; resume with: sap-atari train --resume ${folder}`);
    process.exitCode = interruptedExitCode(signal);
    return;
  }
  lease.expectHeld();
  const plots = await plotLearningCurve([folder], folder).catch(explainNoCurve);
  if (!json)
    console.log(
      [
        seedTable(runs),
        `${wasFinished ? 'already trained' : 'trained'}: ${folder}; evaluate them under attack with: ${evaluationCommand(runs, game)}`,
        ...plots,
      ].join('\n'),
    );
}

interface AllEnded {
  /** One line for each run that failed. */
  readonly failures: readonly string[];
  /** Aborted when the runs were stopped. */
  readonly signal: AbortSignal;
}

async function trainAll({ folder, runs, totalSteps, parallel, flags, json }: RunsOptions): Promise<AllEnded> {
  const left = runs.filter((run) => !isFinished(run, totalSteps));
  const done = new Map(runs.map((run) => [run, left.includes(run) ? stepsMade(run) : totalSteps]));
  const sum = () => [...done.values()].reduce((total, each) => total + each, 0);
  const bar = createProgress({ total: runs.length * totalSteps, unit: 'steps', done: sum(), quiet: json });
  bar.note(`training ${runs.length} seeds into ${folder}, ${parallel} at a time`);
  const failures: string[] = [];
  const children = new Set<ChildProcess>();
  const returns = new Map<string, string>();
  /** The active runs, and whether they learn yet: the random play of the warm-up is many times faster. */
  const learns = new Map<string, boolean>();
  const showRow = (run: string, row: MetricsRow): void => {
    const name = basename(run);
    done.set(run, row.step);
    if (row.recentReturn !== null) returns.set(name, fixed(row.recentReturn, 1));
    if (json) console.log(JSON.stringify({ run, ...row }));
    learns.set(name, row.loss !== null);
    bar.update(sum(), Object.fromEntries(returns), {
      stage: [...learns].join(),
      restDiffers: [...learns.values()].includes(false),
    });
  };

  const { signal, release } = interruptSignal(() => {
    bar.note('stopping: every run finishes its step and writes a checkpoint');
    for (const child of children) stopCommand(child);
  });
  try {
    await eachOf(left, parallel, async (run) => {
      if (signal.aborted) return;
      const child = startCommand(process.argv[1]!, ['train', '--resume', run, '--json', ...flags]);
      children.add(child);
      const end = await runToEnd(child, {
        onRow: (row) => showRow(run, row),
        onWarning: (line) => (json ? console.error : bar.note)(`${basename(run)}: ${line}`),
      });
      children.delete(child);
      learns.delete(basename(run));
      const failure = failureOf(end, signal.aborted);
      if (failure !== undefined) failures.push(`${basename(run)} (${run}): ${failure}`);
    });
  } finally {
    bar.stop();
    release();
  }
  return { failures, signal };
}

/** Runs too short for a curve are no failure. */
function explainNoCurve(error: unknown): string[] {
  if (!(error instanceof UsageError)) throw error;
  console.error(`no learning curve: ${error.message}`);
  return [];
}
