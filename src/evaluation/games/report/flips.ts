/** A flipped action need not cost points: the action taken instead may be nearly as good, above all under a margin loss. */

import { groupBy } from '../../../common/group-by.js';
import type { Random } from '../../../common/random.js';
import { type Pair, pairedDifference, pairedTest } from '../../../report/statistics/paired.js';
import { correctAll, significance, type Tested } from '../../../report/statistics/tested.js';
import { type Setting, settingKey } from '../../settings.js';
import type { Episode } from '../episode.js';
import { pairEpisodes } from '../episode-pairs.js';
import type { Row } from './summary.js';

/** Two attacks on one agent at one λ. The difference is the return under `gentle` minus that under `harsh`. */
export interface FlipsWithoutLoss extends Tested {
  /** It flips at least as many actions. */
  readonly gentle: Setting;
  readonly harsh: Setting;
  /** Pairs of attacks over which p is corrected: all on the same agent at the same λ whose flip rates are known. */
  readonly comparisons: number;
}

/**
 * Two attacks of which one flips at least as many actions as the other and yet leaves a higher return (p ≤ 0.05 before the
 * correction): those with the largest difference; null without any. They are chosen among many, so read the corrected p.
 */
export function flipsWithoutLoss(
  rows: readonly Row[],
  episodes: readonly Episode[],
  rng: Random,
): FlipsWithoutLoss | null {
  const byKey = groupBy(episodes, settingKey);
  const attacked = rows.filter(({ attack, flipRate }) => attack !== null && flipRate !== null);
  const agents = groupBy(attacked, ({ game, run, agent, lambda }) => JSON.stringify([game, run, agent, lambda]));
  const compared = [...agents.values()].flatMap((group) =>
    group.flatMap((a, i) =>
      group.slice(i + 1).flatMap((b) => {
        const [gentle, harsh] = a.mean >= b.mean ? [a, b] : [b, a];
        const { pairs } = pairEpisodes(byKey.get(settingKey(harsh)) ?? [], byKey.get(settingKey(gentle)) ?? []);
        if (pairs.length === 0) return [];
        const returns = pairs.map(([low, high]): Pair => [low.return, high.return]);
        const ofPair = rng.split(`${settingKey(gentle)} ${settingKey(harsh)}`);
        return [{ gentle, harsh, returns, ofPair, ...pairedTest(returns, ofPair) }];
      }),
    ),
  );
  const found = correctAll(compared).filter(
    ({ gentle, harsh, p, difference }) => gentle.flipRate! >= harsh.flipRate! && difference > 0 && p <= significance,
  );
  if (found.length === 0) return null;
  const { gentle, harsh, returns, ofPair, pHolm } = found.reduce((a, b) => (b.difference > a.difference ? b : a));
  return {
    ...pairedDifference(returns, ofPair),
    ...{ pHolm, gentle: settingOf(gentle), harsh: settingOf(harsh), comparisons: compared.length },
  };
}

const settingOf = ({ game, run, attack, gradientSamples, lambda, agent }: Row): Setting => ({
  ...{ game, run, attack, gradientSamples, lambda, agent },
});
