/** Checks of a grid that must hold before its flip rates are believed. */
import { argMax } from '../../agent/policy.js';
import { groupBy } from '../../common/group-by.js';
import type { Random } from '../../common/random.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import { type AttackContext, attackDamage, type Group, orderChecks } from '../checks/attack-order.js';
import type { Check } from '../checks/check.js';
import {
  atLargeLambda,
  chanceCheck,
  type LeftByAttack,
  spreadCheck,
  zeroGradientCheck,
} from '../checks/common-checks.js';
import { unusedLambdaCheck } from '../checks/unused-lambda.js';
import { describeSetting } from '../report/describe.js';
import { plainAgent } from '../settings.js';
import { agentAt, type GridRow, type Outcomes } from './grid-summary.js';
import type { States } from './states.js';

/** Every check, including those that could not be made. @param rows those of the outcomes */
export function gridChecks(
  outcomes: readonly Outcomes[],
  rows: readonly GridRow[],
  { q, actions }: Pick<States, 'q' | 'actions'>,
  context: AttackContext,
  rng: Random,
): Check[] {
  const attacked = outcomes.filter(({ attack }) => attack !== null);
  const groups = [...groupBy(attacked, agentAt).values()].map(
    (group): Group => ({
      agent: group[0]!.agent,
      lambda: group[0]!.lambda,
      plain: group[0]!.agent === plainAgent,
      attacks: group.map((each) => attackDamage(each, each.flips, context)),
    }),
  );
  const where = (row: GridRow) => describeSetting(row, rows);
  return [
    ...orderChecks(groups, { of: 'states', damage: 'flip rate' }, rng),
    unusedLambdaCheck(attacked, context.attackSettings),
    chanceCheck(
      'agreement with the unperturbed actions',
      atLargeLambda(attacked, context).map((each) => agreement(each, attacked, q, actions.length)),
    ),
    zeroGradientCheck(
      rows.map((row) => ({ where: where(row), values: row.zeroGradientPixels, whole: null })),
      'states',
    ),
    spreadCheck(
      (single, mean) => `the action of a single sample flips at ${single} of the states, that of their mean at ${mean}`,
      rows.flatMap((row) =>
        row.singleSampleFlipRate === null
          ? []
          : [{ where: where(row), single: row.singleSampleFlipRate, mean: row.flipRate }],
      ),
    ),
  ];
}

/** Agreement with the unperturbed actions, and that of two independent choices with the same frequencies of actions. */
function agreement(each: Outcomes, among: readonly Outcomes[], q: States['q'], actions: number): LeftByAttack {
  const clean = q.map((values) => argMax(values));
  const frequency = (of: readonly number[], action: number) => of.filter((one) => one === action).length / of.length;
  const chance = Array.from(
    { length: actions },
    (_, action) => frequency(clean, action) * frequency(each.actions, action),
  );
  const agreeing = each.flips.filter((flip) => flip === 0).length;
  return {
    where: describeSetting(each, among),
    share: agreeing / each.flips.length,
    interval: wilsonInterval(agreeing, each.flips.length),
    chance: chance.reduce((sum, share) => sum + share, 0),
  };
}
