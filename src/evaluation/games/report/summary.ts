/** From episodes to rows. */

import type { Interval } from '../../../common/interval.js';
import { createRandom, type Random } from '../../../common/random.js';
import { bootstrapInterval, mean, standardDeviation } from '../../../report/statistics/statistics.js';
import type { Setting } from '../../settings.js';
import { type Episode, flippable } from '../episode.js';
import { humanNormalized } from '../reference-scores.js';

/** One setting, over all its seeds. */
export interface Row extends Setting {
  readonly episodes: number;
  /** Of the returns. */
  readonly mean: number;
  /** Null for a single game, as is the interval. */
  readonly sd: number | null;
  /** 95 % percentile bootstrap of the mean. */
  readonly interval: Interval | null;
  /** (mean − random) / (human − random); null where the literature has no scores of people. */
  readonly humanNormalized: number | null;
  readonly meanDecisions: number;
  /** Games that were not over when they were cut off. */
  readonly cutOff: number;
  /** These as in `Episode`, over all games. */
  readonly qGap: number | null;
  readonly drawAgreement: number | null;
  readonly flipRate: number | null;
  readonly zeroGradientPixels: number | null;
  readonly zeroGradientDecisions: number | null;
  readonly largestChange: number | null;
}

/** @param episodes at least one, all of one setting @param seeds of the evaluation; the first is that of the bootstrap */
export const rowOf = (episodes: readonly Episode[], seeds: readonly number[]): Row =>
  summarizeRow(episodes, createRandom(seeds[0]!).split('bootstrap'));

function summarizeRow(episodes: readonly Episode[], rng: Random): Row {
  const returns = episodes.map((episode) => episode.return);
  const { game, run, attack, gradientDraws, lambda, agent } = episodes[0]!;
  const average = mean(returns);
  /** Mean over decisions, of which `count` says how many each game had. */
  const over =
    (count: (episode: Episode) => number) =>
    (value: (episode: Episode) => number | null): number | null => {
      const known = episodes.filter((episode) => value(episode) !== null && count(episode) > 0);
      const decisions = known.reduce((sum, episode) => sum + count(episode), 0);
      return known.length > 0 ? known.reduce((sum, e) => sum + value(e)! * count(e), 0) / decisions : null;
    };
  const perDecision = over(({ greedyDecisions }) => greedyDecisions);
  const perAttack = over(({ attackedDecisions }) => attackedDecisions);
  const changes = episodes.flatMap(({ largestChange }) => largestChange ?? []);
  return {
    game,
    run,
    attack,
    gradientDraws,
    lambda,
    agent,
    episodes: episodes.length,
    mean: average,
    sd: standardDeviation(returns) ?? null,
    interval: bootstrapInterval(returns, rng) ?? null,
    humanNormalized: humanNormalized(game, average),
    meanDecisions: mean(episodes.map(({ decisions }) => decisions)),
    cutOff: episodes.filter(({ gameOver }) => !gameOver).length,
    qGap: perDecision(({ qGap }) => qGap),
    drawAgreement: perDecision(({ drawAgreement }) => drawAgreement),
    flipRate: over(flippable)(({ flipRate }) => flipRate),
    zeroGradientPixels: perAttack(({ zeroGradientPixels }) => zeroGradientPixels),
    zeroGradientDecisions: perAttack(({ zeroGradientDecisions }) => zeroGradientDecisions),
    largestChange: changes.length > 0 ? Math.max(...changes) : null,
  };
}
