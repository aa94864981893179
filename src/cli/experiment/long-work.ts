/** Says once, soon after the start, that a command will take long, and what makes it shorter. */
import { duration } from '../terminal/duration.js';

export interface LongWorkOptions {
  /** Work that takes less is not announced. */
  readonly overSeconds: number;
  /** Returns the line. @param time such as `about 3h0m` */
  readonly textOf: (time: string) => string;
  /** Prints the line. */
  readonly warn: (line: string) => void;
  /** Returns seconds; default: the clock of this process. */
  readonly now?: () => number;
}

/** By then, the costs of the first kinds of work are measured. */
const measureSeconds = 20;

/** Returns a function to be called with each estimate of the time left; null = not known yet. */
export function longWorkNotice({ overSeconds, textOf, warn, now = () => performance.now() / 1000 }: LongWorkOptions) {
  let start: number | undefined;
  let done = false;
  return (secondsLeft: () => number | null, isLowerBound: boolean): void => {
    start ??= now();
    if (done || now() - start < measureSeconds) return;
    const seconds = secondsLeft();
    if (seconds === null) return;
    done = true;
    if (seconds >= overSeconds) warn(textOf(`${isLowerBound ? 'at least' : 'about'} ${duration(seconds)}`));
  };
}
