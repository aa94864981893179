/** The worst of several attacks for each episode. */

import { groupBy } from '../../../common/group-by.js';
import type { Interval } from '../../../common/interval.js';
import type { Random } from '../../../common/random.js';
import { outputLabel } from '../../../defense/parse-defense.js';
import { type Pair, pairedDifference } from '../../../report/statistics/paired.js';
import { bootstrapInterval, mean } from '../../../report/statistics/statistics.js';
import { correct, type Tested } from '../../../report/statistics/tested.js';
import { attacksOn, sharedName } from '../../report/same-outputs.js';
import { plainAgent, type Setting, settingKey } from '../../settings.js';
import type { Episode } from '../episode.js';
import { pairEpisodes, startKey } from '../episode-pairs.js';
import { type Lead, type LeadKept, leadKeptOf, runKey } from '../lead.js';
import type { Row } from './summary.js';

/** An agent's return if the adversary picks the worst of the attacks for each episode, whichever gradient it takes. */
export interface WorstCase extends Omit<Setting, 'attack' | 'gradientSamples'>, LeadKept {
  readonly attacks: readonly string[];
  /** Over the episodes, of the lowest return under any of the attacks. */
  readonly mean: number;
  readonly interval: Interval | null;
  /** Against the plain agent's worst case, start by start; null for the plain agent itself. */
  readonly comparison: Tested | null;
}

/** A worst case with the lowest return of each start. */
interface LeastReturns extends WorstCase {
  readonly least: readonly LeastReturn[];
}

type LeastReturn = Pick<Episode, 'seed' | 'index' | 'return'>;

/**
 * One for each agent and λ under at least two attacks; agents that differ in their gradients alone are one. The lowest of
 * several random returns lies below the mean return under any one attack.
 * @param leads of the runs, as far as they are known
 */
export function worstCases(
  rows: readonly Row[],
  episodes: readonly Episode[],
  leads: readonly Lead[],
  rng: Random,
): WorstCase[] {
  const byRun = groupBy(episodes, runKey);
  const leadByRun = new Map(leads.map((lead) => [runKey(lead), lead]));
  const attacked = rows.filter(({ attack }) => attack !== null);
  const agentAt = ({ game, run, lambda, agent }: Setting) => JSON.stringify([game, run, lambda, outputLabel(agent)]);
  const finished = new Set(attacked.map(settingKey));
  const played = groupBy(
    episodes.filter((episode) => finished.has(settingKey(episode))),
    agentAt,
  );
  const cases = [...groupBy(attacked, agentAt)].flatMap(([key, group]): LeastReturns[] => {
    if (group.length < 2) return [];
    const { game, run, lambda } = group[0]!;
    const sameStart = groupBy(played.get(key)!, startKey);
    const least = [...sameStart.values()].map((same): LeastReturn => {
      const { seed, index } = same[0]!;
      return { seed, index, return: Math.min(...same.map((episode) => episode.return)) };
    });
    const returns = least.map((each) => each.return);
    const interval = bootstrapInterval(returns, rng.split(`worst ${key}`)) ?? null;
    const ofRun = runKey(group[0]!);
    const kept = leadKeptOf(least, byRun.get(ofRun)!, leadByRun.get(ofRun), rng.split(`worst ${key}`));
    const scores = { mean: mean(returns), interval, ...kept };
    return [
      { game, run, lambda, agent: sharedName(group), attacks: attacksOn(group), ...scores, comparison: null, least },
    ];
  });
  return compareWorstCases(cases, rng);
}

/** Defended agents' worst cases minus the plain agent's. */
function compareWorstCases(cases: readonly LeastReturns[], rng: Random): WorstCase[] {
  const plain = new Map(cases.filter(({ agent }) => agent === plainAgent).map((each) => [runAt(each), each.least]));
  const comparisons = correct(
    cases.map((each) => {
      const { pairs } = pairEpisodes(each.agent === plainAgent ? [] : (plain.get(runAt(each)) ?? []), each.least);
      if (pairs.length === 0) return null;
      const returns = pairs.map(([a, b]): Pair => [a.return, b.return]);
      return pairedDifference(returns, rng.split(`worst ${runAt(each)} ${each.agent}`));
    }),
  );
  return cases.map(({ least: _, ...each }, i) => ({ ...each, comparison: comparisons[i]! }));
}

const runAt = ({ game, run, lambda }: Pick<WorstCase, 'game' | 'run' | 'lambda'>) =>
  JSON.stringify([game, run, lambda]);
