/**
 * The paper's Monte-Carlo study: FGSM on a stochastic defense with its gradient averaged over 1, 10, 100 and 1000 draws.
 * More draws come nearer to the true gradient of the mean loss; a defense that stands only against few of them is noise in
 * the attacker's way, not robustness.
 */
import { fixed, hundredths, plural } from '../common/format.js';
import { groupBy } from '../common/group-by.js';
import { checkColumns } from '../evaluation/games/report/tables.js';
import { plainAgent } from '../evaluation/settings.js';
import type { GridReport } from '../evaluation/states/grid-report.js';
import type { GridRow } from '../evaluation/states/grid-summary.js';
import { bulletList } from '../report/markdown.js';
import { panels } from '../report/panels.js';
import { type Column, markdownTable, textTable } from '../report/table.js';

/** The paper's. */
export const sweptDraws = [1, 10, 100, 1000] as const;

/** A line of the table: one defense under one number of draws, λ by λ. */
interface Line {
  readonly agent: string;
  readonly attack: string;
  readonly draws: string;
  readonly rows: readonly GridRow[];
}

function linesOf({ rows }: GridReport): Line[] {
  const clean = rows.filter(({ attack }) => attack === null);
  const attacked = rows.filter(({ attack }) => attack !== null);
  const groups = groupBy(attacked, ({ agent, attack, gradientSamples }) =>
    JSON.stringify([agent, attack, gradientSamples]),
  );
  return [...groups.values()].map((group) => {
    const { agent, attack, gradientSamples } = group[0]!;
    const undisturbed = clean.filter((row) => row.agent === agent);
    // The plain agent is the same at every draw.
    const draws = agent === plainAgent ? '–' : String(gradientSamples ?? '–');
    return { agent, attack: attack!, draws, rows: [...undisturbed, ...group] };
  });
}

function render(report: GridReport, table: typeof textTable): string {
  const { settings, checks, warnings, notes } = report;
  const lines = linesOf(report);
  const lambdas = [...new Set(report.rows.map(({ lambda }) => lambda))].sort((a, b) => a - b);
  const severalAttacks = new Set(lines.map(({ attack }) => attack)).size > 1;
  const columns = (figure: (row: GridRow) => string): Column<Line>[] => [
    { title: 'agent', align: 'left', cell: ({ agent }) => agent },
    ...(severalAttacks ? [{ title: 'attack', align: 'left', cell: ({ attack }: Line) => attack } as const] : []),
    { title: 'draws', cell: ({ draws }) => draws },
    ...lambdas.map(
      (lambda): Column<Line> => ({
        title: `λ ${lambda}`,
        cell({ rows }) {
          const row = rows.find((each) => each.lambda === lambda);
          return row ? figure(row) : '–';
        },
      }),
    ),
  ];
  const flips = ({ flipRate, flipInterval: [low, high] }: GridRow) =>
    `${hundredths(flipRate)} [${hundredths(low)}, ${hundredths(high)}]`;
  return [
    `${settings.game} (${settings.run}): draws in the gradient of ${settings.attacks.join(', ')}, ${plural(settings.states, 'recorded state')}, ${plural(settings.outputSamples, 'draw')} an output, seed ${settings.seed}\n`,
    'Actions flipped, % [95 % interval]:\n',
    table(columns(flips), lines),
    'Q gap:\n',
    table(
      columns(({ qGap }) => fixed(qGap, 3)),
      lines,
    ),
    table(
      checkColumns,
      checks.filter(({ verdict }) => verdict !== 'not made'),
    ),
    bulletList(warnings.map((warning) => `Warning: ${warning}`)),
    bulletList(notes.map((note) => `Note: ${note}`)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

export const sweepText = (report: GridReport): string => render(report, textTable);
export const sweepMarkdown = (report: GridReport): string => render(report, markdownTable);

/** Flip rate against λ, a panel for each defense and attack, a line for each number of draws. */
export function sweepChart(report: GridReport): Promise<string> {
  const lines = linesOf(report);
  const nameOf = ({ agent, draws }: Line) =>
    agent === plainAgent ? plainAgent : `${draws} ${draws === '1' ? 'draw' : 'draws'}`;
  const points = (line: Line) =>
    line.rows.map(({ lambda, flipRate, flipInterval: [low, high] }) => ({
      x: String(lambda),
      y: flipRate * 100,
      low: low * 100,
      high: high * 100,
      series: nameOf(line),
    }));
  const defended = groupBy(
    lines.filter(({ agent }) => agent !== plainAgent),
    ({ agent, attack }) => `${agent} under ${attack}`,
  );
  return panels(
    [...defended].map(([title, group]) => {
      const plain = lines.filter(({ agent, attack }) => agent === plainAgent && attack === group[0]!.attack);
      return { title, lines: [...plain, ...group].flatMap(points) };
    }),
    {
      title: `${report.settings.game}: draws in the gradient, ${report.settings.states} states`,
      x: 'λ (pixels of 255)',
      y: 'actions flipped (%)',
      order: report.settings.lambdas.map(String),
      series: [...new Set(lines.map(nameOf))],
    },
  );
}
