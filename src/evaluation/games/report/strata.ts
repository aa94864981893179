/** The scores of an evaluation by setting and game, on a scale that its games share, and the units that are resampled. */

import { fixed } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { humanNormalized } from '../../../env/reference-scores.js';
import { firstOf } from '../../../report/first-of.js';
import type { ScorePair, Strata } from '../../../report/statistics/aggregates.js';
import { mean } from '../../../report/statistics/statistics.js';
import { plainAgent, randomPlayer, type Setting } from '../../settings.js';
import type { Episode } from '../episode.js';
import { runKey } from '../lead.js';

/**
 * Unit of scores. `points`: the game's own, for a single game. `human-normalized`: 0 is random play, 1 a person's score.
 * `share kept`: 0 is random play, 1 the same run's plain agent without an attack.
 */
export type Scale = 'points' | 'human-normalized' | 'share kept';

/**
 * What is resampled: mean scores of training runs, or episodes where some game has a single training run. Other environment seeds
 * are more episodes of the same agent, never more runs.
 */
export type Unit = 'training run' | 'episode';

/** One attack, λ and agent, over all games. */
export type SettingOverGames = Omit<Setting, 'game' | 'run'>;

/** The scores of one attack, λ and agent. */
export interface SettingScores {
  /** Equal for equal settings. */
  readonly key: string;
  readonly setting: SettingOverGames;
  /** Number of units over all games. */
  readonly units: number;
  /** By game; null where the games have no common scale. */
  readonly scores: Strata | null;
  /** Points of the defended and the plain agent by game; null for the plain agent, and where a game has no pair. */
  readonly pairs: Strata<ScorePair> | null;
}

/** The scores of all settings that every run has. */
export interface ScoresByGame {
  readonly scale: Scale | null;
  /** Why there is no scale; undefined where there is one. */
  readonly noScale: string | undefined;
  readonly unit: Unit;
  readonly games: readonly string[];
  /** Training runs of the game that has the fewest. */
  readonly fewestRuns: number;
  /** In the order of the episodes; settings that some run lacks are left out. */
  readonly settings: readonly SettingScores[];
}

export function scoresByGame(episodes: readonly Episode[]): ScoresByGame {
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
  const points = new Map(complete.map(([key, group]) => [key, pointsByUnit(group, unit)]));

  const settings = complete.map(([key, group]): SettingScores => {
    const { attack, gradientSamples, lambda, agent } = group[0]!;
    const setting = { attack, gradientSamples, lambda, agent };
    const plain = agent === plainAgent ? undefined : points.get(groupKey({ ...setting, agent: plainAgent }));
    const pairs = plain && strataOf(group, (ofUnit) => pairWith(plain, ofUnit, unit)).map((each) => each.flat());
    return {
      ...{ key, setting, units: points.get(key)!.size },
      scores: chosen && strataOf(group, (ofUnit) => mean(ofUnit.map(chosen.score))),
      pairs: pairs?.every((ofGame) => ofGame.length > 0) ? pairs : null,
    };
  });
  const noScale = typeof found === 'string' ? found : undefined;
  return { scale: chosen?.scale ?? null, noScale, unit, games, fewestRuns, settings };
}

const groupKey = ({ attack, gradientSamples, lambda, agent }: SettingOverGames) =>
  JSON.stringify([attack, gradientSamples, lambda, agent]);

const gamesOf = (episodes: readonly Episode[]): string[] => [...new Set(episodes.map(({ game }) => game))];

/** One episode of each run, by run. */
const runsOf = (episodes: readonly Episode[]) => new Map(episodes.map((episode) => [runKey(episode), episode]));

/** The training run that an agent comes from: its last and its best agent are one run. */
const trainingRun = ({ run }: Pick<Setting, 'run'>): string => run.replace(/[\\/]best$/, '');

/** Equal for scores of one unit: a training run, or a start of an agent. */
const unitKey = (episode: Episode, unit: Unit): string =>
  JSON.stringify(
    unit === 'training run'
      ? [episode.game, trainingRun(episode)]
      : [episode.game, episode.run, episode.seed, episode.index],
  );

/** A game's episodes by unit. */
const unitsOf = (group: readonly Episode[], game: string, unit: Unit): Episode[][] => [
  ...groupBy(
    group.filter((episode) => episode.game === game),
    (episode) => unitKey(episode, unit),
  ).values(),
];

const meanReturn = (episodes: readonly Episode[]): number => mean(episodes.map((episode) => episode.return));

/** Mean returns in points. */
const pointsByUnit = (group: readonly Episode[], unit: Unit): Map<string, number> =>
  new Map([...groupBy(group, (episode) => unitKey(episode, unit))].map(([key, of]) => [key, meanReturn(of)]));

/** A unit's score with the plain agent's score of the same unit, if there is one. */
function pairWith(plain: ReadonlyMap<string, number>, ofUnit: readonly Episode[], unit: Unit): ScorePair[] {
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
