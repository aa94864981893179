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
import { pairEpisodes } from './episode-pairs.js';
import { type AnchoredChange, anchoredChangeOf, type Lead, runKey } from './lead.js';
import type { Row } from './report/summary.js';

/** A cell of the paper's Table 1: a defended agent's returns minus the plain agent's, in points. */
export interface Comparison extends Setting, Tested, RelativeChange, AnchoredChange {
  /** Episodes of one agent without a partner among those of the other. */
  readonly unpaired: number;
  /** The smallest true difference that these pairs would show with a power of 80 %, see `detectableDifference`. */
  readonly detectableDifference: number | null;
  /** The relative change as tables print it. */
  readonly relativeChange: string;
  /** The anchored change as tables print it. */
  readonly anchoredChange: string;
}

/**
 * One for each finished row of a defended agent whose plain agent is finished too and shares a start with it.
 * @param leads of the runs, as far as they are known
 */
export function compareAgents(
  rows: readonly Row[],
  episodes: readonly Episode[],
  leads: readonly Lead[],
  rng: Random,
): Comparison[] {
  const finished = new Set(rows.map(settingKey));
  const byKey = groupBy(episodes, settingKey);
  const byRun = groupBy(episodes, runKey);
  const leadByRun = new Map(leads.map((lead) => [runKey(lead), lead]));
  const compared = rows.flatMap((row) => {
    const { game, run, attack, gradientSamples, lambda, agent } = row;
    const plainKey = settingKey({ ...row, agent: plainAgent });
    if (agent === plainAgent || !finished.has(plainKey)) return [];
    const { pairs, unpaired } = pairEpisodes(byKey.get(plainKey) ?? [], byKey.get(settingKey(row)) ?? []);
    if (pairs.length === 0) return [];
    const returns = pairs.map(([plain, defended]): Pair => [plain.return, defended.return]);
    const ofRow = rng.split(settingKey(row));
    const change = relativeChangeOf(returns, ofRow);
    const lead = leadByRun.get(runKey(row));
    const anchored = anchoredChangeOf(pairs, byRun.get(runKey(row))!, lead, ofRow);
    return [
      {
        ...{ game, run, attack, gradientSamples, lambda, agent },
        ...pairedDifference(returns, ofRow),
        unpaired,
        detectableDifference: detectableDifference(returns.map(([plain, defended]) => defended - plain)),
        ...change,
        relativeChange: relativeChange(change, lead),
        ...anchored,
        anchoredChange: anchoredChange(anchored, lead),
      },
    ];
  });
  return correctAll(compared);
}

/** `+12.3 [−4.5, +30.0]`, or why there is none. */
function relativeChange(
  { relativeChangePercent: percent, relativeChangeInterval: interval }: Omit<RelativeChange, 'baseline'>,
  lead: Lead | undefined,
): string {
  if (lead && lead.aboveRandom !== 'yes') return noChange(lead);
  return percent === null ? 'n/a (baseline 0)' : signedWithInterval(percent, interval, 1);
}

function anchoredChange(
  { anchoredChangePercent: percent, anchoredChangeInterval: interval }: AnchoredChange,
  lead: Lead | undefined,
): string {
  return percent === null ? noChange(lead) : signedWithInterval(percent, interval, 1);
}

const noChange = (lead: Lead | undefined): string =>
  lead?.aboveRandom === 'too few episodes' ? 'n/a (few episodes)' : `n/a (${lead ? 'not above random' : 'not known'})`;
