/** Rows of an evaluation, from its episodes. */

import type { Interval } from '../../../common/interval.js';
import { createRandom, type Random } from '../../../common/random.js';
import type { Truncation } from '../../../env/episode.js';
import { humanNormalized } from '../../../env/reference-scores.js';
import { bootstrapInterval, mean, standardDeviation } from '../../../report/statistics/statistics.js';
import type { Setting } from '../../settings.js';
import { type Episode, flippable } from '../episode.js';

/** One setting over all its seeds. */
export interface Row extends Setting {
  /** Number of episodes. */
  readonly episodes: number;
  /** Mean return. */
  readonly mean: number;
  /** Standard deviation of the returns. Null for a single episode, as is the interval. */
  readonly sd: number | null;
  /** 95 % percentile bootstrap of the mean. */
  readonly interval: Interval | null;
  /** (mean − random) / (human − random); null where the literature has no human score. */
  readonly humanNormalized: number | null;
  /** Mean length of the episodes, in steps. */
  readonly meanSteps: number;
  /** Episodes that were truncated. */
  readonly truncated: number;
  /** Of these, by the frame limit of the rules of play. */
  readonly truncatedByFrames: number;
  /** Of these, by `--max-steps`. */
  readonly truncatedBySteps: number;
  /** Of these, by `--max-stall`. */
  readonly truncatedByStall: number;
  /** Mean steps of an episode in stalls, as in `Episode`; null where not recorded. */
  readonly meanStalledSteps: number | null;
  /** As in `Episode`, over the greedy steps of all episodes. */
  readonly qGap: number | null;
  /** As in `Episode`, over the greedy steps of all episodes. */
  readonly sampleAgreement: number | null;
  /** As in `Episode`, over the steps of all episodes. */
  readonly flipRate: number | null;
  /** As in `Episode`, over the attacked steps of all episodes. */
  readonly zeroGradientPixels: number | null;
  /** As in `Episode`, over the attacked steps of all episodes. */
  readonly zeroGradientSteps: number | null;
  /** Largest ‖δ‖∞ of all episodes, in gray levels. */
  readonly linfNorm: number | null;
}

/** @param episodes at least one, all of one setting @param seeds of the evaluation; the first is the bootstrap's */
export const rowOf = (episodes: readonly Episode[], seeds: readonly number[]): Row =>
  summarizeRow(episodes, createRandom(seeds[0]!).split('bootstrap'));

function summarizeRow(episodes: readonly Episode[], rng: Random): Row {
  const returns = episodes.map((episode) => episode.return);
  const { game, run, attack, gradientSamples, lambda, agent } = episodes[0]!;
  const average = mean(returns);
  /** Mean over steps; `count` gives the number of steps of an episode. */
  const over =
    (count: (episode: Episode) => number) =>
    (value: (episode: Episode) => number | null): number | null => {
      const known = episodes.filter((episode) => value(episode) !== null && count(episode) > 0);
      const steps = known.reduce((sum, episode) => sum + count(episode), 0);
      return known.length > 0 ? known.reduce((sum, e) => sum + value(e)! * count(e), 0) / steps : null;
    };
  const perStep = over(({ greedySteps }) => greedySteps);
  const perAttack = over(({ attackedSteps }) => attackedSteps);
  const truncatedBy = (cause: Truncation) => episodes.filter((episode) => episode.truncatedBy === cause).length;
  const stalled = episodes.flatMap(({ stalledSteps }) => stalledSteps ?? []);
  const changes = episodes.flatMap(({ linfNorm }) => linfNorm ?? []);
  return {
    game,
    run,
    attack,
    gradientSamples,
    lambda,
    agent,
    episodes: episodes.length,
    mean: average,
    sd: standardDeviation(returns) ?? null,
    interval: bootstrapInterval(returns, rng) ?? null,
    humanNormalized: humanNormalized(game, average),
    meanSteps: mean(episodes.map(({ steps }) => steps)),
    truncated: episodes.filter(({ truncatedBy }) => truncatedBy !== null).length,
    truncatedByFrames: truncatedBy('frames'),
    truncatedBySteps: truncatedBy('steps'),
    truncatedByStall: truncatedBy('stall'),
    meanStalledSteps: stalled.length > 0 ? mean(stalled) : null,
    qGap: perStep(({ qGap }) => qGap),
    sampleAgreement: perStep(({ sampleAgreement }) => sampleAgreement),
    flipRate: over(flippable)(({ flipRate }) => flipRate),
    zeroGradientPixels: perAttack(({ zeroGradientPixels }) => zeroGradientPixels),
    zeroGradientSteps: perAttack(({ zeroGradientSteps }) => zeroGradientSteps),
    linfNorm: changes.length > 0 ? Math.max(...changes) : null,
  };
}
