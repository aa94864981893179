/** One figure for several games, runs and seeds: the interquartile mean, as rliable has it (see report/aggregates.ts). */

import { fixed, hundredths } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import type { Interval } from '../../../common/interval.js';
import { createRandom } from '../../../common/random.js';
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
import { firstOf } from '../../checks.js';
import { humanNormalized } from '../../reference-scores.js';
import { plainAgent, randomPlayer, type Setting } from '../../settings.js';
import type { Episode } from '../episode.js';

/**
 * What scores are measured in. `points`: the game's own, where there is but one game. `human-normalized`: 0 chance, 1 a
 * person. `share kept`: 0 chance, 1 the same run's plain agent without an attack.
 */
type Scale = 'points' | 'human-normalized' | 'share kept';

/** One attack, λ and agent, over all games. */
export interface Aggregate extends Omit<Setting, 'game' | 'run'> {
  /** Null where the games have none in common; then there is no interquartile mean either. */
  readonly scale: Scale | null;
  /**
   * What is resampled: mean scores of training runs, or, where some game has only one of them, its episodes. Evaluation
   * seeds are episodes of the same agent, never runs.
   */
  readonly unit: 'training run' | 'episode';
  readonly games: number;
  /** Scores in all. */
  readonly scores: number;
  readonly interquartileMean: number | null;
  /** 95 % stratified bootstrap, each game resampled by itself. */
  readonly interval: Interval | null;
  /** How often an interval over so few training runs holds the true value; null over episodes and from six runs on. */
  readonly coverage: number | null;
  /** Over the plain agent under the same attack, in points, pair by pair; null for the plain agent itself. */
  readonly improvement: Improvement | null;
}

/** P(the defended agent scores more than the plain one of the same run and start), ties counting half. */
interface Improvement {
  readonly probability: number;
  /** Never a point, see `improvementInterval`; null where no game has two pairs. */
  readonly interval: Interval | null;
}

const groupKey = ({ attack, gradientSamples, lambda, agent }: Omit<Setting, 'game' | 'run'>) =>
  JSON.stringify([attack, gradientSamples, lambda, agent]);

/**
 * In the order of the episodes. Settings of which some game lacks episodes are left out. Where the games have no common
 * scale there are improvements alone, which need none, so the plain agent has no aggregate.
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

/** Why there is no interquartile mean, in a sentence; none where there is one. */
export function noScaleNotes(episodes: readonly Episode[]): string[] {
  const found = chooseScale(episodes);
  return typeof found === 'string' ? [`No interquartile mean over the games: ${found}.`] : [];
}

/** What the intervals of an evaluation are over, in a sentence; none before the first aggregate. */
export function unitNotes(aggregates: readonly Aggregate[]): string[] {
  const [first] = aggregates;
  if (!first) return [];
  const { unit, coverage, games } = first;
  if (unit === 'episode') {
    return [
      `One trained agent${games > 1 ? ' of some game' : ''}: intervals and p are over its episodes, not over training runs. An agent of another training seed may score differently.`,
    ];
  }
  const overRuns =
    'Intervals of interquartile means are over training runs, those of each row and comparison over episodes';
  return [
    coverage === null
      ? `${overRuns}.`
      : `${overRuns}. With so few runs a nominal 95 % interval of an interquartile mean holds the true value in about ${hundredths(coverage, 0)} % of the cases (simulated, normal scores).`,
  ];
}

const gamesOf = (episodes: readonly Episode[]): string[] => [...new Set(episodes.map(({ game }) => game))];

const runKey = ({ game, run }: Pick<Setting, 'game' | 'run'>) => JSON.stringify([game, run]);

/** Any episode of each run, by run. */
const runsOf = (episodes: readonly Episode[]) => new Map(episodes.map((episode) => [runKey(episode), episode]));

/** The run whose agent it is: its last and its best one are one run. */
const trainingRun = ({ run }: Pick<Setting, 'run'>): string => run.replace(/[\\/]best$/, '');

/** Equal for the same training run, or for the same start of the same agent. */
const unitKey = (episode: Episode, unit: Aggregate['unit']): string =>
  JSON.stringify(
    unit === 'training run'
      ? [episode.game, trainingRun(episode)]
      : [episode.game, episode.run, episode.seed, episode.index],
  );

/** A game's episodes, unit by unit. */
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

/** A unit's score and the plain agent's of the same unit, if there is one. */
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

/** The scale that the games have in common, or why there is none. */
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
    return 'their scale needs games of a random player and of the plain agent without an attack (λ 0), for every run';
  }
  const noLead = runs.flatMap(([key, { game, run }]) => {
    const [low, high] = [chance.get(key)!, clean.get(key)!];
    return high > low ? [] : [`${run} on ${game}, ${fixed(high)} against ${fixed(low)}`];
  });
  // Nothing can be kept of a lead that never was: shares of it would be infinite, or the worse the better.
  if (noLead.length > 0) {
    return `their scale runs from a random player to the plain agent without an attack, which is no better (${firstOf(noLead)})`;
  }
  return {
    scale: 'share kept',
    score(episode) {
      const key = runKey(episode);
      return (episode.return - chance.get(key)!) / (clean.get(key)! - chance.get(key)!);
    },
  };
}
