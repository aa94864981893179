/** The table of a sweep as flat lines: the rows of all reports, each with its comparison. */

import type { Interval } from '../../common/interval.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { Row } from '../../evaluation/games/report/summary.js';
import { settingKey } from '../../evaluation/settings.js';
import type { Tested } from '../../report/statistics/tested.js';
import type { MergedEvaluation } from './collected.js';

/** What a line is about: a setting, an agent under the worst of the attacks for each episode, or random play. */
type LineKind = 'setting' | 'worst of the attacks' | 'random play';

export interface TableLine extends Pick<Row, 'game' | 'run' | 'agent' | 'lambda' | 'mean'> {
  readonly evaluation: string;
  readonly kind: LineKind;
  /** None without an attack, several of a worst case. */
  readonly attacks: readonly string[];
  readonly gradientSamples: number | null;
  readonly interval: Interval | null;
  /** All that is known of the row; undefined for a worst case. */
  readonly row?: Row;
  /** With the plain agent on equal starts; null for the plain agent itself. */
  readonly comparison: Tested | null;
}

/** In the order of the reports: settings, worst cases, random play. */
export const tableLines = (evaluations: readonly Pick<MergedEvaluation, 'name' | 'report'>[]): TableLine[] =>
  evaluations.flatMap(({ name, report }) => linesOf(name, report));

function linesOf(evaluation: string, { rows, comparisons, worstCases, chance }: EvaluationReport): TableLine[] {
  const compared = new Map(comparisons.map((each) => [settingKey(each), each]));
  const line = (kind: LineKind, row: Row): TableLine => {
    const { game, run, agent, lambda, attack, gradientSamples, mean, interval } = row;
    const attacks = attack === null ? [] : [attack];
    const comparison = compared.get(settingKey(row)) ?? null;
    return {
      ...{ evaluation, kind, game, run, agent, lambda, attacks, gradientSamples, mean, interval, row, comparison },
    };
  };
  return [
    ...rows.map((row) => line('setting', row)),
    ...worstCases.map(({ game, run, agent, lambda, attacks, mean, interval, comparison }): TableLine => {
      const kind = 'worst of the attacks';
      return {
        ...{ evaluation, kind, game, run, agent, lambda, attacks, gradientSamples: null, mean, interval, comparison },
      };
    }),
    ...chance.map((row) => line('random play', row)),
  ];
}
