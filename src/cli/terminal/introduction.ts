/** The first lines of a command: the agents or classifiers that it uses. */
import { printable } from '../../common/printable.js';

export interface Introduction {
  readonly lines: readonly string[];
  /** The same, for `--json`. */
  readonly json: readonly object[];
}

/**
 * Returns a function that prints the lines at its first call, with `--json` on standard error. It is called once the command
 * computes: a command that is refused prints nothing on standard output.
 */
export function introducer(introduction: Introduction | undefined, json = false): () => void {
  let left = introduction?.lines ?? [];
  return () => {
    for (const line of left) (json ? console.error : console.log)(printable(line));
    left = [];
  };
}
