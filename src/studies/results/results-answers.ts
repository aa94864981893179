/** The questions of a report of agents, and their answers from the numbers of one agent. */
import { fixed, pEquals, percent, percentWithInterval, plural, score } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { moreSamplesCheck } from '../../evaluation/checks/attack-order.js';
import { checkCounts, failedChecks } from '../../evaluation/report/closing.js';
import { scoreDifference } from '../../evaluation/report/columns.js';
import { shortAttack } from '../../evaluation/report/describe.js';
import { plainAgent, type Setting } from '../../evaluation/settings.js';
import { flipPoints } from '../../evaluation/states/grid-answers.js';
import { isSignificant, moreSignificant, powerOf, type Tested } from '../../report/statistics/tested.js';
import { sweepAnswer } from '../mc-sweep.js';
import { type AgentResults, breakingLambda, gameRow, leadLosingLambda, sap } from './agent-results.js';

const points = (tested: Tested): string => `${scoreDifference(tested)} points`;

/** A tested difference at one λ. */
interface AtLambda extends Tested {
  readonly lambda: number;
}

/** The claims about one agent: returns tested on returns, flips tested on flips. */
export function inShort(results: AgentResults): string {
  const plain = breakingLambda(results, plainAgent);
  const defended = breakingLambda(results, sap);
  const breaks = (lambda: number | undefined) => (lambda === undefined ? 'at no λ tried' : `from λ ${lambda} on`);
  return [
    `**${results.game}**, SAP-100 against the plain agent under the worst of the attacks.`,
    `Return: ${returnOutcome(results)}.`,
    `Flip rate: ${flipOutcome(results)}.`,
    `Most actions flip ${breaks(defended)} with SAP-100 and ${breaks(plain)} without.`,
  ].join(' ');
}

function returnOutcome({ games }: AgentResults): string {
  const table = games.worstCases.flatMap(({ agent, lambda, comparison }) =>
    comparison ? [{ ...comparison, agent, lambda }] : [],
  );
  return outcome(
    table.filter(({ agent }) => agent === sap),
    table,
    points,
    'pairs of episodes',
  );
}

function flipOutcome({ grid }: AgentResults): string {
  const table = grid.worstCases.flatMap(({ agent, lambda, flipDifference }) =>
    flipDifference ? [{ ...flipDifference, agent, lambda }] : [],
  );
  return outcome(
    table.filter(({ agent }) => agent === sap),
    table,
    flipPoints,
    'states',
  );
}

/** Where a defended agent differs significantly from the plain one. @param table the comparisons that p is corrected over */
function outcome(
  tests: readonly AtLambda[],
  table: readonly Tested[],
  print: (tested: Tested) => string,
  unit: string,
): string {
  if (tests.length === 0) return 'not compared';
  const figure = (each: AtLambda) => `${print(each)} at λ ${each.lambda}, ${pEquals(each.pHolm)}`;
  const items = `${Math.max(...tests.map(({ pairs }) => pairs))} ${unit}`;
  const found = tests.filter(isSignificant);
  const lambdas = `${found.length} of ${plural(tests.length, 'value')} of λ`;
  const nearest = (found.length > 0 ? found : tests).reduce(moreSignificant);
  if (found.length > 0) {
    return `significant difference at ${lambdas} (${items}${found.length > 1 ? '; most clearly' : ''}; ${figure(nearest)})`;
  }
  const { pHolm, needed, enough } = powerOf(table);
  const power = enough ? '' : `; too few to show any, ${pEquals(pHolm)} at best, ${needed} needed`;
  return `no significant difference at any λ (${items}${power}; smallest p: ${figure(nearest)})`;
}

/** Question and answer, in the order of the report. */
export const answersOf = (results: AgentResults): [question: string, answer: string][] => {
  const answers: [string, string | undefined][] = [
    ['Does SAP-100 cost anything without an attack?', unattacked(results)],
    ['Does it raise the return under attack?', capitalized(`${returnOutcome(results)}.`)],
    ['Does it prevent flips?', capitalized(`${flipOutcome(results)}.`)],
    ['Where does it break?', breaks(results)],
    ['From which λ on is the lead over random play lost?', leadLost(results)],
    ['Do other defenses prevent flips?', others(results)],
    ['Does the attack gain from more samples per gradient?', sweepAnswer(results.sweep) || undefined],
    ['Does a flipped action cost points?', flipsWithoutLoss(results)],
    ['Can these numbers be trusted?', trust(results)],
  ];
  return answers.flatMap(([question, answer]) => (answer === undefined ? [] : [[question, answer]]));
};

