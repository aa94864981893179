/** The curves against λ of an evaluation: a panel for each run and attack, a line for each agent. */

import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import { shortAttack } from '../../evaluation/report/describe.js';
import type { LambdaPanel } from '../types.js';

/** A row of any evaluation's results.json. */
export interface LambdaRow {
  readonly game?: string;
  readonly run?: string;
  readonly agent: string;
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  readonly lambda: number;
}

/** What the curves of a kind of evaluation show. */
export interface Shown<Row> {
  /** With the unit. */
  readonly y: string;
  /** Null where it is not known. */
  readonly value: (row: Row) => number | null;
  readonly interval: (row: Row) => Interval | null;
}

export function panelsOf<Row extends LambdaRow>(
  rows: readonly Row[],
  { y, value, interval }: Shown<Row>,
): LambdaPanel[] {
  const several = (of: (row: Row) => unknown) => new Set(rows.map(of)).size > 1;
  const attacked = rows.filter(({ attack }) => attack !== null);
  const attacks = attacked.map(({ attack }) => attack);
  const [severalGames, severalRuns, severalSamples] = [
    several(({ game }) => game),
    several(({ run }) => run),
    new Set(attacked.map(({ gradientSamples }) => gradientSamples)).size > 1,
  ];
  const panels = groupBy(attacked, ({ game, run, attack, gradientSamples }) =>
    JSON.stringify([game, run, attack, gradientSamples]),
  );
  if (rows.every((row) => value(row) === null)) return [];
  return [...panels.values()].map((group) => {
    const { game, run, attack, gradientSamples } = group[0]!;
    const clean = rows.filter((row) => row.attack === null && row.game === game && row.run === run);
    const together = [...clean, ...group];
    const lambdas = [...new Set(together.map(({ lambda }) => lambda))].sort((a, b) => a - b);
    return {
      title: [
        ...(severalGames && game !== undefined ? [game] : []),
        ...(severalRuns && run !== undefined ? [run] : []),
        shortAttack(attack!, attacks),
        ...(severalSamples && gradientSamples !== null ? [`${plural(gradientSamples, 'sample')} per gradient`] : []),
      ].join(', '),
      y,
      lambdas,
      lines: [...groupBy(together, ({ agent }) => agent)].map(([name, of]) => {
        const points = lambdas.map((lambda) => of.find((row) => row.lambda === lambda));
        return {
          name,
          mean: points.map((row) => (row ? value(row) : null)),
          low: points.map((row) => (row ? (interval(row)?.[0] ?? null) : null)),
          high: points.map((row) => (row ? (interval(row)?.[1] ?? null) : null)),
        };
      }),
    };
  });
}
