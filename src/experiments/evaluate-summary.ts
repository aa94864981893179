/** From games to rows, from rows to the paper's relative changes. */
import type { Random } from '../random.js';
import { bootstrapInterval, mean, standardDeviation } from '../report/statistics.js';
import type { Episode } from './evaluate-episode.js';

/** One λ and one agent. */
export interface Row {
  readonly lambda: number;
  readonly agent: string;
  readonly episodes: number;
  /** Of the returns. */
  readonly mean: number;
  /** Null for a single game, as is the interval. */
  readonly sd: number | null;
  /** 95 % percentile bootstrap of the mean. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly meanDecisions: number;
  /** Games that were not over when they were cut off. */
  readonly cutOff: number;
  readonly secondsPerDecision: number;
  /** These four as in `Episode`, over all games; null at λ = 0. */
  readonly flipRate: number | null;
  readonly zeroGradientPixels: number | null;
  readonly zeroGradientDecisions: number | null;
  readonly largestChange: number | null;
}

/** @param episodes at least one, all of one λ and one agent @param rng of the bootstrap */
export function summariseRow(episodes: readonly Episode[], rng: Random): Row {
  const returns = episodes.map((episode) => episode.return);
  const { lambda, agent } = episodes[0]!;
  const asked = episodes.reduce((sum, { greedyDecisions }) => sum + greedyDecisions, 0);
  /** Mean over the decisions in which the network was asked. */
  const perDecision = (of: (episode: Episode) => number | null): number | null => {
    const known = episodes.filter((episode) => of(episode) !== null);
    return known.length > 0 ? known.reduce((sum, e) => sum + of(e)! * e.greedyDecisions, 0) / asked : null;
  };
  const changes = episodes.flatMap(({ largestChange }) => largestChange ?? []);
  return {
    lambda,
    agent,
    episodes: episodes.length,
    mean: mean(returns),
    sd: standardDeviation(returns) ?? null,
    interval: bootstrapInterval(returns, rng) ?? null,
    meanDecisions: mean(episodes.map(({ decisions }) => decisions)),
    cutOff: episodes.filter(({ gameOver }) => !gameOver).length,
    secondsPerDecision: perDecision(({ secondsPerDecision }) => secondsPerDecision) ?? 0,
    flipRate: perDecision(({ flipRate }) => flipRate),
    zeroGradientPixels: perDecision(({ zeroGradientPixels }) => zeroGradientPixels),
    zeroGradientDecisions: perDecision(({ zeroGradientDecisions }) => zeroGradientDecisions),
    largestChange: changes.length > 0 ? Math.max(...changes) : null,
  };
}

/** A column of the paper's Table 1 at one λ. */
export interface Comparison {
  readonly lambda: number;
  readonly plain: Row;
  readonly defended: Row;
  /** (defended − plain) / |plain| · 100; null where the plain agent's mean is 0. */
  readonly relativeChangePercent: number | null;
}

/** One for each λ of which both rows are finished. */
export function compareRows(rows: readonly Row[]): Comparison[] {
  return rows.flatMap((plain) => {
    if (plain.agent !== 'plain') return [];
    const defended = rows.find(({ agent, lambda }) => agent !== 'plain' && lambda === plain.lambda);
    if (!defended) return [];
    const change = ((defended.mean - plain.mean) / Math.abs(plain.mean)) * 100;
    return [{ lambda: plain.lambda, plain, defended, relativeChangePercent: plain.mean === 0 ? null : change }];
  });
}
