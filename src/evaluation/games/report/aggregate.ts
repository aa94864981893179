/** Aggregate scores over games, runs and seeds, as in rliable (see report/statistics/aggregates.ts). */

import { hundredths } from '../../../common/format.js';
import type { Interval } from '../../../common/interval.js';
import { createRandom, type Random } from '../../../common/random.js';
import {
  improvementInterval,
  interquartileMeanOf,
  iqmCoverage,
  probabilityOfImprovement,
  stratifiedBootstrap,
} from '../../../report/statistics/aggregates.js';
import type { Episode } from '../episode.js';
import { type Scale, type SettingOverGames, type SettingScores, scoresByGame, type Unit } from './strata.js';

/** One attack, λ and agent, over all games. */
export interface Aggregate extends SettingOverGames {
  /** Null where the games have no common scale; then there is no interquartile mean either. */
  readonly scale: Scale | null;
  readonly unit: Unit;
  readonly games: number;
  /** Number of scores over all games. */
  readonly scores: number;
  readonly interquartileMean: number | null;
  /** 95 % stratified bootstrap: each game is resampled separately. */
  readonly interval: Interval | null;
  /** How often a 95 % interval over so few training runs contains the true value; null over episodes, and for six runs or more. */
  readonly coverage: number | null;
  /** Compared with the plain agent under the same attack, pair by pair; null for the plain agent. */
  readonly improvement: Improvement | null;
}

/** P(the defended agent scores more than the plain one of the same run and start); a tie counts half. */
interface Improvement {
  readonly probability: number;
  /** 95 %, see `improvementInterval`; null where no game has two pairs. */
  readonly interval: Interval | null;
}

/**
 * One for each attack, λ and agent, in the order of the episodes; settings that some game lacks are left out. Games without a
 * common scale have only improvements, which need none, so that the plain agent has no aggregate there.
 */
export function aggregate(episodes: readonly Episode[], seed: number): Aggregate[] {
  const { scale, unit, games, fewestRuns, settings } = scoresByGame(episodes);
  const aggregates = settings.map(({ setting, ...found }): Aggregate => {
    const rng = aggregateRandom(seed, found);
    const { units, scores, pairs } = found;
    return {
      ...setting,
      scale,
      unit,
      games: games.length,
      scores: units,
      interquartileMean: scores && interquartileMeanOf(scores),
      interval: (scores && stratifiedBootstrap(scores, interquartileMeanOf, rng)) ?? null,
      coverage: unit === 'training run' ? iqmCoverage(fewestRuns, games.length) : null,
      improvement: pairs && {
        probability: probabilityOfImprovement(pairs),
        interval: improvementInterval(pairs, rng.split('improvement')) ?? null,
      },
    };
  });
  return scale ? aggregates : aggregates.filter(({ improvement }) => improvement);
}

/** Random numbers of the intervals of a setting. */
export const aggregateRandom = (seed: number, { key }: Pick<SettingScores, 'key'>): Random =>
  createRandom(seed).split(`aggregate ${key}`);

/** States why there is no interquartile mean; [] where there is one. */
export function noScaleNotes(episodes: readonly Episode[]): string[] {
  const { noScale } = scoresByGame(episodes);
  return noScale === undefined ? [] : [`No interquartile mean over the games: ${noScale}.`];
}

/** States over what intervals are computed; [] without aggregates. */
export function unitNotes(aggregates: readonly Aggregate[]): string[] {
  const [first] = aggregates;
  if (!first) return [];
  const { unit, coverage, games } = first;
  if (unit === 'episode') {
    return [
      `Intervals and p are over the episodes of one trained agent${games > 1 ? ' of some game' : ''}, not over training runs: an agent of another training seed may score differently.`,
    ];
  }
  const overRuns =
    'Intervals of interquartile means are over training runs, those of rows and comparisons over episodes';
  return [
    coverage === null
      ? `${overRuns}.`
      : `${overRuns}. With so few runs a nominal 95 % interval of an interquartile mean contains the true value in about ${hundredths(coverage, 0)} % of cases (simulated, normal scores).`,
  ];
}
