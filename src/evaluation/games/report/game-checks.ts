/** Checks of an evaluation that must hold before its scores are believed (Carlini et al. 2019; Croce and Hein 2020). */
import { groupBy } from '../../../common/group-by.js';
import { createRandom, type Random } from '../../../common/random.js';
import { type AttackContext, attackDamage, type Group, orderChecks } from '../../checks/attack-order.js';
import type { Check } from '../../checks/check.js';
import {
  atLargeLambda,
  chanceCheckName,
  missingLargeLambda,
  spreadCheck,
  zeroGradientCheck,
} from '../../checks/common-checks.js';
import { type OrderedPair, orderCheck } from '../../checks/order-check.js';
import { unusedLambdaCheck } from '../../checks/unused-lambda.js';
import { describeAgent, describeSetting } from '../../report/describe.js';
import { plainAgent, type Setting, settingKey } from '../../settings.js';
import type { Episode } from '../episode.js';
import { pairEpisodes, startKey } from '../episode-pairs.js';
import type { Row } from './summary.js';

export interface CheckedSettings extends AttackContext {
  /** Episodes of each setting and seed. */
  readonly episodes: number;
  readonly outputSamples: number;
  readonly seeds: readonly number[];
}

/** Every check, including those that could not be made. */
export function checksOf(
  rows: readonly Row[],
  chance: readonly Row[],
  episodes: readonly Episode[],
  settings: CheckedSettings,
): Check[] {
  const rng = createRandom(settings.seeds[0]!).split('checks');
  const where = (row: Row) => describeSetting(row, rows);
  return [
    ...orderChecks(
      groupsOf(rows, episodes, settings),
      { of: 'episodes', damage: 'points lost', otherReason: 'the attack raises something that does not cost points' },
      rng,
    ),
    unusedLambdaCheck(rows, settings.attackSettings),
    chanceCheck(atLargeLambda(rows, settings), chance, episodes, rng.split('chance')),
    zeroGradientCheck(
      rows.map((row) => ({ where: where(row), values: row.zeroGradientPixels, whole: row.zeroGradientSteps })),
      'steps',
    ),
    spreadCheck(
      (single) => `a single sample takes the action of their mean in ${single} of the steps`,
      rows.flatMap((row) =>
        row.agent === plainAgent || row.sampleAgreement === null
          ? []
          : [{ where: where(row), single: row.sampleAgreement, mean: 1 }],
      ),
    ),
  ];
}

/** Rows of one agent at one λ, with the points each attack cost it in the episodes that all of them have. */
function groupsOf(rows: readonly Row[], episodes: readonly Episode[], context: AttackContext): Group[] {
  const attacked = rows.filter(({ attack }) => attack !== null);
  const agentAt = ({ game, run, lambda, agent }: Setting) => JSON.stringify([game, run, lambda, agent]);
  const byKey = groupBy(episodes, settingKey);
  return [...groupBy(attacked, agentAt).values()].map((group) => {
    const returns = group.map(
      (row) => new Map(byKey.get(settingKey(row))!.map((each) => [startKey(each), each.return])),
    );
    const shared = [...returns[0]!.keys()].filter((key) => returns.every((ofRow) => ofRow.has(key)));
    const damage = (i: number) => shared.map((key) => -returns[i]!.get(key)!);
    return {
      agent: describeAgent(group[0]!, rows),
      lambda: group[0]!.lambda,
      plain: group[0]!.agent === plainAgent,
      attacks: group.map((row, i) => attackDamage(row, damage(i), context)),
    };
  });
}

/** A perturbation that may change every value completely costs at least what random play costs, on the same starts. */
function chanceCheck(rows: readonly Row[], chance: readonly Row[], episodes: readonly Episode[], rng: Random): Check {
  const byKey = groupBy(episodes, settingKey);
  const pairs = rows.flatMap((row): OrderedPair[] => {
    const player = chance.find(({ run, game }) => run === row.run && game === row.game);
    if (!player) return [];
    const shared = pairEpisodes(byKey.get(settingKey(row)) ?? [], byKey.get(settingKey(player)) ?? []).pairs;
    const lost = (side: 0 | 1) => shared.map((pair) => -pair[side].return);
    return [
      {
        ...{ agent: describeAgent(row, rows), lambda: String(row.lambda) },
        stronger: { attack: row.attack!, damage: lost(0) },
        weaker: { attack: 'random play', damage: lost(1) },
      },
    ];
  });
  const words = {
    ...{ check: chanceCheckName, missing: missingLargeLambda, damage: 'points lost', unit: 'episodes' },
    meaning: 'the attack may change every value completely, yet leaves more than chance, so it is weak. Mean',
  };
  return orderCheck(words, pairs, rng);
}