const capitalized = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function unattacked(results: AgentResults): string {
  const flips = results.grid.rows.find(({ agent, attack }) => agent === sap && attack === null)!;
  const [plain, defended] = [gameRow(results, plainAgent, 0, null)!, gameRow(results, sap, 0, null)!];
  const test = results.games.comparisons.find(({ agent, lambda }) => agent === sap && lambda === 0)!;
  const verdict = isSignificant(test) ? 'a significant difference' : 'no significant difference';
  return `It scores ${score(defended)}, the plain agent ${score(plain)}: ${points(test)} over ${plural(test.pairs, 'pair')}, ${verdict} (${pEquals(test.pHolm)}). It takes another action than the plain network at ${percentWithInterval(flips.flipRate, flips.flipInterval)} of the states.`;
}

function breaks(results: AgentResults): string {
  const lambda = breakingLambda(results, sap);
  if (lambda === undefined) return 'At no λ tried does the worst of the attacks flip more than half of its actions.';
  const worst = results.grid.worstCases.find((each) => each.agent === sap && each.lambda === lambda)!;
  return `From λ ${lambda} on. There the worst of the attacks flips ${percentWithInterval(worst.flipRate, worst.flipInterval)} of its actions.`;
}

/** Of the plain agent's lead without an attack; only where returns under several attacks and a clear lead are known. */
function leadLost(results: AgentResults): string | undefined {
  const { worstCases, leads } = results.games;
  if (worstCases.length === 0 || leads[0]?.aboveRandom !== 'yes') return undefined;
  const from = (agent: string) => {
    const lambda = leadLosingLambda(results, agent);
    return lambda === undefined ? 'at no λ tried' : `from λ ${lambda} on`;
  };
  return `Under the worst of the attacks, more than half of it, with the whole interval beyond that, is lost ${from(sap)} with SAP-100 and ${from(plainAgent)} without.`;
}

/** Other defenses than SAP-100 under the worst of the attacks. */
function others({ grid }: AgentResults): string | undefined {
  const compared = grid.worstCases.flatMap(({ agent, lambda, flipDifference }) =>
    flipDifference && agent !== sap ? [{ ...flipDifference, agent, lambda }] : [],
  );
  if (compared.length === 0) return undefined;
  const over = `${plural(new Set(compared.map(({ agent }) => agent)).size, 'defense')}, ${plural(compared.length, 'comparison')}`;
  const better = compared.filter((each) => isSignificant(each) && each.difference < 0);
  if (better.length === 0) return `None flips significantly fewer actions than the plain agent at any λ (${over}).`;
  const best = [...groupBy(better, ({ agent }) => agent)].map(([agent, of]) => {
    const most = of.reduce(moreSignificant);
    return `${agent} (${flipPoints(most)} at λ ${most.lambda}, ${pEquals(most.pHolm)})`;
  });
  return `Significantly fewer flips than the plain agent’s: ${best.join(', ')} (${over}).`;
}

/** A flip may go to an action that is nearly as good. */
function flipsWithoutLoss(results: AgentResults): string | undefined {
  const found = results.games.flipsWithoutLoss;
  if (!found) return undefined;
  const { gentle, harsh, comparisons } = found;
  const attacks = results.games.rows.map(({ attack }) => attack);
  const leaves = ({ agent, lambda, attack }: Setting) => {
    const row = gameRow(results, agent, lambda, attack)!;
    return `${shortAttack(attack!, attacks)} flips ${percent(row.flipRate!)} (Q gap ${fixed(row.qGap!, 3)}) and leaves ${score(row)}`;
  };
  const agent = gentle.agent === plainAgent ? 'the plain agent' : 'SAP-100';
  return `Not always. At λ ${gentle.lambda}, of the actions of ${agent}, ${leaves(gentle)}, while ${leaves(harsh)}: ${points(found)} over ${plural(found.pairs, 'pair')} (${pEquals(found.pHolm)} corrected over ${plural(comparisons, 'pair')} of attacks, ${isSignificant(found) ? 'significant' : 'not significant'}).`;
}

function trust({ grid, sweep, games }: AgentResults): string {
  // Numbers of samples are compared in the study of them.
  const isSweep = ({ check }: { check: string }) => check === moreSamplesCheck;
  const named = (where: string, checks: AgentResults['grid']['checks']) =>
    checks.map((each) => ({ ...each, check: `${each.check} (${where})` }));
  const checks = [
    ...named('states', [...grid.checks.filter((each) => !isSweep(each)), ...sweep.checks.filter(isSweep)]),
    ...named(
      'episodes',
      games.checks.filter((each) => !isSweep(each)),
    ),
  ];
  return [`${checkCounts(checks)}.`, ...failedChecks(checks)].join(' ');
}
