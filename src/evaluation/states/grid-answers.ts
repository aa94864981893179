/** The questions of a grid and their answers. */
import { fixed, withInterval } from '../../common/format.js';
import type { Tested } from '../../report/statistics/tested.js';
import { shareDifference } from '../report/columns.js';
import { type Conclusion, conclude } from '../report/conclusions.js';
import { describeSetting } from '../report/describe.js';
import { plainAgent } from '../settings.js';
import type { GridRow, GridWorstCase } from './grid-summary.js';

export const gridQuestions = {
  flips: 'How many actions do the attacks flip, and does the defense change that?',
  worst: 'Does the defense change the flip rate under the worst of the attacks?',
  cost: 'What do the flipped actions cost?',
} as const;

/** A difference of flip rates: `−43.3 [−60.0, −26.7] percentage points`. */
export const flipPoints = (tested: Tested): string => `${shareDifference(tested)} percentage points`;

/** One for each question that the rows can answer. */
export function gridAnswers({
  rows,
  worstCases,
}: {
  readonly rows: readonly GridRow[];
  readonly worstCases: readonly GridWorstCase[];
}): Conclusion[] {
  const named = <T extends GridRow | GridWorstCase>(all: readonly T[]) =>
    all.flatMap((each) => (each.flipDifference ? [{ ...each.flipDifference, where: describeSetting(each, all) }] : []));
  return [
    ...conclude(named(rows), {
      ...{ question: gridQuestions.flips, subject: 'The defended agent’s flip rate', print: flipPoints },
    }),
    ...conclude(named(worstCases), {
      ...{ question: gridQuestions.worst, print: flipPoints },
      subject: 'The defended agent’s flip rate under the worst of its attacks',
    }),
    ...cost(rows),
  ];
}

/** The plain agent's largest Q gap. */
function cost(rows: readonly GridRow[]): Conclusion[] {
  const attacked = rows.filter(({ agent, attack }) => agent === plainAgent && attack !== null);
  if (attacked.length === 0) return [];
  const most = attacked.reduce((a, b) => (b.qGap > a.qGap ? b : a));
  const where = describeSetting(most, rows);
  const answer = `The plain agent’s Q gap is at most ${most.qGapInterval ? withInterval(most.qGap, most.qGapInterval, 3) : fixed(most.qGap, 3)} (${where}).`;
  return [{ question: gridQuestions.cost, answer }];
}
