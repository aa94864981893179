/** One figure for several games, runs and seeds: the interquartile mean, as rliable has it (see report/aggregates.ts). */
import { createRandom } from '../random.js';
import { type Interval, interquartileMeanOf, type Strata, stratifiedBootstrap } from '../report/aggregates.js';
import { mean } from '../report/statistics.js';
import { firstOf } from './checks.js';
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
  /** Null where the games have none in common; then there is no interquartile mean either. */
  readonly scale: Scale | null;
  /** What is resampled: mean scores of a run and seed, or, where a game has only one of them, single games. */
  readonly unit: 'run and seed' | 'game played';
  readonly games: number;
  /** Scores in all. */
  readonly scores: number;
  readonly interquartileMean: number | null;
  /** 95 % stratified bootstrap, each game resampled by itself. */
  readonly interval: Interval | null;
  /** Over the plain agent under the same attack, in points, game by game; null for the plain agent itself. */
  readonly improvement: Improvement | null;
}

const groupKey = ({ attack, gradientDraws, lambda, agent }: Omit<Setting, 'game' | 'run'>) =>
  JSON.stringify([attack, gradientDraws, lambda, agent]);

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
  const unit = complete.every(([, group]) => games.every((game) => unitsOf(group, game).length > 1))
    ? 'run and seed'
    : 'game played';
  const strataOf = (group: readonly Episode[], score: (episode: Episode) => number): Strata =>
    games.map((game) =>
      unit === 'run and seed'
        ? unitsOf(group, game).map((ofUnit) => mean(ofUnit.map(score)))
        : group.filter((episode) => episode.game === game).map(score),
    );
  const returns = new Map(complete.map(([key, group]) => [key, strataOf(group, (episode) => episode.return)]));

  const aggregates = complete.map(([key, group]): Aggregate => {
    const { attack, gradientDraws, lambda, agent } = group[0]!;
    const setting = { attack, gradientDraws, lambda, agent };
    const scores = chosen && strataOf(group, chosen.score);
    const points = returns.get(key)!;
    const plain = agent === plainAgent ? undefined : returns.get(groupKey({ ...setting, agent: plainAgent }));
    const rng = createRandom(seed).split(`aggregate ${key}`);
    return {
      ...setting,
      scale: chosen?.scale ?? null,
      unit,
      games: games.length,
      scores: points.flat().length,
      interquartileMean: scores && interquartileMeanOf(scores),
      interval: (scores && stratifiedBootstrap([scores] as const, ([x]) => interquartileMeanOf(x), rng)) ?? null,
      improvement: plain ? improvementOf(points, plain, rng) : null,
    };
  });
  return chosen ? aggregates : aggregates.filter(({ improvement }) => improvement);
}

/** Why there is no interquartile mean, in a sentence; none where there is one. */
export function noScaleNotes(episodes: readonly Episode[]): string[] {
  const found = chooseScale(episodes);
  return typeof found === 'string' ? [`No interquartile mean over the games: ${found}.`] : [];
}

const gamesOf = (episodes: readonly Episode[]): string[] => [...new Set(episodes.map(({ game }) => game))];

const runKey = ({ game, run }: Pick<Setting, 'game' | 'run'>) => JSON.stringify([game, run]);

/** Any episode of each run, by run. */
const runsOf = (episodes: readonly Episode[]) => new Map(episodes.map((episode) => [runKey(episode), episode]));

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

/** The scale that the games have in common, or why there is none. */
function chooseScale(episodes: readonly Episode[]): ChosenScale | string {
  const games = gamesOf(episodes);
  if (games.every((game) => humanNormalised(game, 0) !== null)) {
    return { scale: 'human-normalised', score: (episode) => humanNormalised(episode.game, episode.return)! };
  }
  if (games.length === 1) return { scale: 'points', score: (episode) => episode.return };
  const meanByRun = (of: (episode: Episode) => boolean) =>
    new Map([...groupBy(episodes.filter(of), runKey)].map(([key, group]) => [key, mean(group.map((e) => e.return))]));
  const chance = meanByRun(({ agent }) => agent === randomPlayer);
  const clean = meanByRun(({ agent, lambda }) => agent === plainAgent && lambda === 0);
  const runs = [...runsOf(episodes)];
  if (!runs.every(([key]) => chance.has(key) && clean.has(key))) {
    return 'their scale needs games of a random player and of the plain agent without an attack (λ 0), for every run';
  }
  const noLead = runs.flatMap(([key, { game, run }]) => {
    const [low, high] = [chance.get(key)!, clean.get(key)!];
    return high > low ? [] : [`${run} on ${game}, ${high.toFixed(2)} against ${low.toFixed(2)}`];
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
