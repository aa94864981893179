/** From games to rows, from rows to the paper's relative changes. */
import { outputLabel } from '../defense/parse-defense.js';
import type { Random } from '../random.js';
import { type Interval, improvementInterval, probabilityOfImprovement, type Strata } from '../report/aggregates.js';
import { bootstrapInterval, mean, standardDeviation } from '../report/statistics.js';
import { type Episode, flippable } from './evaluate-episode.js';
import { plainAgent, type Setting, settingKey } from './evaluate-plan.js';
import { groupBy } from './group-by.js';
import { humanNormalised } from './reference-scores.js';
import { attacksOn, sharedName } from './same-outputs.js';

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
  readonly humanNormalised: number | null;
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

/** @param episodes at least one, all of one setting @param rng of the bootstrap */
export function summariseRow(episodes: readonly Episode[], rng: Random): Row {
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
    humanNormalised: humanNormalised(game, average),
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

/** A cell of the paper's Table 1. */
export interface Comparison {
  readonly plain: Row;
  readonly defended: Row;
  /** (defended − plain) / |plain| · 100; null where the plain agent's mean is 0. */
  readonly relativeChangePercent: number | null;
}

/** One for each row of a defended agent of which the plain agent's is finished too. */
export function compareRows(rows: readonly Row[]): Comparison[] {
  const byKey = new Map(rows.map((row) => [settingKey(row), row]));
  return rows.flatMap((defended) => {
    if (defended.agent === plainAgent) return [];
    const plain = byKey.get(settingKey({ ...defended, agent: plainAgent }));
    if (!plain) return [];
    const change = ((defended.mean - plain.mean) / Math.abs(plain.mean)) * 100;
    return [{ plain, defended, relativeChangePercent: plain.mean === 0 ? null : change }];
  });
}

/** `+12.3`, `−4.5`, or why there is none. */
export function relativeChange({ relativeChangePercent: percent }: Pick<Comparison, 'relativeChangePercent'>): string {
  if (percent === null) return 'n/a (baseline 0)';
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
}

/** P(a score of the defended agent is higher than one of the plain agent), ties counting half, with its interval. */
export interface Improvement {
  readonly probability: number;
  /** Never a point, see `improvementInterval`; null where no game has two scores. */
  readonly interval: Interval | null;
}

/** @param defended its scores by game, of any scale @param plain those of the plain agent */
export const improvementOf = (defended: Strata, plain: Strata, rng: Random): Improvement => ({
  probability: probabilityOfImprovement(defended, plain),
  interval: improvementInterval(defended, plain, rng) ?? null,
});

/** What is left to an agent whose adversary knows, game by game, which attack to take, through whichever gradient. */
export interface WorstCase extends Omit<Setting, 'attack' | 'gradientDraws'> {
  readonly attacks: readonly string[];
  /** Over the games, of the least return under any of the attacks. */
  readonly mean: number;
  readonly interval: Interval | null;
}

/**
 * One for each agent and λ under at least two attacks; agents that differ in their gradients alone are one. The least of several returns that chance has a part in lies below
 * what any one attack reaches on average.
 */
export function worstCases(rows: readonly Row[], episodes: readonly Episode[], rng: Random): WorstCase[] {
  const attacked = rows.filter(({ attack }) => attack !== null);
  const agentAt = ({ game, run, lambda, agent }: Setting) => JSON.stringify([game, run, lambda, outputLabel(agent)]);
  const finished = new Set(attacked.map(settingKey));
  const games = groupBy(
    episodes.filter((episode) => finished.has(settingKey(episode))),
    agentAt,
  );
  return [...groupBy(attacked, agentAt)].flatMap(([key, group]) => {
    if (group.length < 2) return [];
    const { game, run, lambda } = group[0]!;
    const sameStart = groupBy(games.get(key)!, ({ seed, index }) => `${seed} ${index}`);
    const least = [...sameStart.values()].map((same) => Math.min(...same.map((episode) => episode.return)));
    const interval = bootstrapInterval(least, rng.split(`worst ${key}`)) ?? null;
    return [{ game, run, lambda, agent: sharedName(group), attacks: attacksOn(group), mean: mean(least), interval }];
  });
}
