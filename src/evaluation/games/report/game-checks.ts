/** What must be known before a figure is believed (Carlini et al. 2019; Croce and Hein 2020), in plain language. */

import { percent, plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { createRandom, type Random } from '../../../common/random.js';
import {
  type AttackSettings,
  type Check,
  type Group,
  kindOf,
  type OrderedPair,
  orderCheck,
  orderChecks,
  unusedLambdaCheck,
  usesLambda,
} from '../../checks.js';
import type { AttackOn } from '../../players/attacked-step.js';
import { describeAgent, describeSetting, largeLambda, plainAgent, type Setting, settingKey } from '../../settings.js';
import { pairEpisodes, startKey } from '../comparison.js';
import type { Episode } from '../episode.js';
import type { Row } from './summary.js';

export interface CheckedSettings {
  readonly attackOn: AttackOn;
  /** Games of each setting and seed. */
  readonly episodes: number;
  readonly outputSamples: number;
  readonly seeds: readonly number[];
  readonly attackSettings: AttackSettings;
}

/** The checks that can be made of an evaluation, whether they passed or not. */
export function checksOf(
  rows: readonly Row[],
  chance: readonly Row[],
  episodes: readonly Episode[],
  { attackOn, seeds, attackSettings }: CheckedSettings,
): Check[] {
  const rng = createRandom(seeds[0]!).split('checks');
  return [
    ...orderChecks(
      groupsOf(rows, episodes, attackOn, attackSettings),
      { of: 'games', damage: 'points lost', excuse: 'what the attack raises is not what costs points' },
      rng,
    ),
    unusedLambdaCheck(rows, attackSettings),
    chanceCheck(
      rows.filter(({ attack, lambda }) => attack === null || usesLambda(attackSettings, attack, lambda)),
      chance,
      episodes,
      attackOn,
      rng.split('chance'),
    ),
    zeroGradientCheck(rows),
    spreadCheck(rows),
  ];
}

/** Rows of one agent at one λ, with the points each attack cost it, in the games that all of them have. */
function groupsOf(
  rows: readonly Row[],
  episodes: readonly Episode[],
  attackOn: AttackOn,
  attackSettings: AttackSettings,
): Group[] {
  const attacked = rows.filter(({ attack }) => attack !== null);
  const agentAt = ({ game, run, lambda, agent }: Setting) => JSON.stringify([game, run, lambda, agent]);
  const underAttack = ({ attack, gradientSamples }: Setting) => JSON.stringify([attack, gradientSamples]);
  const games = groupBy(episodes, (episode) => agentAt(episode) + underAttack(episode));
  return [...groupBy(attacked, agentAt).values()].map((group) => {
    const returns = group.map(
      (row) => new Map(games.get(agentAt(row) + underAttack(row))!.map((each) => [startKey(each), each.return])),
    );
    const shared = [...returns[0]!.keys()].filter((key) => returns.every((ofRow) => ofRow.has(key)));
    return {
      agent: describeAgent(group[0]!, rows),
      lambda: group[0]!.lambda,
      plain: group[0]!.agent === plainAgent,
      attacks: group.map((row, i) => ({
        attack: row.attack!,
        kind: kindOf(row.attack!, attackOn),
        usesLambda: usesLambda(attackSettings, row.attack!, row.lambda),
        gradientSamples: row.gradientSamples,
        damage: shared.map((key) => -returns[i]!.get(key)!),
      })),
    };
  });
}

/** A perturbation large enough to paint any picture must cost at least what playing at random costs, on the same starts. */
function chanceCheck(
  rows: readonly Row[],
  chance: readonly Row[],
  episodes: readonly Episode[],
  attackOn: AttackOn,
  rng: Random,
): Check {
  const check = 'λ large → chance';
  const largest = Math.max(0, ...rows.map(({ lambda }) => lambda));
  const missing = `needs a λ from ${largeLambda}`;
  if (largest < largeLambda) return { check, verdict: 'not made', text: missing };
  const byKey = groupBy(episodes, settingKey);
  const pairs = rows.flatMap((row): OrderedPair[] => {
    const player = chance.find(({ run, game }) => run === row.run && game === row.game);
    if (row.attack === null || row.lambda !== largest || kindOf(row.attack, attackOn) === 'random' || !player)
      return [];
    const shared = pairEpisodes(byKey.get(settingKey(row)) ?? [], byKey.get(settingKey(player)) ?? []).pairs;
    const lost = (side: 0 | 1) => shared.map((pair) => -pair[side].return);
    const agent = describeAgent(row, rows);
    return [
      {
        ...{ agent, lambda: String(largest) },
        stronger: { attack: row.attack, damage: lost(0) },
        weaker: { attack: 'random play', damage: lost(1) },
      },
    ];
  });
  return orderCheck(
    {
      ...{ check, missing, damage: 'points lost', unit: 'games' },
      meaning: `the attack leaves more than chance although it may change every pixel by ${largest}: it is weak. Mean`,
    },
    pairs,
    rng,
  );
}

function zeroGradientCheck(rows: readonly Row[]): Check {
  const check = 'zero gradients';
  const known = rows.filter(({ zeroGradientPixels }) => zeroGradientPixels !== null);
  if (known.length === 0) return { check, verdict: 'not made', text: 'needs an attack with gradients' };
  const whole = known.filter(({ zeroGradientSteps }) => zeroGradientSteps! > 0);
  const many = known.filter(({ zeroGradientPixels }) => zeroGradientPixels! > largestZeroShare);
  if (whole.length === 0 && many.length === 0) {
    const most = Math.max(...known.map(({ zeroGradientPixels }) => zeroGradientPixels!));
    return { check, verdict: 'passed', text: `largest share of the pixels: ${percent(most)}` };
  }
  const [row] = whole.length > 0 ? whole : many;
  const text =
    whole.length > 0
      ? `in ${percent(row!.zeroGradientSteps!)} of the steps the gradient was zero everywhere and the attack did nothing; a score kept up in that way is no robustness`
      : `${percent(row!.zeroGradientPixels!)} of the pixels had a gradient of exactly zero and were left alone`;
  const others = (whole.length > 0 ? whole : many).length - 1;
  return {
    check,
    verdict: 'failed',
    text: `${describeSetting(row!, rows)}: ${text}${others > 0 ? ` (and in ${plural(others, 'more row')})` : ''}`,
  };
}

/** How far a stochastic agent's action hangs on its draws. */
function spreadCheck(rows: readonly Row[]): Check {
  const check = 'spread over draws';
  const defended = rows.filter(({ agent, sampleAgreement }) => agent !== plainAgent && sampleAgreement !== null);
  if (defended.length === 0) return { check, verdict: 'not made', text: 'needs a defense' };
  const sorted = [...defended].sort((a, b) => a.sampleAgreement! - b.sampleAgreement!);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const figure = (row: Row) => `${percent(row.sampleAgreement!)} (${describeSetting(row, rows)})`;
  return {
    check,
    verdict: 'measured',
    text: `a single draw would have taken the action of their mean in ${figure(least)}${most === least ? '' : ` to ${figure(most)}`} of the steps`,
  };
}

const largestZeroShare = 0.1;
