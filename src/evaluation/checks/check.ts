/** The result of a check that must hold before a robustness figure is believed. */
export interface Check {
  /** Its name: `iterative ≥ one step`. */
  readonly check: string;
  /** `measured`: a figure to be read, without a limit that it must keep. */
  readonly verdict: 'passed' | 'failed' | 'measured' | 'not made';
  /** What was compared, what failed, or what is missing. One line. */
  readonly text: string;
}
