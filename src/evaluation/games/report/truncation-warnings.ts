/** Warnings about episodes that a limit ended, and about episodes in which the screen stood still. */
import { fixed, hundredths } from '../../../common/format.js';
import { stallSteps } from '../../../env/episode.js';
import { firstOf } from '../../../report/first-of.js';
import { describeSetting } from '../../report/describe.js';
import type { Row } from './summary.js';

const causes = [
  ['truncatedByFrames', 'the frame limit (maxEpisodeFrames)'],
  ['truncatedBySteps', '--max-steps'],
  ['truncatedByStall', '--max-stall'],
] as const;

/** One sentence for each cause. */
export const truncationWarnings = (rows: readonly Row[]): string[] =>
  causes.flatMap(([key, limit]) => {
    const some = rows.filter((row) => row[key] > 0);
    const each = some.map((row) => `${describeSetting(row, rows)}: ${row[key]} of ${row.episodes}`);
    if (some.length === 0) return [];
    if (some.length === 1) return [`${each[0]} episodes were truncated by ${limit}.`];
    return [`In ${some.length} rows, episodes were truncated by ${limit} (${firstOf(each)}).`];
  });

/** Stalls of at least this share of the steps are worth a sentence. */
const stalledShare = 0.1;

export function stallWarnings(rows: readonly Row[]): string[] {
  const some = rows.filter(({ meanStalledSteps, meanSteps }) => (meanStalledSteps ?? 0) >= stalledShare * meanSteps);
  if (some.length === 0) return [];
  const each = some.map(
    (row) =>
      `${describeSetting(row, rows)}: ${hundredths(row.meanStalledSteps! / row.meanSteps, 0)} % of ${fixed(row.meanSteps, 0)} steps per episode`,
  );
  return [
    `The screen stood still for ${stallSteps} steps or more at a time (${firstOf(each)}): the agent may wait for something that it never does, such as pressing FIRE (see --fire-reset); --max-stall ends such episodes.`,
  ];
}
