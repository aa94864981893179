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
type AboveRandom = 'yes' | 'no' | 'too few episodes';

/** An agent against random play on the same starts. */
interface LeadOverRandom {
  /** Starts that both have played. */
  readonly pairs: number;
  /** Mean of agent − random, in points. */
  readonly difference: number;
  /** 95 % percentile bootstrap over the pairs; null for a single pair. */
  readonly differenceInterval: Interval | null;
  /** Two-sided sign-flip test, not corrected. */
  readonly p: number;
  /** `yes` where p is at most 0.05 and the interval lies above 0. */
  readonly aboveRandom: AboveRandom;
}

/** The plain agent without an attack against the random player of its run. */
export interface Lead extends LeadOverRandom, Pick<Setting, 'game' | 'run'> {
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
    const lowestReturn = ofRun.reduce((lowest, episode) => Math.min(lowest, episode.return), Number.POSITIVE_INFINITY);
    return [{ game, run, ...leadOverRandom(returns, rng.split(key)), lowestReturn }];
  });
}

/** @param pairs returns of random play and of the agent on the same starts, at least one */
export function leadOverRandom(pairs: readonly Pair[], rng: Random): LeadOverRandom {
  const found = pairedDifference(pairs, rng);
  const shown = found.p <= significance && (found.differenceInterval?.[0] ?? 0) > 0;
  const possible = smallestP(found.pairs) <= significance;
  return { ...found, aboveRandom: shown ? 'yes' : possible ? 'no' : 'too few episodes' };
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

/** Points of one start, and what clean plain and random agents score from it. */
type Share = readonly [points: number, clean: number, random: number];

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
  const saved = pairs.map(([plain, defended]) => ({ ...startOf(plain), points: defended.return - plain.return }));
  const { percent, interval } = shareOfLead(saved, ofRun, lead, rng.split('anchored'));
  return { anchoredChangePercent: percent, anchoredChangeInterval: interval };
}

/** What an attack leaves of the lead. */
export interface LeadKept {
  /**
   * (return − random) / (clean plain − random) · 100 of the means: 100 without a loss, 0 at random play. Null where the clean plain
   * agent is not clearly above random play.
   */
  readonly leadKeptPercent: number | null;
  /** As `anchoredChangeInterval`. */
  readonly leadKeptInterval: Interval | null;
}

/** @param returns one for each start @param ofRun all episodes of the run @param lead of the run; undefined where it is not known */
export function leadKeptOf(
  returns: readonly Pick<Episode, 'seed' | 'index' | 'return'>[],
  ofRun: readonly Episode[],
  lead: Lead | undefined,
  rng: Random,
): LeadKept {
  const random = returnsByStart(ofRun.filter(isRandom));
  const kept = returns.flatMap((each) => {
    const chance = random.get(startKey(each));
    return chance === undefined ? [] : [{ ...startOf(each), points: each.return - chance }];
  });
  const { percent, interval } = shareOfLead(kept, ofRun, lead, rng.split('lead kept'));
  return { leadKeptPercent: percent, leadKeptInterval: interval };
}

type Start = Pick<Episode, 'seed' | 'index'>;
const startOf = ({ seed, index }: Start): Start => ({ seed, index });

const returnsByStart = (episodes: readonly Episode[]): ReadonlyMap<string, number> =>
  new Map(episodes.map((episode) => [startKey(episode), episode.return]));

/** Points as a share of the lead, over the starts from which both ends of it are known. */
function shareOfLead(
  points: readonly (Start & { readonly points: number })[],
  ofRun: readonly Episode[],
  lead: Lead | undefined,
  rng: Random,
): { readonly percent: number | null; readonly interval: Interval | null } {
  const unknown = { percent: null, interval: null };
  if (lead?.aboveRandom !== 'yes') return unknown;
  const [clean, random] = [returnsByStart(ofRun.filter(isClean)), returnsByStart(ofRun.filter(isRandom))];
  const starts = points.flatMap((each): Share[] => {
    const key = startKey(each);
    return clean.has(key) && random.has(key) ? [[each.points, clean.get(key)!, random.get(key)!]] : [];
  });
  const percent = sharePercent(starts);
  if (Number.isNaN(percent)) return unknown;
  return { percent, interval: bootstrapInterval(starts, rng, { statistic: sharePercent }) ?? null };
}

/** NaN where the lead is not positive. */
function sharePercent(starts: readonly Share[]): number {
  let [sum, lead] = [0, 0];
  for (const [points, clean, random] of starts) {
    sum += points;
    lead += clean - random;
  }
  return lead > 0 ? (sum / lead) * 100 : Number.NaN;
}
