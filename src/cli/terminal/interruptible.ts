/** Runs a long computation with a progress bar, and stops it cleanly at Ctrl-C or another signal. */
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { createProgress, type Pacing, type Progress } from './progress.js';

export interface Surroundings {
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  /** Updates the progress bar; each stage has a bar of its own. @param fields shown after the rate */
  show(stage: Stage, done: number, total: number, fields?: Readonly<Record<string, string>>, pacing?: Pacing): void;
  /** Prints a warning on a line of its own, above the bar. */
  warn(line: string): void;
}

interface Stage {
  readonly name: string;
  /** What the bar counts: `states`. */
  readonly unit: string;
}

export interface InterruptibleOptions<T> {
  /** Whether the work came to its end; if not, the exit code says that it was stopped. */
  readonly isComplete: (result: T) => boolean;
  /** Prints no progress. */
  readonly quiet: boolean;
  /** Printed at the first signal: `stopping: nothing is written`. */
  readonly stopping: string;
}

/** Runs `work`, which returns early when its signal is aborted. */
export async function interruptible<T>(
  { isComplete, quiet, stopping }: InterruptibleOptions<T>,
  work: (surroundings: Surroundings) => Promise<T>,
): Promise<T> {
  let bar: Progress | undefined;
  let shown: string | undefined;
  const { signal, release } = interruptSignal(() => bar?.note(stopping));
  try {
    const result = await work({
      signal,
      show({ name, unit }, done, total, fields = {}, pacing) {
        if (shown !== name) {
          bar?.stop();
          bar = createProgress({ total, done, unit, quiet });
          shown = name;
        }
        bar!.update(done, { ...fields }, pacing);
      },
      warn: (line) => (bar && !quiet ? bar.note : console.error)(`warning: ${line}`),
    });
    if (!isComplete(result)) process.exitCode = interruptedExitCode(signal);
    return result;
  } finally {
    bar?.stop();
    release();
  }
}
