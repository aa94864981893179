/** What all experiments on the command line have in common: plan or compute, stop at Ctrl-C, print, and say where the files are. */
import type { WorkPlan } from '../../jobs/work-plan.js';
import type { TextOptions } from '../../report/renderer.js';
import { type ComputingFlags, computingOf } from '../options/computing-options.js';
import { prepareEngine } from '../options/engine.js';
import type { OutputFlags } from '../options/output-options.js';
import type { PlanFlags } from '../options/plan-option.js';
import { interruptible, type Surroundings } from '../terminal/interruptible.js';
import { type Introduction, introducer } from '../terminal/introduction.js';
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

export interface ComputeOptions extends ExperimentOptions {
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  readonly onWarning: (line: string) => void;
}

export interface Experiment<Result> {
  /** Printed first; with `--json` on standard error. */
  readonly introduction?: Introduction;
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
  const { folder, introduction } = experiment;
  const options: ExperimentOptions = { folder, overwrite: flags.overwrite, computing: computingOf(flags) };
  const introduce = introducer(introduction, flags.json);
  if (flags.plan) {
    await printWorkPlan(flags.json, async (sampling) => {
      await prepareEngine(flags);
      const plan = await experiment.plan({
        ...options,
        signal: sampling.signal,
        onSample(done, total) {
          introduce();
          sampling.onSample(done, total);
        },
      });
      introduce();
      return plan;
    });
    return;
  }
  const { isComplete } = experiment;
  const stopping = 'stopping: finished work is written';
  const result = await interruptible({ isComplete, quiet: flags.json, stopping }, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    return experiment.compute({ ...options, signal, onWarning: warn }, (...shown) => {
      introduce();
      show(...shown);
    });
  });
  introduce();
  if (!isComplete(result)) console.error(stoppedText);
  experiment.print(result);
}

const stoppedText = 'Stopped before the end. Rerun the same command to resume.';

/** Prints a report as JSON, after the agents that it is about, or its text and the folder that holds it. */
export function printReport(
  { json, ...flags }: Pick<OutputFlags, 'json' | 'wide' | 'verbose'>,
  report: object,
  text: (options: TextOptions) => string,
  folder: string,
  introduction?: Introduction,
): void {
  if (json) console.log(JSON.stringify({ ...(introduction && { agents: introduction.json }), ...report }, null, 2));
  else console.log(`${text(textOptions(flags))}\nwritten to ${folder}`);
}
