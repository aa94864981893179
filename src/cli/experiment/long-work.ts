/** Says once, soon after the start, that a command will take hours, and what makes it shorter. */
import { duration } from '../terminal/duration.js';

export interface LongWorkOptions {
  /** What makes the command shorter, as a clause. */
  readonly remedy: string;
  /** Prints the line. */
  readonly warn: (line: string) => void;
  /** Returns seconds; default: the clock of this process. */
  readonly now?: () => number;
}

/** By then, the costs of the first kinds of work are measured. */
const measureSeconds = 20;
const longSeconds = 2 * 3600;

/** Returns a function to be called with each estimate of the time left; null = not known yet. */
export function longWorkNotice({ remedy, warn, now = () => performance.now() / 1000 }: LongWorkOptions) {
  let start: number | undefined;
  let done = false;
  return (secondsLeft: () => number | null, isLowerBound: boolean): void => {
    start ??= now();
    if (done || now() - start < measureSeconds) return;
    const seconds = secondsLeft();
    if (seconds === null) return;
    done = true;
    if (seconds < longSeconds) return;
    warn(`this will take ${isLowerBound ? 'at least' : 'about'} ${duration(seconds)}: ${remedy}`);
  };
}
