/**
 * The lead of an agent: what its plain network scores without an attack beyond random play, on the same starts. It is the part
 * of the return that an attack can take and a defense can save.
 */
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';
import { type Pair, pairedDifference } from '../../report/statistics/paired.js';
import { smallestP } from '../../report/statistics/significance.js';
import { bootstrapInterval } from '../../report/statistics/statistics.js';
import { significance } from '../../report/statistics/tested.js';
import { plainAgent, randomPlayer, type Setting } from '../settings.js';
import type { Episode } from './episode.js';
import { pairEpisodes, startKey } from './episode-pairs.js';

/** `too few episodes`: no number of points could show it. */
export type AboveRandom = 'yes' | 'no' | 'too few episodes';

/** The plain agent without an attack against the random player of its run. */
export interface Lead extends Pick<Setting, 'game' | 'run'> {
  /** Starts that both have played. */
  readonly pairs: number;
  /** Mean of plain − random, in points. */
  readonly difference: number;
  /** 95 % percentile bootstrap over the pairs; null for a single pair. */
  readonly differenceInterval: Interval | null;
  /** Two-sided sign-flip test, not corrected. */
  readonly p: number;
  /** `yes` where p is at most 0.05 and the interval lies above 0. */
  readonly aboveRandom: AboveRandom;
  /** Over all episodes of the run, the random player's included, in points. Below 0 the score has no natural zero. */
  readonly lowestReturn: number;
}

/** One for each run whose plain agent and random player share a start. */
export function leadsOf(episodes: readonly Episode[], rng: Random): Lead[] {
  return [...groupBy(episodes, runKey)].flatMap(([key, ofRun]): Lead[] => {
    const { game, run } = ofRun[0]!;
    const { pairs } = pairEpisodes(ofRun.filter(isRandom), ofRun.filter(isClean));
    if (pairs.length === 0) return [];
    const returns = pairs.map(([random, clean]): Pair => [random.return, clean.return]);
    const found = pairedDifference(returns, rng.split(key));
    const shown = found.p <= significance && (found.differenceInterval?.[0] ?? 0) > 0;
    const possible = smallestP(found.pairs) <= significance;
    const lowestReturn = ofRun.reduce((lowest, episode) => Math.min(lowest, episode.return), Number.POSITIVE_INFINITY);
    return [{ game, run, ...found, aboveRandom: shown ? 'yes' : possible ? 'no' : 'too few episodes', lowestReturn }];
  });
}

const isRandom = ({ agent }: Episode): boolean => agent === randomPlayer;
const isClean = ({ agent, lambda }: Episode): boolean => agent === plainAgent && lambda === 0;

/** Equal for settings of one run. */
export const runKey = ({ game, run }: Pick<Setting, 'game' | 'run'>): string => JSON.stringify([game, run]);

/** A defended agent's difference to the plain one, as a share of the lead. */
export interface AnchoredChange {
  /**
   * (defended − plain) / (clean plain − random) · 100 of the means: the same on every scale of scores. Null where the clean plain
   * agent is not clearly above random play.
   */
  readonly anchoredChangePercent: number | null;
  /** 95 % percentile bootstrap over the starts, without resamples whose lead is not positive; null for a single start. */
  readonly anchoredChangeInterval: Interval | null;
}

/** Returns of one start. */
type Returns = readonly [plain: number, defended: number, clean: number, random: number];

/**
 * @param pairs episodes of the plain and the defended agent on equal starts @param ofRun all episodes of the run
 * @param lead of the run; undefined where it is not known
 */
export function anchoredChangeOf(
  pairs: readonly (readonly [Episode, Episode])[],
  ofRun: readonly Episode[],
  lead: Lead | undefined,
  rng: Random,
): AnchoredChange {
  const unknown = { anchoredChangePercent: null, anchoredChangeInterval: null };
  if (lead?.aboveRandom !== 'yes') return unknown;
  const byStart = (of: (episode: Episode) => boolean) =>
    new Map(ofRun.filter(of).map((episode) => [startKey(episode), episode.return]));
  const [clean, random] = [byStart(isClean), byStart(isRandom)];
  const starts = pairs.flatMap(([plain, defended]): Returns[] => {
    const key = startKey(plain);
    if (!clean.has(key) || !random.has(key)) return [];
    return [[plain.return, defended.return, clean.get(key)!, random.get(key)!]];
  });
  const percent = anchoredPercent(starts);
  if (Number.isNaN(percent)) return unknown;
  const interval = bootstrapInterval(starts, rng.split('anchored'), { statistic: anchoredPercent });
  return { anchoredChangePercent: percent, anchoredChangeInterval: interval ?? null };
}

/** NaN where the lead is not positive. */
function anchoredPercent(starts: readonly Returns[]): number {
  let [saved, lead] = [0, 0];
  for (const [plain, defended, clean, random] of starts) {
    saved += defended - plain;
    lead += clean - random;
  }
  return lead > 0 ? (saved / lead) * 100 : Number.NaN;
}
