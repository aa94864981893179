/** Columns that several tables have. */
import { brackets, fixed, hundredths, pValue, signedWithInterval } from '../../common/format.js';
import type { Interval } from '../../common/interval.js';
import type { Tested } from '../../report/statistics/tested.js';
import type { Column } from '../../report/table.js';
import type { Setting } from '../settings.js';
import { shortAttack } from './describe.js';

/** Mean seconds of a step, state or image by the key of its setting; they are in no file that must be reproducible. */
export type Times = ReadonlyMap<string, number>;

/** The text of a value, `–` where there is none. */
export const orDash = <T>(value: T | null | undefined, print: (value: T) => string): string =>
  value === null || value === undefined ? '–' : print(value);

type Keys = 'game' | 'run' | 'attack' | 'gradientSamples';

/** Columns that tell settings apart: only those in which they differ. */
export function settingColumns(settings: readonly Partial<Setting>[]): Column<Partial<Setting>>[] {
  const several = (key: Keys) => new Set(settings.map((each) => each[key]).filter((v) => v != null)).size > 1;
  const attacks = settings.map(({ attack }) => attack);
  const columns: readonly [Keys, Column<Partial<Setting>>][] = [
    ['game', { title: 'game', align: 'left', key: true, cell: ({ game }) => game ?? '' }],
    ['run', { title: 'run', align: 'left', key: true, cell: ({ run }) => run ?? '' }],
    [
      'attack',
      {
        ...{ title: 'attack', align: 'left', key: true },
        cell: ({ attack }) => orDash(attack, (name) => shortAttack(name, attacks)),
      },
    ],
    [
      'gradientSamples',
      { title: 'samples', key: true, cell: ({ gradientSamples }) => orDash(gradientSamples, String) },
    ],
  ];
  return columns.filter(([key]) => several(key)).map(([, column]) => column);
}

export const lambdaColumn: Column<{ readonly lambda: number }> = {
  ...{ title: 'λ', key: true },
  cell: ({ lambda }) => String(lambda),
};

/** @param title `agent`, `defense` */
export const agentColumn = (title: string): Column<{ readonly agent: string }> => ({
  ...{ title, align: 'left', key: true },
  cell: ({ agent }) => agent,
});

/** `[−1.80, 3.20]` of scores. */
export const scoreInterval = (interval: Interval | null): string => brackets(interval, (end) => fixed(end));

/** `[6.9, 14.3]` of shares, in percent. */
export const shareInterval = (interval: Interval | null): string => brackets(interval, (end) => hundredths(end));

/** Prints a difference of scores: `+8.00 [+6.00, +10.00]`. */
export const scoreDifference = ({ difference, differenceInterval }: Tested): string =>
  signedWithInterval(difference, differenceInterval);

/** Prints a difference of shares in percentage points: `−43.3 [−60.0, −26.7]`. */
export const shareDifference = ({ difference, differenceInterval: interval }: Tested): string =>
  signedWithInterval(difference * 100, interval && [interval[0] * 100, interval[1] * 100], 1);

/**
 * Columns of a tested difference; `–` where there is none.
 * @param title of the difference, with its unit @param print the difference with its interval
 */
export function testedColumns<T>(
  of: (row: T) => Tested | null,
  title = 'difference',
  print: (tested: Tested) => string = scoreDifference,
): Column<T>[] {
  const cell = (value: (tested: Tested) => string) => (row: T) => orDash(of(row), value);
  return [
    { title: 'pairs', detail: true, cell: cell(({ pairs }) => String(pairs)) },
    { title, cell: cell(print) },
    { title: 'p', detail: true, cell: cell(({ p }) => pValue(p)) },
    { title: 'p (Holm)', cell: cell(({ pHolm }) => pValue(pHolm)) },
  ];
}

/** A table that has a column for each λ: one line an agent under one attack. */
export interface LambdaLine {
  readonly cells: ReadonlyMap<number, string>;
}

/** A column for each λ, ascending. */
export const lambdaColumns = (lambdas: Iterable<number>): Column<LambdaLine>[] =>
  [...new Set(lambdas)]
    .sort((a, b) => a - b)
    .map((lambda) => ({ title: `λ ${lambda}`, cell: ({ cells }) => cells.get(lambda) ?? '–' }));
