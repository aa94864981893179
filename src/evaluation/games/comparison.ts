/**
 * Compares defended agents with the plain one, pair by pair. Episodes of equal seed and index share their start and their random
 * actions, so the difference of two returns is due to the agents, the attack and its random numbers.
 */

import { signedWithInterval } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Random } from '../../common/random.js';
import { detectableDifference } from '../../report/statistics/detectable.js';
import { type Pair, pairedDifference, type RelativeChange, relativeChangeOf } from '../../report/statistics/paired.js';
import { correctAll, type Tested } from '../../report/statistics/tested.js';
import { plainAgent, type Setting, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import type { Row } from './report/summary.js';

/** A cell of the paper's Table 1: a defended agent's returns minus the plain agent's, in points. */
export interface Comparison extends Setting, Tested, RelativeChange {
  /** Episodes of one agent without a partner among those of the other. */
  readonly unpaired: number;
  /** The smallest true difference that these pairs would show with a power of 80 %, see `detectableDifference`. */
  readonly detectableDifference: number | null;
  /** The relative change as tables print it. */
  readonly relativeChange: string;
}

type Start = Pick<Episode, 'seed' | 'index'>;

/** Equal for episodes with equal starts. */
export const startKey = ({ seed, index }: Start): string => `${seed} ${index}`;

/** Pairs the episodes of two lists by their start, in the order of the first list. */
export function pairEpisodes<T extends Start>(
  baseline: readonly T[],
  other: readonly T[],
): { readonly pairs: readonly (readonly [T, T])[]; readonly unpaired: number } {
  const byStart = new Map(other.map((episode) => [startKey(episode), episode]));
  const pairs = baseline.flatMap((episode) => {
    const partner = byStart.get(startKey(episode));
    return partner ? [[episode, partner] as const] : [];
  });
  return { pairs, unpaired: baseline.length + other.length - 2 * pairs.length };
}

/** One for each finished row of a defended agent whose plain agent is finished too and shares a start with it. */
export function compareAgents(rows: readonly Row[], episodes: readonly Episode[], rng: Random): Comparison[] {
  const finished = new Set(rows.map(settingKey));
  const byKey = groupBy(episodes, settingKey);
  const compared = rows.flatMap((row) => {
    const { game, run, attack, gradientSamples, lambda, agent } = row;
    const plainKey = settingKey({ ...row, agent: plainAgent });
    if (agent === plainAgent || !finished.has(plainKey)) return [];
    const { pairs, unpaired } = pairEpisodes(byKey.get(plainKey) ?? [], byKey.get(settingKey(row)) ?? []);
    if (pairs.length === 0) return [];
    const returns = pairs.map(([plain, defended]): Pair => [plain.return, defended.return]);
    const ofRow = rng.split(settingKey(row));
    const change = relativeChangeOf(returns, ofRow);
    return [
      {
        ...{ game, run, attack, gradientSamples, lambda, agent },
        ...pairedDifference(returns, ofRow),
        unpaired,
        detectableDifference: detectableDifference(returns.map(([plain, defended]) => defended - plain)),
        ...change,
        relativeChange: relativeChange(change),
      },
    ];
  });
  return correctAll(compared);
}

/** `+12.3 [−4.5, +30.0]`, or why there is none. */
function relativeChange({
  relativeChangePercent: percent,
  relativeChangeInterval: interval,
}: Omit<RelativeChange, 'baseline'>): string {
  return percent === null ? 'n/a (baseline 0)' : signedWithInterval(percent, interval, 1);
}
