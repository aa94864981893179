/** Performance profiles: the share of scores above each threshold. */
import { groupBy } from '../../../common/group-by.js';
import type { Interval } from '../../../common/interval.js';
import { type Panel, panels } from '../../../report/panels.js';
import { performanceProfile, stratifiedBands } from '../../../report/statistics/aggregates.js';
import { csv, csvColumns } from '../../../report/table.js';
import { aggregateRandom } from '../report/aggregate.js';
import type { Scale, ScoresByGame, SettingOverGames } from '../report/strata.js';
import { agentNames, conditionColumns, endsOf, type Figure, nameCondition } from './figure.js';

/** A point of the profile of one attack, λ and agent. */
export interface ProfilePoint extends SettingOverGames {
  readonly scale: Scale;
  readonly threshold: number;
  /** Of the scores above the threshold; mean over the games. */
  readonly share: number;
  /** 95 % stratified bootstrap of this point alone; null where no game has two scores. */
  readonly interval: Interval | null;
}

/** Thresholds of a profile, evenly spaced from the lowest to the highest score. */
const thresholdCount = 81;

/** Empty where the games have no common scale. */
export function profilePoints({ scale, settings }: ScoresByGame, seed: number): ProfilePoint[] {
  if (!scale) return [];
  const all = settings.flatMap(({ scores }) => scores!.flat());
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const thresholds = Array.from(
    { length: thresholdCount },
    (_, i) => lowest + ((highest - lowest) * i) / (thresholdCount - 1),
  );
  return settings.flatMap((found) => {
    const scores = found.scores!;
    const profile = performanceProfile(scores, thresholds);
    const rng = aggregateRandom(seed, found).split('profile');
    const bands = stratifiedBands(scores, (games) => performanceProfile(games, thresholds), rng);
    return thresholds.map(
      (threshold, i): ProfilePoint => ({
        ...found.setting,
        ...{ scale, threshold, share: profile[i]!, interval: bands?.[i] ?? null },
      }),
    );
  });
}

const columns = csvColumns<ProfilePoint>({
  ...conditionColumns,
  scale: (row) => row.scale,
  threshold: (row) => row.threshold,
  share: (row) => row.share,
  share_low: (row) => row.interval?.[0],
  share_high: (row) => row.interval?.[1],
});

/** One line each, unrounded; an unknown value is empty. */
export const profilesCsv = (points: readonly ProfilePoint[]): string => csv(columns, points);

/** @param points at least one */
export async function profilesFigure(points: readonly ProfilePoint[]): Promise<Figure> {
  const series = agentNames(points);
  const all = [...groupBy(points, (point) => nameCondition(point, points))].map(
    ([title, group]): Panel => ({
      title,
      lines: group.map(({ threshold, share, agent, interval }) => ({
        ...{ x: threshold, y: share, series: agent },
        ...endsOf(share, interval),
      })),
      compared: series,
    }),
  );
  return {
    name: 'profiles',
    title: 'Performance profiles',
    caption:
      'The share of scores above each threshold, each game with the same weight: a curve above another one is better there. Bands are 95 % stratified bootstrap intervals, point by point: they do not cover a whole curve at once, and no other choice of games.',
    svg: await panels(all, {
      title: 'Share of scores above τ; bands: 95 % stratified bootstrap, point by point',
      ...{ x: `τ (${points[0]!.scale})`, y: 'share of scores > τ', series, range: [0, 1] },
    }),
    csv: profilesCsv(points),
  };
}
