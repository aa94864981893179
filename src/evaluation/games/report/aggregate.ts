/** Aggregate scores over games, runs and seeds, as in rliable (see report/statistics/aggregates.ts). */

import { fixed, hundredths } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import type { Interval } from '../../../common/interval.js';
import { createRandom } from '../../../common/random.js';
import { humanNormalized } from '../../../env/reference-scores.js';
import { firstOf } from '../../../report/first-of.js';
import {
  improvementInterval,
  interquartileMeanOf,
  iqmCoverage,
  probabilityOfImprovement,
  type ScorePair,
  type Strata,
  stratifiedBootstrap,
} from '../../../report/statistics/aggregates.js';
import { mean } from '../../../report/statistics/statistics.js';
import { plainAgent, randomPlayer, type Setting } from '../../settings.js';
import type { Episode } from '../episode.js';
import { runKey } from '../lead.js';

/**
 * Unit of scores. `points`: the game's own, for a single game. `human-normalized`: 0 is random play, 1 a person's score.
 * `share kept`: 0 is random play, 1 the same run's plain agent without an attack.
 */
type Scale = 'points' | 'human-normalized' | 'share kept';

/** One attack, λ and agent, over all games. */
export interface Aggregate extends Omit<Setting, 'game' | 'run'> {
  /** Null where the games have no common scale; then there is no interquartile mean either. */
  readonly scale: Scale | null;
  /**
   * What is resampled: mean scores of training runs, or episodes where some game has a single training run. Other
   * environment seeds are more episodes of the same agent, never more runs.
   */
  readonly unit: 'training run' | 'episode';
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

const groupKey = ({ attack, gradientSamples, lambda, agent }: Omit<Setting, 'game' | 'run'>) =>
  JSON.stringify([attack, gradientSamples, lambda, agent]);

/**
 * One for each attack, λ and agent, in the order of the episodes; settings that some game lacks are left out. Games without a
 * common scale have only improvements, which need none, so that the plain agent has no aggregate there.
 */
export function aggregate(episodes: readonly Episode[], seed: number): Aggregate[] {
  const runs = runsOf(episodes);
  const games = gamesOf(episodes);
  const found = chooseScale(episodes);
  const chosen = typeof found === 'string' ? null : found;
  const groups = groupBy(
    episodes.filter(({ agent }) => agent !== randomPlayer),
    groupKey,
  );
  const complete = [...groups].filter(([, group]) => new Set(group.map(runKey)).size === runs.size);
  const runsOfGame = games.map(
    (game) => new Set([...runs.values()].filter((each) => each.game === game).map(trainingRun)),
  );
  const fewestRuns = Math.min(...runsOfGame.map(({ size }) => size));
  const unit = fewestRuns > 1 ? 'training run' : 'episode';
  const strataOf = <T>(group: readonly Episode[], of: (unit: readonly Episode[]) => T): Strata<T> =>
    games.map((game) => unitsOf(group, game, unit).map(of));
  const points = new Map(complete.map(([key, group]) => [key, scoresByUnit(group, unit)]));

  const aggregates = complete.map(([key, group]): Aggregate => {
    const { attack, gradientSamples, lambda, agent } = group[0]!;
    const setting = { attack, gradientSamples, lambda, agent };
    const rng = createRandom(seed).split(`aggregate ${key}`);
    const scores = chosen && strataOf(group, (ofUnit) => mean(ofUnit.map(chosen.score)));
    const plain = agent === plainAgent ? undefined : points.get(groupKey({ ...setting, agent: plainAgent }));
    const pairs = plain && strataOf(group, (ofUnit) => pairWith(plain, ofUnit, unit)).map((each) => each.flat());
    return {
      ...setting,
      scale: chosen?.scale ?? null,
      unit,
      games: games.length,
      scores: points.get(key)!.size,
      interquartileMean: scores && interquartileMeanOf(scores),
      interval: (scores && stratifiedBootstrap(scores, interquartileMeanOf, rng)) ?? null,
      coverage: unit === 'training run' ? iqmCoverage(fewestRuns, games.length) : null,
      improvement: pairs?.every((ofGame) => ofGame.length > 0)
        ? {
            probability: probabilityOfImprovement(pairs),
            interval: improvementInterval(pairs, rng.split('improvement')) ?? null,
          }
        : null,
    };
  });
  return chosen ? aggregates : aggregates.filter(({ improvement }) => improvement);
}

/** States why there is no interquartile mean; [] where there is one. */
export function noScaleNotes(episodes: readonly Episode[]): string[] {
  const found = chooseScale(episodes);
  return typeof found === 'string' ? [`No interquartile mean over the games: ${found}.`] : [];
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

const gamesOf = (episodes: readonly Episode[]): string[] => [...new Set(episodes.map(({ game }) => game))];

/** One episode of each run, by run. */
const runsOf = (episodes: readonly Episode[]) => new Map(episodes.map((episode) => [runKey(episode), episode]));

/** The training run that an agent comes from: its last and its best agent are one run. */
const trainingRun = ({ run }: Pick<Setting, 'run'>): string => run.replace(/[\\/]best$/, '');

/** Equal for scores of one unit: a training run, or a start of an agent. */
const unitKey = (episode: Episode, unit: Aggregate['unit']): string =>
  JSON.stringify(
    unit === 'training run'
      ? [episode.game, trainingRun(episode)]
      : [episode.game, episode.run, episode.seed, episode.index],
  );

/** A game's episodes by unit. */
const unitsOf = (group: readonly Episode[], game: string, unit: Aggregate['unit']): Episode[][] => [
  ...groupBy(
    group.filter((episode) => episode.game === game),
    (episode) => unitKey(episode, unit),
  ).values(),
];

const meanReturn = (episodes: readonly Episode[]): number => mean(episodes.map((episode) => episode.return));

/** Mean returns in points. */
const scoresByUnit = (group: readonly Episode[], unit: Aggregate['unit']): Map<string, number> =>
  new Map([...groupBy(group, (episode) => unitKey(episode, unit))].map(([key, of]) => [key, meanReturn(of)]));

/** A unit's score with the plain agent's score of the same unit, if there is one. */
function pairWith(
  plain: ReadonlyMap<string, number>,
  ofUnit: readonly Episode[],
  unit: Aggregate['unit'],
): ScorePair[] {
  const other = plain.get(unitKey(ofUnit[0]!, unit));
  return other === undefined ? [] : [[meanReturn(ofUnit), other]];
}

interface ChosenScale {
  readonly scale: Scale;
  score(episode: Episode): number;
}

/** The common scale of the games, or the reason why there is none. */
function chooseScale(episodes: readonly Episode[]): ChosenScale | string {
  const games = gamesOf(episodes);
  if (games.every((game) => humanNormalized(game, 0) !== null)) {
    return { scale: 'human-normalized', score: (episode) => humanNormalized(episode.game, episode.return)! };
  }
  if (games.length === 1) return { scale: 'points', score: (episode) => episode.return };
  const meanByRun = (of: (episode: Episode) => boolean) =>
    new Map([...groupBy(episodes.filter(of), runKey)].map(([key, group]) => [key, meanReturn(group)]));
  const chance = meanByRun(({ agent }) => agent === randomPlayer);
  const clean = meanByRun(({ agent, lambda }) => agent === plainAgent && lambda === 0);
  const runs = [...runsOf(episodes)];
  if (!runs.every(([key]) => chance.has(key) && clean.has(key))) {
    return 'their common scale needs episodes of a random player and of the plain agent without an attack (λ 0) for every run';
  }
  const noLead = runs.flatMap(([key, { game, run }]) => {
    const [low, high] = [chance.get(key)!, clean.get(key)!];
    return high > low ? [] : [`${run} on ${game}, ${fixed(high)} against ${fixed(low)}`];
  });
  // A share of a lead that is not positive is infinite, or grows as the score falls.
  if (noLead.length > 0) {
    return `their common scale runs from a random player to the plain agent without an attack, which is no better (${firstOf(noLead)})`;
  }
  return {
    scale: 'share kept',
    score(episode) {
      const key = runKey(episode);
      return (episode.return - chance.get(key)!) / (clean.get(key)! - chance.get(key)!);
    },
  };
}
