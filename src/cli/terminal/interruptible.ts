/** What long computations have in common on the command line: a progress bar, and an end in good order when they are told to stop. */
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { createProgress, type Pacing, type Progress } from './progress.js';

export interface Surroundings {
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  /** Moves the bar; each stage has its own. @param fields shown behind the rate */
  show(stage: Stage, done: number, total: number, fields?: Readonly<Record<string, string>>, pacing?: Pacing): void;
  /** Prints a warning without tearing the bar. */
  warn(line: string): void;
}

interface Stage {
  readonly name: string;
  /** What is counted. */
  readonly unit: string;
}

export interface InterruptibleOptions<T> {
  /** Whether it came to its end; else the exit code says that it was interrupted. */
  readonly isComplete: (result: T) => boolean;
  /** No progress. */
  readonly quiet: boolean;
}

/** Does `work`, which keeps what is finished when the signal comes. */
export async function interruptible<T>(
  { isComplete, quiet }: InterruptibleOptions<T>,
  work: (surroundings: Surroundings) => Promise<T>,
): Promise<T> {
  let bar: Progress | undefined;
  let shown: string | undefined;
  const { signal, release } = interruptSignal(() => bar?.note('stopping: what is finished is written'));
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
