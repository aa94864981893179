/** The questions of an evaluation and their answers. */
import { fixed, score, withInterval } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { firstOf } from '../../../report/first-of.js';
import { scoreDifference } from '../../report/columns.js';
import { type Conclusion, conclude } from '../../report/conclusions.js';
import { describeSetting } from '../../report/describe.js';
import { plainAgent } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import type { Aggregate } from './aggregate.js';
import type { Row } from './summary.js';
import type { WorstCase } from './worst-case.js';

export const questions = {
  cost: 'What does the attack cost?',
  defense: 'Does the defense change the return?',
  worst: 'Does the defense change the return under the worst of the attacks?',
  overall: 'How do the agents compare over all games and runs?',
} as const;

const print = (tested: Parameters<typeof scoreDifference>[0]): string => `${scoreDifference(tested)} points`;

export interface Answered {
  readonly rows: readonly Row[];
  readonly comparisons: readonly Comparison[];
  readonly worstCases: readonly WorstCase[];
  readonly aggregates: readonly Aggregate[];
}

/** One for each question that the rows can answer. */
export function answersOf({ rows, comparisons, worstCases, aggregates }: Answered): Conclusion[] {
  const name = <T extends Parameters<typeof describeSetting>[0]>(all: readonly T[]) =>
    all.map((each) => ({ ...each, where: describeSetting(each, all) }));
  return [
    ...cost(rows),
    ...conclude(name(comparisons), { question: questions.defense, subject: 'The defended agent’s return', print }),
    ...conclude(
      name(worstCases).flatMap(({ comparison, where }) => (comparison ? [{ ...comparison, where }] : [])),
      { question: questions.worst, subject: 'The defended agent’s return under the worst of its attacks', print },
    ),
    ...overall(aggregates),
  ];
}

const isClean = ({ attack }: Row): boolean => attack === null;

const unknownCost: Conclusion = {
  question: questions.cost,
  answer: 'Unknown: there are no episodes of the plain agent without an attack (λ 0).',
};

/** The plain agent's return without an attack, and its lowest under one. */
function cost(rows: readonly Row[]): Conclusion[] {
  const plain = rows.filter(({ agent }) => agent === plainAgent);
  const runs = [...groupBy(plain, ({ game, run }) => JSON.stringify([game, run])).values()];
  const answers = runs.flatMap((ofRun) => {
    const clean = ofRun.find(isClean);
    const attacked = ofRun.filter((row) => !isClean(row));
    if (!clean || attacked.length === 0) return [];
    const lowest = attacked.reduce((a, b) => (b.mean < a.mean ? b : a));
    const among = runs.length > 1 ? plain : ofRun;
    return [`${score(clean)} without an attack, ${score(lowest)} at worst (${describeSetting(lowest, among)})`];
  });
  if (answers.length === 0) return plain.length > 0 && !plain.some(isClean) ? [unknownCost] : [];
  return [{ question: questions.cost, answer: `The plain agent’s return is ${firstOf(answers)}.` }];
}

/** The comparison over all games in which the defended agent is most often better. */
function overall(aggregates: readonly Aggregate[]): Conclusion[] {
  const compared = aggregates.flatMap((each) => (each.improvement ? [{ ...each, ...each.improvement }] : []));
  if (compared.length === 0) return [];
  const most = compared.reduce((a, b) => (b.probability > a.probability ? b : a));
  const least = compared.reduce((a, b) => (b.probability < a.probability ? b : a));
  const figure = (each: (typeof compared)[number]) =>
    `${withInterval(each.probability, each.interval)} (${describeSetting(each, compared)})`;
  return [
    {
      question: questions.overall,
      answer:
        most === least
          ? `The defended agent scores more than the plain one with probability ${figure(most)}.`
          : `The defended agent scores more than the plain one with probability ${fixed(least.probability)} to ${figure(most)}.`,
    },
  ];
}
