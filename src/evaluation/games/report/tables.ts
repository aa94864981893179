/** The tables of an evaluation: on a terminal, in Markdown, as CSV. */
import { fixed, hundredths, plural, pValue, score, signedWithInterval, withInterval } from '../../../common/format.js';
import type { Interval } from '../../../common/interval.js';
import { bulletList } from '../../../report/markdown.js';
import { type Column, csv, markdownTable, orEmpty, textTable } from '../../../report/table.js';
import type { Check } from '../../checks.js';
import type { Tested } from '../../paired-tests.js';
import { plainAgent, type Setting, settingKey } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import type { Aggregate } from './aggregate.js';
import type { EvaluationReport, OneOrAll } from './game-report.js';
import type { Row } from './summary.js';
import type { WorstCase } from './worst-case.js';

const orNotKnown = (value: number | null): string => (value === null ? 'n/a' : fixed(value));
const share = (value: number | null): string => (value === null ? '–' : hundredths(value));
const milliseconds = (seconds: number | undefined): string => (seconds === undefined ? '–' : fixed(seconds * 1000, 1));
const between = (interval: Interval | null): string => interval?.map((end) => fixed(end)).join(' … ') ?? 'n/a';

/** Columns that tell settings apart: only those in which they differ, of `keys`. */
export function settingColumns(
  settings: readonly Partial<Setting>[],
  keys: readonly (keyof Setting)[] = ['game', 'run', 'attack', 'gradientSamples'],
): Column<Partial<Setting>>[] {
  const several = (key: keyof Setting) => new Set(settings.map((each) => each[key]).filter((v) => v !== null)).size > 1;
  const columns: readonly [keyof Setting, Column<Partial<Setting>>][] = [
    ['game', { title: 'game', align: 'left', cell: ({ game }) => game ?? '' }],
    ['run', { title: 'run', align: 'left', cell: ({ run }) => run ?? '' }],
    ['attack', { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? '–' }],
    ['gradientSamples', { title: 'draws', cell: ({ gradientSamples }) => String(gradientSamples ?? '–') }],
  ];
  return columns.filter(([key]) => keys.includes(key) && several(key)).map(([, column]) => column);
}

const lambdaColumn: Column<{ readonly lambda: number }> = { title: 'λ', cell: ({ lambda }) => String(lambda) };
const agentColumn: Column<{ readonly agent: string }> = { title: 'agent', align: 'left', cell: ({ agent }) => agent };

/** Mean seconds of a step by `settingKey`, where they are known; in no file whose bytes are to be the same again. */
export type Times = ReadonlyMap<string, number>;

function rowColumns(rows: readonly Row[], times: Times): Column<Row>[] {
  const known = (of: (row: Row) => number | null) => rows.some((row) => of(row) !== null);
  return [
    ...settingColumns(rows),
    lambdaColumn,
    agentColumn,
    { title: 'mean', cell: (row) => fixed(row.mean) },
    { title: 'sd', cell: ({ sd }) => orNotKnown(sd) },
    { title: '95 % interval', cell: ({ interval }) => between(interval) },
    ...(known(({ humanNormalized }) => humanNormalized)
      ? [{ title: 'human %', cell: ({ humanNormalized }: Row) => share(humanNormalized) }]
      : []),
    { title: 'games', cell: ({ episodes }) => String(episodes) },
    { title: 'steps', cell: ({ meanSteps }) => meanSteps.toFixed(0) },
    { title: 'flips %', cell: ({ flipRate }) => share(flipRate) },
    { title: 'Q gap', cell: ({ qGap }) => (qGap === null ? '–' : qGap.toFixed(3)) },
    ...(rows.some(({ sampleAgreement }) => sampleAgreement !== null && sampleAgreement < 1)
      ? [{ title: 'draws agree %', cell: ({ sampleAgreement }: Row) => share(sampleAgreement) }]
      : []),
    { title: 'zero gradient %', cell: ({ zeroGradientPixels }) => share(zeroGradientPixels) },
    ...(times.size > 0 ? [{ title: 'ms/step', cell: (row: Row) => milliseconds(times.get(settingKey(row))) }] : []),
  ];
}

function comparisonColumns({ rows, comparisons }: EvaluationReport): Column<Comparison>[] {
  const byKey = new Map(rows.map((row) => [settingKey(row), row]));
  const severalDefenses = new Set(comparisons.map(({ agent }) => agent)).size > 1;
  return [
    ...settingColumns(comparisons),
    lambdaColumn,
    ...(severalDefenses ? [agentColumn] : []),
    { title: 'plain', cell: (each) => score(byKey.get(settingKey({ ...each, agent: plainAgent }))!) },
    { title: 'defended', cell: (each) => score(byKey.get(settingKey(each))!) },
    ...differenceColumns,
    { title: 'relative change %', cell: (each) => each.relativeChange },
  ];
}

/** Columns of a paired difference; `–` where there is none. */
const testedColumns = <T>(of: (row: T) => Tested | null): readonly Column<T>[] => {
  const column = (title: string, print: (tested: Tested) => string): Column<T> => ({
    title,
    cell(row) {
      const tested = of(row);
      return tested ? print(tested) : '–';
    },
  });
  return [
    column('pairs', ({ pairs }) => String(pairs)),
    column('difference', ({ difference, differenceInterval }) => signedWithInterval(difference, differenceInterval)),
    column('p', ({ p }) => pValue(p)),
    column('p (Holm)', ({ pHolm }) => pValue(pHolm)),
  ];
};

export const differenceColumns = testedColumns<Tested>((tested) => tested);

