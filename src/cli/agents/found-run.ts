/** What the choices of agents and of classifiers have in common. */
import { printable } from '../../common/printable.js';

/** Names the runs that cannot be used on standard error. @returns the others */
export function usableRuns<Run>({
  runs,
  skipped,
}: {
  runs: readonly Run[];
  skipped: readonly string[];
}): readonly Run[] {
  for (const line of skipped) console.error(printable(`skipped: ${line}`));
  return runs;
}

/** Returns the run as results name it, and why it was chosen. */
export const runText = ({ run, reason }: { readonly run: string; readonly reason?: string | undefined }): string =>
  reason === undefined ? run : `${run} (${reason})`;
