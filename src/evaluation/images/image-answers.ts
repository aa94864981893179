/** The questions of a report of classifiers and their answers. */
import { percentWithInterval } from '../../common/format.js';
import type { Tested } from '../../report/statistics/tested.js';
import { shareDifference } from '../report/columns.js';
import { type Conclusion, conclude } from '../report/conclusions.js';
import { describeSetting } from '../report/describe.js';
import type { VisionComparison } from './image-comparison.js';
import type { VisionRow, VisionWorstCase } from './image-summary.js';

export const imageQuestions = {
  cost: 'What does the attack cost?',
  defense: 'Does the defense change the accuracy?',
  worst: 'What is left under the worst of the attacks?',
} as const;

const print = (tested: Tested): string => `${shareDifference(tested)} percentage points`;

export interface Answered {
  readonly rows: readonly VisionRow[];
  readonly comparisons: readonly VisionComparison[];
  readonly worstCases: readonly VisionWorstCase[];
}

/** One for each question that the rows can answer. */
export const imageAnswers = ({ rows, comparisons, worstCases }: Answered): Conclusion[] => [
  ...lowest(
    imageQuestions.cost,
    'The lowest accuracy',
    rows.filter(({ attack }) => attack !== null),
    rows,
  ),
  ...conclude(
    comparisons.map((each) => ({ ...each, where: describeSetting(each, comparisons) })),
    { question: imageQuestions.defense, subject: 'The defended classifier’s accuracy', evaluated: 'classifier', print },
  ),
  ...lowest(imageQuestions.worst, 'The lowest accuracy under the worst of several attacks', worstCases, worstCases),
];

type Rated = Pick<VisionRow, 'run' | 'agent' | 'lambda' | 'accuracy' | 'interval'>;

function lowest(question: string, subject: string, of: readonly Rated[], among: readonly Rated[]): Conclusion[] {
  if (of.length === 0) return [];
  const least = of.reduce((a, b) => (b.accuracy < a.accuracy ? b : a));
  const figure = `${percentWithInterval(least.accuracy, least.interval)} (${describeSetting(least, among)})`;
  return [{ question, answer: `${subject} is ${figure}.` }];
}