function aggregateColumns(aggregates: readonly Aggregate[]): Column<Aggregate>[] {
  return [
    ...settingColumns(aggregates),
    lambdaColumn,
    agentColumn,
    { title: 'games', cell: ({ games }) => String(games) },
    { title: 'scores', cell: ({ scores }) => String(scores) },
    ...(aggregates.some(({ scale }) => scale)
      ? [{ title: 'IQM', cell: (each: Aggregate) => withInterval(each.interquartileMean!, each.interval, 3) }]
      : []),
    {
      title: 'P(better than plain)',
      cell: ({ improvement: i }) => (i ? withInterval(i.probability, i.interval) : '–'),
    },
  ];
}

const worstColumns = (cases: readonly WorstCase[]): Column<WorstCase>[] => [
  ...settingColumns(cases),
  lambdaColumn,
  agentColumn,
  { title: 'attacks', cell: ({ attacks }) => String(attacks.length) },
  { title: 'worst of them', cell: score },
  ...(cases.some(({ comparison }) => comparison) ? testedColumns<WorstCase>(({ comparison }) => comparison) : []),
];

export const checkColumns: readonly Column<Check>[] = [
  { title: 'check', align: 'left', cell: ({ check }) => check },
  { title: 'verdict', align: 'left', cell: ({ verdict }) => verdict },
  { title: '', align: 'left', cell: ({ verdict, text }) => (verdict === 'failed' ? 'see the warnings' : text) },
];

/** Names of a list, as people write them. */
const named = (value: OneOrAll<string | number | null>): string => [value].flat().join(', ');

/** Tables with what must be said under them. @param table `textTable` for terminals, `markdownTable` for files */
function render(report: EvaluationReport, table: typeof textTable, times: Times): string {
  const { rows, comparisons, aggregates, worstCases, chance, conclusions, checks, warnings, notes, settings } = report;
  const made = checks.filter(({ verdict }) => verdict !== 'not made');
  const parts = [
    `${title(report)}\n`,
    table(rowColumns(rows, times), rows),
    comparisons.length > 0 ? table(comparisonColumns(report), comparisons) : '',
    worstCases.length > 0 ? table(worstColumns(worstCases), worstCases) : '',
    aggregates.length > 0 && [settings.run, settings.seed].some((list) => Array.isArray(list))
      ? `${aggregateTitle(aggregates[0]!)}\n\n${table(aggregateColumns(aggregates), aggregates)}`
      : '',
    chance
      .map(
        ({ game, mean, interval, episodes }) =>
          `A random player of ${game}: ${withInterval(mean, interval)} over ${plural(episodes, 'game')}.\n`,
      )
      .join(''),
    conclusions.map((conclusion) => `${conclusion}\n`).join('\n'),
    made.length > 0 ? table(checkColumns, made) : '',
    bulletList(warnings.map((warning) => `Warning: ${warning}`)),
    bulletList(notes.map((note) => `Note: ${note}`)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function title({ settings }: EvaluationReport): string {
  const { game, defense, attack, attackOn, episodes, gradientSamples, outputSamples, seed } = settings;
  const under = `${named(attack)}${attackOn === 'plain' ? ' on the plain agent' : ''}`;
  const draws = [gradientSamples].flat().every((each) => each === null)
    ? 'the attack’s own draws a gradient'
    : `${countOf(gradientSamples, 'draw')} a gradient`;
  return `${named(game)}: ${named(defense)} under ${under}, ${plural(episodes, 'game')} a row, ${draws}, ${outputSamples} an output, seed ${named(seed)}`;
}

/** `1 draw`, `20 draws`, `1, 10 draws`. */
const countOf = (counts: OneOrAll<number | null>, noun: string): string =>
  `${named(counts)} ${noun}${counts === 1 ? '' : 's'}`;

function aggregateTitle({ scale, unit }: Aggregate): string {
  const scales = {
    points: 'points',
    'human-normalized': 'human-normalized scores (0 chance, 1 a person)',
    'share kept': 'share of the clean plain agent’s score that is kept (0 chance, 1 all)',
  };
  const what = scale ? `Interquartile mean over games, in ${scales[scale]}` : 'Over games, which have no common scale';
  return `${what}; resampled by ${unit}:`;
}

/** For terminals. */
export const reportText = (report: EvaluationReport, times: Times = new Map()): string =>
  render(report, textTable, times);
export const reportMarkdown = (report: EvaluationReport): string => render(report, markdownTable, new Map());

const csvColumns: readonly Column<Row>[] = (
  [
    ['game', (row) => row.game],
    ['run', (row) => row.run],
    ['attack', (row) => row.attack],
    ['gradient_samples', (row) => row.gradientSamples],
    ['lambda', (row) => row.lambda],
    ['agent', (row) => row.agent],
    ['episodes', (row) => row.episodes],
    ['mean', (row) => row.mean],
    ['sd', (row) => row.sd],
    ['interval_low', (row) => row.interval?.[0]],
    ['interval_high', (row) => row.interval?.[1]],
    ['human_normalized', (row) => row.humanNormalized],
    ['mean_steps', (row) => row.meanSteps],
    ['truncated', (row) => row.truncated],
    ['flip_rate', (row) => row.flipRate],
    ['q_gap', (row) => row.qGap],
    ['sample_agreement', (row) => row.sampleAgreement],
    ['zero_gradient_pixels', (row) => row.zeroGradientPixels],
    ['zero_gradient_steps', (row) => row.zeroGradientSteps],
    ['linf_norm', (row) => row.linfNorm],
  ] as const satisfies readonly (readonly [string, (row: Row) => string | number | null | undefined])[]
).map(([title, value]) => ({ title, cell: (row) => orEmpty(value(row)) }));

/** One line a row, unrounded; what is unknown is empty. */
export const reportCsv = (report: EvaluationReport): string => csv(csvColumns, report.rows);
