/** Checks of classifiers that must hold before an accuracy under attack is believed. */
import { groupBy } from '../../common/group-by.js';
import type { Random } from '../../common/random.js';
import { type AttackContext, attackDamage, type Group, orderChecks } from '../checks/attack-order.js';
import type { Check } from '../checks/check.js';
import { atLargeLambda, chanceCheck, spreadCheck, zeroGradientCheck } from '../checks/common-checks.js';
import { unusedLambdaCheck } from '../checks/unused-lambda.js';
import { describeAgent, describeSetting } from '../report/describe.js';
import { plainAgent } from '../settings.js';
import type { ImageLine } from './image-line.js';
import type { VisionRow } from './image-summary.js';

interface CheckOptions extends AttackContext {
  readonly classes: number;
  readonly rng: Random;
}

/**
 * Every check, including those that could not be made.
 * @param settings the lines of each setting @param rows their summaries
 */
export function visionChecks(
  settings: readonly (readonly ImageLine[])[],
  rows: readonly VisionRow[],
  { classes, rng, ...context }: CheckOptions,
): Check[] {
  const attacked = settings.filter(([line]) => line!.attack !== null);
  const groups = [...groupBy(attacked, ([line]) => JSON.stringify([line!.run, line!.agent, line!.lambda])).values()];
  const where = (row: VisionRow) => describeSetting(row, rows);
  return [
    ...orderChecks(
      groups.map((group): Group => {
        const first = group[0]![0]!;
        return {
          agent: describeAgent(first, rows),
          lambda: first.lambda,
          plain: first.agent === plainAgent,
          attacks: group.map((lines) =>
            attackDamage(
              lines[0]!,
              lines.map(({ label, prediction }) => Number(label !== prediction)),
              context,
            ),
          ),
        };
      }),
      { of: 'images', damage: 'share of errors' },
      rng,
    ),
    unusedLambdaCheck(rows, context.attackSettings),
    chanceCheck(
      'accuracy',
      atLargeLambda(rows, context).map((row) => ({
        ...{ where: where(row), share: row.accuracy, interval: row.interval, chance: 1 / classes },
      })),
    ),
    zeroGradientCheck(
      rows.map((row) => ({ where: where(row), values: row.zeroGradientPixels, whole: row.zeroGradientImages })),
      'images',
    ),
    spreadCheck(
      (single, mean) => `single samples are correct at a rate of ${single}, their mean at ${mean}`,
      rows.flatMap((row) =>
        row.correctSamples === null ? [] : [{ where: where(row), single: row.correctSamples, mean: row.accuracy }],
      ),
    ),
  ];
}
