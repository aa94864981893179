/** `train --seeds`: every seed in a process of its own, some at a time, and the curve of all of them in the end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../common/errors.js';
import type { Lease } from '../../files/lease.js';
import { type Column, textTable } from '../../report/table.js';
import { readRows } from '../../storage/row-file.js';
import { evaluationsName, metricsName } from '../../storage/runs/run-folder.js';
import type { EvaluationRow, MetricsRow } from '../../training/dqn/agent-run.js';
import { plotLearningCurve } from '../../training/dqn/learning-curve.js';
import { eachOf, isFinished, stepsMade } from '../../training/dqn/seeds.js';
import { interruptedExitCode, interruptedExitCodes, interruptSignal } from '../terminal/interrupt.js';
import { createProgress } from '../terminal/progress.js';

export interface SeedsOptions {
  /** Holds the runs. */
  readonly folder: string;
  readonly runs: readonly string[];
  readonly totalSteps: number;
  /** Runs at a time. */
  readonly parallel: number;
  /** Flags that are passed on to each run. */
  readonly flags: readonly string[];
  readonly json: boolean;
  /** Of the folder; whoever calls releases it. */
  readonly lease: Lease;
}

/** Trains the runs to their end, or until Ctrl-C; runs that have ended are left as they are. @throws Error when one fails */
export async function trainSeeds(options: SeedsOptions): Promise<void> {
  const { folder, runs, totalSteps, parallel, flags, json, lease } = options;
  const left = runs.filter((run) => !isFinished(run, totalSteps));
  const done = new Map(runs.map((run) => [run, left.includes(run) ? stepsMade(run) : totalSteps]));
  const sum = () => [...done.values()].reduce((total, each) => total + each, 0);
  const bar = createProgress({ total: runs.length * totalSteps, unit: 'steps', done: sum(), quiet: json });
  bar.note(`training ${runs.length} seeds into ${folder}, ${parallel} at a time`);
  const failures: string[] = [];
  const children = new Set<ChildProcess>();
  const returns = new Map<string, string>();
  /** Runs that are going on, and whether they learn yet: random play before that is many times faster. */
  const learns = new Map<string, boolean>();

  const { signal, release } = interruptSignal(() => {
    bar.note('stopping: every run finishes its step and writes a checkpoint');
    for (const child of children) if (child.connected) child.disconnect();
  });
  try {
    await eachOf(left, parallel, async (run) => {
      if (signal.aborted) return;
      const name = basename(run);
      const child = startRun(run, flags);
      children.add(child);
      const end = await runToEnd(child, (row) => {
        done.set(run, row.step);
        if (row.return !== null) returns.set(name, row.return.toFixed(1));
        if (json) console.log(JSON.stringify({ run, ...row }));
        learns.set(name, row.loss !== null);
        bar.update(sum(), Object.fromEntries(returns), {
          stage: [...learns].join(),
          restDiffers: [...learns.values()].includes(false),
        });
      });
      children.delete(child);
      learns.delete(name);
      const failure = failureOf(end, signal.aborted);
      if (failure !== undefined) failures.push(`${name} (${run}): ${failure}`);
    });
  } finally {
    bar.stop();
    release();
  }
  if (failures.length > 0) {
    throw new Error(`${failures.join('; ')}; continue with: sap-atari train --resume ${folder}`);
  }
  if (signal.aborted) {
    console.error(`stopped; continue with: sap-atari train --resume ${folder}`);
    process.exitCode = interruptedExitCode(signal);
    return;
  }
  lease.expectHeld();
  const plots = await plotLearningCurve([folder], folder).catch(explainNoCurve);
  if (!json) console.log([summary(runs), `trained: ${folder}`, ...plots].join('\n'));
}

/**
 * In a process group of its own, so that a terminal's Ctrl-C reaches only us; it stops in good order when we let go of
 * it, or when we are no more.
 */
function startRun(run: string, flags: readonly string[]): ChildProcess {
  const args = ['train', '--resume', run, '--json', ...flags];
  return fork(process.argv[1]!, args, { silent: true, detached: true });
}

/** How the process of a run ended. */
interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line that it wrote to standard error. */
  readonly lastLine: string;
}

async function runToEnd(child: ChildProcess, onRow: (row: MetricsRow) => void): Promise<RunEnd> {
  let lastLine = '';
  const output = createInterface({ input: child.stdout! }).on('line', (line) => {
    const row = parsedRow(line);
    if (row) onRow(row);
  });
  const errors = createInterface({ input: child.stderr! }).on('line', (line) => {
    lastLine = line;
  });
  try {
    // Not the child's `close`, which Node 20 leaves out when the parent has disconnected.
    const [[code, signal]] = await Promise.all([once(child, 'exit'), once(output, 'close'), once(errors, 'close')]);
    return { code, signal, lastLine };
  } catch (error) {
    return { code: null, signal: null, lastLine: (error as Error).message };
  }
}

/** A process that is killed may leave half a line. */
function parsedRow(line: string): MetricsRow | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** → why the run did not come to its end; undefined when it did, or stopped because we do */
function failureOf({ code, signal, lastLine }: RunEnd, stopping: boolean): string | undefined {
  if (code === 0) return undefined;
  if (signal === 'SIGKILL') return 'its process was killed by SIGKILL, as systems do when memory runs out';
  if (signal !== null) return `its process was killed by ${signal}`;
  const stoppedBy = interruptedExitCodes.get(code ?? 0);
  if (stoppedBy !== undefined) return stopping ? undefined : `it was stopped by ${stoppedBy}, with a checkpoint`;
  return lastLine || `its process ended with exit code ${code}`;
}

/** Runs too short for a curve are trained all the same. */
function explainNoCurve(error: unknown): string[] {
  if (!(error instanceof UsageError)) throw error;
  console.error(`no learning curve: ${error.message}`);
  return [];
}

/** The runs by their last row and their best evaluation. */
function summary(runs: readonly string[]): string {
  const columns: readonly Column<string>[] = [
    { title: 'run', align: 'left', cell: (run) => basename(run) },
    { title: 'steps', cell: (run) => String(stepsMade(run)) },
    {
      title: 'last return',
      cell: (run) => lastOf<MetricsRow>(run, metricsName, (row) => row.return !== null)?.return?.toFixed(2) ?? '–',
    },
    {
      title: 'best evaluation',
      cell(run) {
        const best = lastOf<EvaluationRow>(run, evaluationsName, (row) => row.best);
        return best ? `${best.return.toFixed(2)} at ${best.step}` : '–';
      },
    },
  ];
  return textTable(columns, runs);
}

const lastOf = <Row>(run: string, name: string, wanted: (row: Row) => boolean): Row | undefined =>
  readRows<Row>(join(run, name)).findLast(wanted);
