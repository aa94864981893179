/**
 * The paper's Table 1: relative change in reward of SAP-100 over the plain agent under FGSM, for each game and λ, beside the
 * paper's own numbers. The paper gives no absolute scores, no number of episodes and no intervals; our table has them.
 */
import { fixed, plural, signed } from '../common/format.js';
import { groupBy } from '../common/group-by.js';
import type { Comparison } from '../evaluation/games/comparison.js';
import { questions } from '../evaluation/games/report/answers.js';
import type { EvaluationReport } from '../evaluation/games/report/game-report.js';
import type { Row } from '../evaluation/games/report/summary.js';
import { changeFormulas } from '../evaluation/games/report/tables.js';
import { closing } from '../evaluation/report/closing.js';
import {
  agentColumn,
  lambdaColumn,
  scoreInterval,
  settingColumns,
  testedColumns,
} from '../evaluation/report/columns.js';
import { type AttackOn, plainAgent, type Setting, settingKey } from '../evaluation/settings.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../report/renderer.js';
import { type Column, csv, csvColumns } from '../report/table.js';

/** λ of the table, in gray levels. */
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

type Cell = Omit<Setting, 'run' | 'gradientSamples'>;

/** The paper's number in %, null for its blanks; undefined for what it does not have: other games, λ, attacks and defenses. */
function paperPercent({ game, lambda, attack, agent }: Cell, attackOn: AttackOn): number | null | undefined {
  const place = (table1Lambdas as readonly number[]).indexOf(lambda);
  // FGSM, with any number of samples, on the agent itself.
  const sameAttack = attack === null || (attackOn === 'self' && attack.split(':')[0] === 'fgsm');
  if (agent !== 'sap100' || !sameAttack || !Object.hasOwn(paper, game) || place < 0) return undefined;
  return paper[game]![place]!;
}

/** The paper's cell as text: '' for its blanks, `–` for what it does not have. */
export function paperCell(cell: Cell, attackOn: AttackOn = 'self'): string {
  const value = paperPercent(cell, attackOn);
  if (value === undefined) return '–';
  return value === null ? '' : signed(value, 1);
}

/** A line of the table. */
interface Line extends Comparison {
  readonly plain: Row;
  readonly defended: Row;
  /** The paper's cell as text. */
  readonly theirs: string;
  /** The paper's number, where it has one. */
  readonly paperPercent: number | null | undefined;
}

function linesOf({ settings, rows, comparisons }: EvaluationReport): Line[] {
  const byKey = new Map(rows.map((row) => [settingKey(row), row]));
  return comparisons.map((comparison) => ({
    ...comparison,
    plain: byKey.get(settingKey({ ...comparison, agent: plainAgent }))!,
    defended: byKey.get(settingKey(comparison))!,
    theirs: paperCell(comparison, settings.attackOn),
    paperPercent: paperPercent(comparison, settings.attackOn),
  }));
}

function columnsOf(lines: readonly Line[]): Column<Line>[] {
  const several = (of: (line: Line) => unknown, among = lines) => new Set(among.map(of)).size > 1;
  const severalRuns = [...groupBy(lines, ({ game }) => game).values()].some((ofGame) =>
    several(({ run }) => run, ofGame),
  );
  const settings = lines.map(({ attack, gradientSamples }) => ({ attack, gradientSamples }));
  return [
    { title: 'game', align: 'left', key: true, cell: ({ game }) => game },
    ...(severalRuns ? [{ title: 'run', align: 'left', key: true, cell: ({ run }: Line) => run } as const] : []),
    ...settingColumns(settings),
    lambdaColumn,
    ...(several(({ agent }) => agent) ? [agentColumn('defense')] : []),
    ...scoreColumns('plain', ({ plain }) => plain),
    ...scoreColumns('defended', ({ defended }) => defended),
    ...testedColumns<Line>((line) => line).map((column) => ({ ...column, detail: true })),
    { title: 'relative change %', cell: ({ relativeChange }) => relativeChange },
    { title: 'anchored change %', detail: true, cell: ({ anchoredChange }) => anchoredChange },
    { title: 'paper %', cell: ({ theirs }) => theirs },
  ];
}

/** A mean and, in wide tables, its interval. */
const scoreColumns = (title: string, of: (line: Line) => Row): Column<Line>[] => [
  { title, cell: (line) => fixed(of(line).mean) },
  { title: `${title}: 95 % interval`, detail: true, cell: (line) => scoreInterval(of(line).interval) },
];

function render(report: EvaluationReport, renderer: Renderer): string {
  const { settings, conclusions, checks, warnings, notes } = report;
  const lines = linesOf(report);
  const named = (value: unknown) => [value].flat().join(', ');
  const answers = conclusions.filter(({ question }) => question !== questions.cost).map(({ answer }) => answer);
  return joined([
    renderer.title(
      `Table 1: relative change in reward of ${named(settings.defense)} over the plain agent under ${named(settings.attack)}, ${plural(settings.episodes, 'episode')} per cell and seed ${named(settings.seed)}`,
    ),
    section(renderer, questions.defense, [
      renderer.table(columnsOf(lines), lines),
      ...answers.map((answer) => renderer.paragraph(answer)),
    ]),
    closing(renderer, {
      checks,
      warnings,
      notes: [
        `${changeFormulas} The paper gives no absolute scores, episodes or intervals. It leaves some cells blank; – marks games, λ, attacks and defenses that it does not have.`,
        ...notes,
      ],
    }),
  ]);
}

/** For terminals. */
export const table1Text = (report: EvaluationReport, options?: TextOptions): string =>
  render(report, terminal(options));

export const table1Markdown = (report: EvaluationReport): string => render(report, markdown);

const columns = csvColumns<Line>({
  game: (line) => line.game,
  run: (line) => line.run,
  attack: (line) => line.attack,
  gradient_samples: (line) => line.gradientSamples,
  lambda: (line) => line.lambda,
  agent: (line) => line.agent,
  plain_mean: (line) => line.plain.mean,
  plain_interval_low: (line) => line.plain.interval?.[0],
  plain_interval_high: (line) => line.plain.interval?.[1],
  defended_mean: (line) => line.defended.mean,
  defended_interval_low: (line) => line.defended.interval?.[0],
  defended_interval_high: (line) => line.defended.interval?.[1],
  pairs: (line) => line.pairs,
  difference: (line) => line.difference,
  difference_interval_low: (line) => line.differenceInterval?.[0],
  difference_interval_high: (line) => line.differenceInterval?.[1],
  p: (line) => line.p,
  p_holm: (line) => line.pHolm,
  relative_change_percent: (line) => line.relativeChangePercent,
  relative_change_interval_low: (line) => line.relativeChangeInterval?.[0],
  relative_change_interval_high: (line) => line.relativeChangeInterval?.[1],
  anchored_change_percent: (line) => line.anchoredChangePercent,
  anchored_change_interval_low: (line) => line.anchoredChangeInterval?.[0],
  anchored_change_interval_high: (line) => line.anchoredChangeInterval?.[1],
  paper_percent: (line) => line.paperPercent,
});

/** One line a cell of the table, unrounded; an unknown value is empty. */
export const table1Csv = (report: EvaluationReport): string => csv(columns, linesOf(report));
