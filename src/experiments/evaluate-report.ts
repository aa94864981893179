/** The tables of an evaluation, for people and for files. */
import { type Column, csv, markdownTable, textTable } from '../report/table.js';
import { type CheckedSettings, notesOf, warningsOf } from './evaluate-checks.js';
import { type Comparison, compareRows, type Row } from './evaluate-summary.js';

/** What a report says it is about. */
export interface ReportSettings extends CheckedSettings {
  readonly game: string;
  /** Where the agent was loaded from. */
  readonly run: string;
  readonly gradientDraws: number;
  /** Games were cut off after so many decisions; null = never. */
  readonly maxDecisions: number | null;
  /** Share of random actions. */
  readonly evaluationEpsilon: number;
  readonly seed: number;
}

export interface EvaluationReport {
  readonly settings: ReportSettings;
  readonly rows: readonly Row[];
  readonly comparisons: readonly {
    readonly lambda: number;
    readonly relativeChangePercent: number | null;
    /** As tables print it. */
    readonly relativeChange: string;
  }[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** False when the evaluation was stopped. */
  readonly complete: boolean;
}

export function createReport(settings: ReportSettings, rows: readonly Row[], complete: boolean): EvaluationReport {
  return {
    settings,
    rows,
    comparisons: compareRows(rows).map((comparison) => ({
      lambda: comparison.lambda,
      relativeChangePercent: comparison.relativeChangePercent,
      relativeChange: relativeChange(comparison),
    })),
    warnings: warningsOf(rows, settings),
    notes: [...notesOf(settings), ...(complete ? [] : ['The evaluation was stopped: unfinished rows are left out.'])],
    complete,
  };
}

/** `+12.3`, `−4.5`, or why there is none. */
export function relativeChange({ relativeChangePercent: percent }: Comparison): string {
  if (percent === null) return 'n/a (baseline 0)';
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
}

const fixed = (value: number | null, digits: number): string => (value === null ? 'n/a' : value.toFixed(digits));
const percent = (share: number | null): string => (share === null ? '–' : (share * 100).toFixed(1));

const rowColumns: readonly Column<Row>[] = [
  { title: 'λ', cell: ({ lambda }) => String(lambda) },
  { title: 'agent', align: 'left', cell: ({ agent }) => agent },
  { title: 'mean', cell: (row) => fixed(row.mean, 2) },
  { title: 'sd', cell: ({ sd }) => fixed(sd, 2) },
  { title: '95 % interval', cell: ({ interval }) => interval?.map((end) => end.toFixed(2)).join(' … ') ?? 'n/a' },
  { title: 'games', cell: ({ episodes }) => String(episodes) },
  { title: 'decisions', cell: ({ meanDecisions }) => meanDecisions.toFixed(0) },
  { title: 'flips %', cell: ({ flipRate }) => percent(flipRate) },
  { title: 'zero gradient %', cell: ({ zeroGradientPixels }) => percent(zeroGradientPixels) },
  { title: 'ms/decision', cell: ({ secondsPerDecision }) => (secondsPerDecision * 1000).toFixed(1) },
];

const comparisonColumns: readonly Column<Comparison>[] = [
  { title: 'λ', cell: ({ lambda }) => String(lambda) },
  { title: 'plain', cell: ({ plain }) => meanAndInterval(plain) },
  { title: 'defended', cell: ({ defended }) => meanAndInterval(defended) },
  { title: 'relative change %', cell: relativeChange },
];

const meanAndInterval = ({ mean, interval }: Row): string =>
  `${mean.toFixed(2)}${interval ? ` [${interval.map((end) => end.toFixed(2)).join(', ')}]` : ''}`;

/** Two tables with what must be said under them. @param table `textTable` for terminals, `markdownTable` for files */
function render(report: EvaluationReport, table: typeof textTable): string {
  const { rows, warnings, notes, settings } = report;
  const comparisons = compareRows(rows);
  const attack = settings.attackOn === 'plain' ? `${settings.attack} on the plain agent` : settings.attack;
  const parts = [
    `${settings.game}: ${settings.defense} under ${attack}, ${settings.episodes} games a row, ${settings.gradientDraws} draws a gradient, ${settings.outputDraws} an output, seed ${settings.seed}\n`,
    table(rowColumns, rows),
    comparisons.length > 0 ? table(comparisonColumns, comparisons) : '',
    list(warnings.map((warning) => `Warning: ${warning}`)),
    list(notes.map((note) => `Note: ${note}`)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');

export const reportText = (report: EvaluationReport): string => render(report, textTable);
export const reportMarkdown = (report: EvaluationReport): string => render(report, markdownTable);

const csvColumns: readonly Column<Row>[] = (
  [
    ['lambda', (row) => row.lambda],
    ['agent', (row) => row.agent],
    ['episodes', (row) => row.episodes],
    ['mean', (row) => row.mean],
    ['sd', (row) => row.sd],
    ['interval_low', (row) => row.interval?.[0]],
    ['interval_high', (row) => row.interval?.[1]],
    ['mean_decisions', (row) => row.meanDecisions],
    ['cut_off', (row) => row.cutOff],
    ['seconds_per_decision', (row) => row.secondsPerDecision],
    ['flip_rate', (row) => row.flipRate],
    ['zero_gradient_pixels', (row) => row.zeroGradientPixels],
    ['zero_gradient_decisions', (row) => row.zeroGradientDecisions],
    ['largest_change', (row) => row.largestChange],
  ] as const satisfies readonly (readonly [string, (row: Row) => string | number | null | undefined])[]
).map(([title, value]) => ({ title, cell: (row) => String(value(row) ?? '') }));

/** One line a row, unrounded; what is unknown is empty. */
export const reportCsv = (report: EvaluationReport): string => csv(csvColumns, report.rows);
