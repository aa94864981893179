/**
 * The paper's Monte Carlo study: FGSM on a stochastic defense with its gradient averaged over 1, 10, 100 and 1000 samples.
 * More samples approach the true gradient of the mean loss. A defense that resists only gradients of few samples hides its
 * gradient behind noise; it is not robust.
 */
import { fixed, hundredths, percentWithInterval, plural } from '../common/format.js';
import { groupBy } from '../common/group-by.js';
import { moreSamplesCheck } from '../evaluation/checks/attack-order.js';
import { closing } from '../evaluation/report/closing.js';
import { agentColumn, type LambdaLine, lambdaColumns, shareInterval } from '../evaluation/report/columns.js';
import { plainAgent } from '../evaluation/settings.js';
import { flipAxes, flipPoint } from '../evaluation/states/grid-chart.js';
import type { GridReport } from '../evaluation/states/grid-report.js';
import type { GridRow } from '../evaluation/states/grid-summary.js';
import { type Panel, panels } from '../report/panels.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../report/renderer.js';
import type { Column } from '../report/table.js';

/** The paper's numbers of samples per gradient. */
export const sweptSamples = [1, 10, 100, 1000] as const;

/** One agent under one attack with one number of samples, for tables with a column for each λ. */
interface Line extends LambdaLine {
  readonly agent: string;
  readonly attack: string;
  readonly samples: string;
  readonly rows: readonly GridRow[];
}

function linesOf({ rows }: GridReport, print: (row: GridRow) => string = () => ''): Line[] {
  const clean = rows.filter(({ attack }) => attack === null);
  const attacked = rows.filter(({ attack }) => attack !== null);
  const groups = groupBy(attacked, ({ agent, attack, gradientSamples }) =>
    JSON.stringify([agent, attack, gradientSamples]),
  );
  return [...groups.values()].map((group) => {
    const { agent, attack, gradientSamples } = group[0]!;
    const all = [...clean.filter((row) => row.agent === agent), ...group];
    // The plain agent has no samples: its gradient is always the same.
    const samples = agent === plainAgent ? '–' : String(gradientSamples ?? '–');
    return { agent, attack: attack!, samples, rows: all, cells: new Map(all.map((row) => [row.lambda, print(row)])) };
  });
}

/**
 * Where the number of samples matters most: the λ at which the flip rates of a defended agent under one attack differ most.
 * @returns rows by ascending number of samples; undefined with fewer than two numbers
 */
function largestEffect({ rows }: GridReport): GridRow[] | undefined {
  const attacked = rows.filter(({ agent, gradientSamples }) => agent !== plainAgent && gradientSamples !== null);
  const groups = [
    ...groupBy(attacked, ({ agent, attack, lambda }) => JSON.stringify([agent, attack, lambda])).values(),
  ].filter((group) => group.length > 1);
  const spread = (group: readonly GridRow[]) => {
    const rates = group.map(({ flipRate }) => flipRate);
    return Math.max(...rates) - Math.min(...rates);
  };
  if (groups.length === 0) return undefined;
  return groups
    .reduce((a, b) => (spread(b) > spread(a) ? b : a))
    .toSorted((a, b) => a.gradientSamples! - b.gradientSamples!);
}

/** Whether more samples per gradient flip more actions, in a sentence or two; '' with one number of samples. */
export function sweepAnswer(report: GridReport): string {
  const rows = largestEffect(report);
  if (!rows) return '';
  const { agent, attack, lambda } = rows[0]!;
  const rate = ({ flipRate, flipInterval, gradientSamples }: GridRow) =>
    `${percentWithInterval(flipRate, flipInterval)} with ${plural(gradientSamples!, 'sample')}`;
  const check = report.checks.find((each) => each.check === moreSamplesCheck)!;
  const tested = {
    passed: `In no case do more samples flip significantly fewer actions than fewer samples (${check.text}).`,
    failed: 'Somewhere more samples flip significantly fewer actions than fewer samples.',
    measured: '',
    'not made': `Whether more samples ever flip fewer actions was not tested (${check.text}).`,
  }[check.verdict];
  return `The number of samples matters most for ${agent} under ${attack} at λ ${lambda}: flip rate ${rate(rows[0]!)}, ${rate(rows.at(-1)!)}. ${tested}`;
}

function render(report: GridReport, renderer: Renderer): string {
  const { settings, warnings, notes, checks } = report;
  const { game, run, attacks, states, outputSamples, seed } = settings;
  const lambdas = report.rows.map(({ lambda }) => lambda);
  const severalAttacks = new Set(report.rows.flatMap(({ attack }) => attack ?? [])).size > 1;
  const columns: Column<Line>[] = [
    agentColumn('agent'),
    ...(severalAttacks
      ? [{ title: 'attack', align: 'left', key: true, cell: ({ attack }: Line) => attack } as const]
      : []),
    { title: 'samples', key: true, cell: ({ samples }) => samples },
    ...lambdaColumns(lambdas),
  ];
  const table = (print: (row: GridRow) => string) => renderer.table(columns, linesOf(report, print));
  return joined([
    renderer.title(
      `${game} (${run}): samples per gradient of ${attacks.join(', ')}, ${plural(states, 'recorded state')}, ${plural(outputSamples, 'sample')} per output, seed ${seed}`,
    ),
    section(renderer, 'Does the attack gain from more samples per gradient?', [
      renderer.paragraph('Flip rate, % [95 % interval]:'),
      table(({ flipRate, flipInterval }) => `${hundredths(flipRate)} ${shareInterval(flipInterval)}`),
      renderer.paragraph('Q gap:'),
      table(({ qGap }) => fixed(qGap, 3)),
      renderer.paragraph(sweepAnswer(report)),
    ]),
    closing(renderer, { checks, warnings, notes }),
  ]);
}

/** For terminals. */
export const sweepText = (report: GridReport, options?: TextOptions): string => render(report, terminal(options));

export const sweepMarkdown = (report: GridReport): string => render(report, markdown);

/**
 * Flip rate against λ, as SVG text: a panel for each defense and attack, a line for each number of samples. The fewest and
 * the most samples are compared.
 */
export function sweepChart(report: GridReport): Promise<string> {
  const lines = linesOf(report);
  const nameOf = ({ agent, samples }: Line) =>
    agent === plainAgent ? plainAgent : `${samples} ${samples === '1' ? 'sample' : 'samples'}`;
  const defended = groupBy(
    lines.filter(({ agent }) => agent !== plainAgent),
    ({ agent, attack }) => `${agent} under ${attack}`,
  );
  const all = [...defended].map(([title, group]): Panel => {
    const plain = lines.filter(({ agent, attack }) => agent === plainAgent && attack === group[0]!.attack);
    const names = group.map(nameOf);
    return {
      title,
      lines: [...plain, ...group].flatMap((line) => line.rows.map((row) => flipPoint(row, nameOf(line)))),
      compared: [names[0]!, names.at(-1)!],
    };
  });
  return panels(all, {
    ...flipAxes,
    title: `${report.settings.game}: samples per gradient, ${plural(report.settings.states, 'state')}; bands: 95 % intervals of the fewest and most`,
    order: report.settings.lambdas.map(String),
    series: [...new Set(lines.map(nameOf))],
  });
}
