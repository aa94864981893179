/** What all experiments on the command line have in common: plan or compute, stop at Ctrl-C, print, and say where the files are. */
import type { WorkPlan } from '../../jobs/work-plan.js';
import type { TextOptions } from '../../report/renderer.js';
import { type ComputingFlags, computingOf } from '../options/computing-options.js';
import { prepareEngine } from '../options/engine.js';
import type { OutputFlags } from '../options/output-options.js';
import type { PlanFlags } from '../options/plan-option.js';
import { interruptible, type Surroundings } from '../terminal/interruptible.js';
import { textOptions } from '../terminal/text-options.js';
import { printWorkPlan, type Sampling } from './work-plan.js';

export interface ExperimentFlags extends ComputingFlags, PlanFlags {
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Where and with what an experiment computes. */
interface ExperimentOptions {
  readonly folder: string;
  readonly overwrite: boolean;
  readonly computing: ReturnType<typeof computingOf>;
}

interface ComputeOptions extends ExperimentOptions {
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  readonly onWarning: (line: string) => void;
}

export interface Experiment<Result> {
  readonly folder: string;
  plan(options: ExperimentOptions & Sampling): Promise<WorkPlan>;
  compute(options: ComputeOptions, show: Surroundings['show']): Promise<Result>;
  /** Whether the experiment came to its end; otherwise it was stopped. */
  isComplete(result: Result): boolean;
  /** Prints the result on standard output; of an experiment that was stopped, what is finished. */
  print(result: Result): void;
}

/** Prints the plan, or computes with a progress bar and prints the result. Sets the exit code when it is stopped. */
export async function runExperiment<Result>(flags: ExperimentFlags, experiment: Experiment<Result>): Promise<void> {
  const { folder } = experiment;
  const options: ExperimentOptions = { folder, overwrite: flags.overwrite, computing: computingOf(flags) };
  if (flags.plan) {
    await printWorkPlan(flags.json, async (sampling) => {
      await prepareEngine(flags);
      return experiment.plan({ ...options, ...sampling });
    });
    return;
  }
  const { isComplete } = experiment;
  const stopping = 'stopping: finished work is written';
  const result = await interruptible({ isComplete, quiet: flags.json, stopping }, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    return experiment.compute({ ...options, signal, onWarning: warn }, show);
  });
  if (!isComplete(result)) console.error(stoppedText);
  experiment.print(result);
}

const stoppedText = 'Stopped before the end. Rerun the same command to resume.';

/** Prints a report as JSON, or its text and the folder that holds it. */
export function printReport(
  { json, ...flags }: Pick<OutputFlags, 'json' | 'wide' | 'verbose'>,
  report: object,
  text: (options: TextOptions) => string,
  folder: string,
): void {
  console.log(json ? JSON.stringify(report, null, 2) : `${text(textOptions(flags))}\nwritten to ${folder}`);
}
