/** One figure for several games, runs and seeds: the interquartile mean, as rliable has it (see report/aggregates.ts). */
import { createRandom } from '../random.js';
import { type Interval, interquartileMeanOf, type Strata, stratifiedBootstrap } from '../report/aggregates.js';
import { mean } from '../report/statistics.js';
import type { Episode } from './evaluate-episode.js';
import { plainAgent, randomPlayer, type Setting } from './evaluate-plan.js';
import { type Improvement, improvementOf } from './evaluate-summary.js';
import { groupBy } from './group-by.js';
import { humanNormalised } from './reference-scores.js';

/**
 * What scores are measured in. `points`: the game's own, where there is but one game. `human-normalised`: 0 chance, 1 a
 * person. `share kept`: 0 chance, 1 the same run's plain agent without an attack.
 */
export type Scale = 'points' | 'human-normalised' | 'share kept';

/** One attack, λ and agent, over all games. */
export interface Aggregate extends Omit<Setting, 'game' | 'run'> {
  readonly scale: Scale;
  /** What is resampled: mean scores of a run and seed, or, where a game has only one of them, single games. */
  readonly unit: 'run and seed' | 'game played';
  readonly games: number;
  /** Scores in all. */
  readonly scores: number;
  readonly interquartileMean: number;
  /** 95 % stratified bootstrap, each game resampled by itself. */
  readonly interval: Interval | null;
  /** Over the plain agent under the same attack; null for the plain agent itself. */
  readonly improvement: Improvement | null;
}

const groupKey = ({ attack, gradientDraws, lambda, agent }: Omit<Setting, 'game' | 'run'>) =>
  JSON.stringify([attack, gradientDraws, lambda, agent]);

/**
 * In the order of the episodes. Settings of which some game lacks episodes are left out, as are all when the games have
 * no common scale: without a score of chance and of the clean plain agent there is no share kept.
 */
export function aggregate(episodes: readonly Episode[], seed: number): Aggregate[] {
  const runs = [...new Map(episodes.map((e) => [runKey(e), e])).values()];
  const games = [...new Set(episodes.map(({ game }) => game))];
  const scaleOf = chooseScale(episodes, games);
  if (!scaleOf) return [];
  const groups = groupBy(
    episodes.filter(({ agent }) => agent !== randomPlayer),
    groupKey,
  );
  const complete = [...groups].filter(([, group]) => new Set(group.map(runKey)).size === runs.length);
  const unit = complete.every(([, group]) => games.every((game) => unitsOf(group, game).length > 1))
    ? 'run and seed'
    : 'game played';
  const strataOf = (group: readonly Episode[]): Strata =>
    games.map((game) =>
      unit === 'run and seed'
        ? unitsOf(group, game).map((ofUnit) => mean(ofUnit.map(scaleOf.score)))
        : group.filter((episode) => episode.game === game).map(scaleOf.score),
    );
  const strata = new Map(complete.map(([key, group]) => [key, strataOf(group)]));

  return complete.map(([key, group]) => {
    const { attack, gradientDraws, lambda, agent } = group[0]!;
    const setting = { attack, gradientDraws, lambda, agent };
    const scores = strata.get(key)!;
    const plain = agent === plainAgent ? undefined : strata.get(groupKey({ ...setting, agent: plainAgent }));
    const rng = createRandom(seed).split(`aggregate ${key}`);
    return {
      ...setting,
      scale: scaleOf.scale,
      unit,
      games: games.length,
      scores: scores.flat().length,
      interquartileMean: interquartileMeanOf(scores),
      interval: stratifiedBootstrap([scores] as const, ([x]) => interquartileMeanOf(x), rng) ?? null,
      improvement: plain ? improvementOf(scores, plain, rng) : null,
    };
  });
}

const runKey = ({ game, run }: Pick<Setting, 'game' | 'run'>) => JSON.stringify([game, run]);

/** A game's episodes by run and seed. */
const unitsOf = (group: readonly Episode[], game: string): Episode[][] => [
  ...groupBy(
    group.filter((episode) => episode.game === game),
    (episode) => JSON.stringify([episode.run, episode.seed]),
  ).values(),
];

interface ChosenScale {
  readonly scale: Scale;
  score(episode: Episode): number;
}

function chooseScale(episodes: readonly Episode[], games: readonly string[]): ChosenScale | undefined {
  if (games.every((game) => humanNormalised(game, 0) !== null)) {
    return { scale: 'human-normalised', score: (episode) => humanNormalised(episode.game, episode.return)! };
  }
  if (games.length === 1) return { scale: 'points', score: (episode) => episode.return };
  const meanByRun = (of: (episode: Episode) => boolean) =>
    new Map([...groupBy(episodes.filter(of), runKey)].map(([key, group]) => [key, mean(group.map((e) => e.return))]));
  const chance = meanByRun(({ agent }) => agent === randomPlayer);
  const clean = meanByRun(({ agent, lambda }) => agent === plainAgent && lambda === 0);
  const known = (episode: Episode) => chance.has(runKey(episode)) && clean.has(runKey(episode));
  if (!episodes.every(known)) return undefined;
  return {
    scale: 'share kept',
    score(episode) {
      const key = runKey(episode);
      return (episode.return - chance.get(key)!) / (clean.get(key)! - chance.get(key)!);
    },
  };
}
