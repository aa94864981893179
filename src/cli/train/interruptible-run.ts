/** What training an agent and training a classifier have in common on the command line. */
import { printable } from '../../common/printable.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';
import { createProgress, type Progress } from '../terminal/progress.js';

/** What both kinds of progress have: the step, from 1, and the newest row of metrics. */
interface RunProgress {
  readonly step: number;
  readonly totalSteps: number;
  readonly metrics?: object | null | undefined;
}

interface Surroundings<P> {
  readonly signal: AbortSignal;
  readonly onWarning: (line: string) => void;
  readonly onProgress: (progress: P) => void;
}

export interface RunOptions<P extends RunProgress> {
  /** Prints each row of metrics as a line of JSON instead of progress. */
  readonly json: boolean;
  readonly folder: string;
  /** Printed at the first step. */
  readonly title: string;
  /** Command that trains: `sap-atari train`. */
  readonly command: string;
  /** Command that evaluates what was trained: `sap-atari evaluate --game Catch`. */
  readonly evaluateCommand: string;
  /** How a run that has ended is trained on, where that is possible. */
  readonly prolong?: string;
  readonly update: (bar: Progress, progress: P) => void;
  train(surroundings: Surroundings<P>): Promise<{ readonly finished: boolean; readonly step: number }>;
}

/** Trains until the end or a signal; prints how to resume, or how to evaluate, and sets the exit code. */
export async function runInterruptibly<P extends RunProgress>(options: RunOptions<P>): Promise<void> {
  const { json, folder, title, command, evaluateCommand, prolong } = options;
  let bar: Progress | undefined;
  let hasTrained = false;
  const startBar = ({ step, totalSteps }: P): Progress => {
    const started = createProgress({ total: totalSteps, done: step - 1, unit: 'steps', quiet: json });
    started.note(title);
    return started;
  };
  const print = (line: string) => (json || !bar ? console.error(printable(line)) : bar.note(line));
  const printRow = rowPrinter();
  const { signal, release } = interruptSignal(() => {
    if (!json) print('stopping: finishing the step and writing a checkpoint');
  });
  try {
    const { finished, step } = await options.train({
      signal,
      onWarning: (line) => print(`warning: ${line}`),
      onProgress(progress) {
        hasTrained = true;
        if (json) return printRow(progress.metrics);
        bar ??= startBar(progress);
        options.update(bar, progress);
      },
    });
    bar?.stop();
    if (!finished) {
      console.error(`stopped at step ${step}; resume with: ${command} --resume ${folder}`);
      process.exitCode = interruptedExitCode(signal);
    } else if (!hasTrained) {
      const line = `already trained: ${folder} has all of its ${step} steps${prolong ? `; ${prolong}` : ''}`;
      if (json) console.error(line);
      else console.log(line);
    } else if (!json) {
      console.log(`trained: ${folder}; evaluate it under attack with: ${evaluateCommand}`);
    }
  } finally {
    bar?.stop();
    release();
  }
}

/** Returns a function that prints each row once. */
function rowPrinter(): (metrics: object | null | undefined) => void {
  let last: object | null | undefined;
  return (metrics) => {
    if (metrics && metrics !== last) console.log(JSON.stringify(metrics));
    last = metrics;
  };
}
