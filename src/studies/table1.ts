/**
 * The paper's Table 1: relative change in reward of SAP-100 over the plain agent under FGSM, game by game, λ by λ, beside
 * the paper's own figures. The paper gives no absolute scores, no number of games and no intervals: ours stand beside.
 */
import { plural, score, signed } from '../common/format.js';
import type { Comparison } from '../evaluation/games/comparison.js';
import type { EvaluationReport } from '../evaluation/games/report/game-report.js';
import type { Row } from '../evaluation/games/report/summary.js';
import { differenceColumns, settingColumns } from '../evaluation/games/report/tables.js';
import type { AttackOn } from '../evaluation/players/attacked-step.js';
import { plainAgent, type Setting, settingKey } from '../evaluation/settings.js';
import { bulletList } from '../report/markdown.js';
import { type Column, csv, markdownTable, orEmpty, textTable } from '../report/table.js';

/** λ of the table, in pixels. */
export const table1Lambdas = [0, 1, 2, 4, 8] as const;

/** Dhillon et al. 2018, Table 1, in %, by id in the game table and by λ; null where the paper leaves the cell blank. */
const paper: Readonly<Record<string, readonly (number | null)[]>> = {
  assault: [-12.2, 10.4, 9.8, 12.4, 16.6],
  asterix: [-33.4, 13.3, 20.8, 14.0, 7.4],
  bank_heist: [-59.2, 131.7, 204.8, 1760.0, 60.9],
  battle_zone: [-65.8, -22.0, 110.1, 202.6, 134.8],
  beam_rider: [-15.8, 164.5, 92.3, null, null],
  bowling: [-4.5, 3425.9, null, null, null],
};

/**
 * The paper's cell as text: `` for its blanks, `–` for what it does not have: other games and λ, attacks other than FGSM
 * (with any number of draws) on the agent itself, defenses other than SAP-100.
 */
export function paperCell(
  { game, lambda, attack, agent }: Omit<Setting, 'run' | 'gradientSamples'>,
  attackOn: AttackOn = 'self',
): string {
  const place = (table1Lambdas as readonly number[]).indexOf(lambda);
  const ofThePaper =
    agent === 'sap100' && (attack === null || (attackOn === 'self' && attack.split(':')[0] === 'fgsm'));
  if (!ofThePaper || !Object.hasOwn(paper, game) || place < 0) return '–';
  const value = paper[game]![place]!;
  return value === null ? '' : signed(value, 1);
}

/** A line of the table. */
interface Line extends Comparison {
  readonly plain: Row;
  readonly defended: Row;
  readonly theirs: string;
}

function linesOf({ settings, rows, comparisons }: EvaluationReport): Line[] {
  const byKey = new Map(rows.map((row) => [settingKey(row), row]));
  return comparisons.map((comparison) => ({
    ...comparison,
    plain: byKey.get(settingKey({ ...comparison, agent: plainAgent }))!,
    defended: byKey.get(settingKey(comparison))!,
    theirs: paperCell(comparison, settings.attackOn),
  }));
}

function columnsOf(lines: readonly Line[]): Column<Line>[] {
  const several = (of: (line: Line) => unknown) => new Set(lines.map(of)).size > 1;
  const severalRuns = [...new Set(lines.map(({ game }) => game))].some(
    (game) => new Set(lines.filter((line) => line.game === game).map(({ run }) => run)).size > 1,
  );
  return [
    { title: 'game', align: 'left', cell: ({ game }) => game },
    ...(severalRuns ? [{ title: 'run', align: 'left', cell: ({ run }: Line) => run } as const] : []),
    ...settingColumns(lines, ['attack', 'gradientSamples']),
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    ...(several(({ agent }) => agent)
      ? [{ title: 'defense', align: 'left', cell: ({ agent }: Line) => agent } as const]
      : []),
    { title: 'plain', cell: ({ plain }) => score(plain) },
    { title: 'defended', cell: ({ defended }) => score(defended) },
    ...differenceColumns,
    { title: 'relative change %', cell: ({ relativeChange }) => relativeChange },
    { title: 'the paper’s %', cell: ({ theirs }) => theirs },
  ];
}

function render(report: EvaluationReport, table: typeof textTable): string {
  const { settings, conclusions, warnings, notes } = report;
  const lines = linesOf(report);
  const named = (value: unknown) => [value].flat().join(', ');
  return [
    `Table 1: relative change in reward of ${named(settings.defense)} over the plain agent under ${named(settings.attack)}, ${plural(settings.episodes, 'game')} a cell and seed ${named(settings.seed)}\n`,
    table(columnsOf(lines), lines),
    conclusions.map((conclusion) => `${conclusion}\n`).join('\n'),
    bulletList(warnings.map((warning) => `Warning: ${warning}`)),
    bulletList([
      'Note: Relative change is (defended − plain) / |plain| · 100, as in the paper, which gives no absolute scores, episodes or intervals. The paper leaves some cells blank, and – marks games, λ, attacks and defenses that it does not have.',
      ...notes.map((note) => `Note: ${note}`),
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

export const table1Text = (report: EvaluationReport): string => render(report, textTable);
export const table1Markdown = (report: EvaluationReport): string => render(report, markdownTable);

const csvColumns: readonly Column<Line>[] = (
  [
    ['game', (line) => line.game],
    ['run', (line) => line.run],
    ['attack', (line) => line.attack],
    ['gradient_samples', (line) => line.gradientSamples],
    ['lambda', (line) => line.lambda],
    ['defense', (line) => line.agent],
    ['plain_mean', (line) => line.plain.mean],
    ['plain_low', (line) => line.plain.interval?.[0]],
    ['plain_high', (line) => line.plain.interval?.[1]],
    ['defended_mean', (line) => line.defended.mean],
    ['defended_low', (line) => line.defended.interval?.[0]],
    ['defended_high', (line) => line.defended.interval?.[1]],
    ['pairs', (line) => line.pairs],
    ['difference', (line) => line.difference],
    ['difference_low', (line) => line.differenceInterval?.[0]],
    ['difference_high', (line) => line.differenceInterval?.[1]],
    ['p', (line) => line.p],
    ['p_holm', (line) => line.pHolm],
    ['relative_change_percent', (line) => line.relativeChangePercent],
    ['relative_change_low', (line) => line.relativeChangeInterval?.[0]],
    ['relative_change_high', (line) => line.relativeChangeInterval?.[1]],
    ['paper_percent', (line) => line.theirs],
  ] as const satisfies readonly (readonly [string, (line: Line) => string | number | null | undefined])[]
).map(([title, value]) => ({ title, cell: (line) => orEmpty(value(line)) }));

export const table1Csv = (report: EvaluationReport): string => csv(csvColumns, linesOf(report));
