/** A grid as text for a terminal and as Markdown. */
import { fixed, hundredths, plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import { closing } from '../report/closing.js';
import {
  agentColumn,
  type LambdaLine,
  lambdaColumn,
  lambdaColumns,
  shareDifference,
  shareInterval,
  testedColumns,
} from '../report/columns.js';
import { shortAttack } from '../report/describe.js';
import { gridQuestions } from './grid-answers.js';
import type { GridReport } from './grid-report.js';
import type { GridRow, GridWorstCase } from './grid-summary.js';

/** One agent under one attack, for tables with a column for each λ. */
interface Line extends LambdaLine {
  readonly agent: string;
  readonly attack: string;
  readonly gradientSamples: string;
}

const rateColumns = ['flipRate', 'qGap'] as const;
type Rates = Pick<GridRow, (typeof rateColumns)[number] | 'lambda'>;

/** A line for each agent and attack, and for the worst of its attacks; each begins with the agent's value at λ 0. */
function linesOf({ rows, worstCases }: GridReport, print: (rates: Rates) => string): Line[] {
  const attacks = rows.map(({ attack }) => attack);
  const cells = (of: readonly Rates[]) => new Map(of.map((each) => [each.lambda, print(each)]));
  return [...groupBy(rows, ({ agent }) => agent)].flatMap(([agent, ofAgent]): Line[] => {
    const clean = ofAgent.filter(({ attack }) => attack === null);
    const attacked = ofAgent.filter(({ attack }) => attack !== null);
    const worst = worstCases.filter((each) => each.agent === agent);
    const byAttack = groupBy(attacked, ({ attack, gradientSamples }) => JSON.stringify([attack, gradientSamples]));
    const lines = [...byAttack.values()].map((group) => ({
      ...{
        agent,
        attack: shortAttack(group[0]!.attack!, attacks),
        gradientSamples: String(group[0]!.gradientSamples ?? '–'),
      },
      cells: cells([...clean, ...group]),
    }));
    const other = { agent, gradientSamples: '–' };
    if (worst.length > 0) lines.push({ ...other, attack: 'worst', cells: cells([...clean, ...worst]) });
    return lines.length > 0 ? lines : [{ ...other, attack: '–', cells: cells(clean) }];
  });
}

/** A table of one rate: a line for each agent and attack, a column for each λ. */
function rateTable(report: GridReport, print: (rates: Rates) => string, renderer: Renderer): string {
  const lines = linesOf(report, print);
  const samples = new Set(lines.map(({ gradientSamples }) => gradientSamples).filter((each) => each !== '–'));
  const columns: Column<Line>[] = [
    agentColumn('agent'),
    { title: 'attack', align: 'left', key: true, cell: ({ attack }) => attack },
    ...(samples.size > 1
      ? [{ title: 'samples', key: true, cell: ({ gradientSamples }: Line) => gradientSamples }]
      : []),
    ...lambdaColumns(report.rows.map(({ lambda }) => lambda)),
  ];
  return renderer.table(columns, lines);
}

const worstColumns: readonly Column<GridWorstCase>[] = [
  lambdaColumn,
  agentColumn('agent'),
  { title: 'attacks', detail: true, cell: ({ attacks }) => String(attacks.length) },
  { title: 'flip rate %', cell: ({ flipRate }) => hundredths(flipRate) },
  { title: '95 % interval', cell: ({ flipInterval }) => shareInterval(flipInterval) },
  ...testedColumns<GridWorstCase>(({ flipDifference }) => flipDifference, 'difference, points', shareDifference),
];

function render(report: GridReport, renderer: Renderer): string {
  const { settings, rows, worstCases, conclusions } = report;
  const { game, run, states, attacks, outputSamples, seed } = settings;
  const compared = worstCases.filter(({ flipDifference }) => flipDifference);
  const widest = Math.max(0, ...rows.map(({ flipInterval: [low, high] }) => (high - low) / 2));
  const question = (name: string, ...content: string[]) => {
    const answer = conclusions.find((each) => each.question === name)?.answer ?? '';
    return section(renderer, name, [...content, renderer.paragraph(answer)]);
  };
  const caption = `Flip rate, %: share of states at which the agent’s action differs from the plain network’s at the unperturbed state. 95 % intervals are at most ±${hundredths(widest, 0)} points wide.`;
  return joined([
    renderer.title(
      `${game} (${run}): ${plural(states, 'recorded state')} under ${attacks.join(', ')}, ${plural(outputSamples, 'sample')} per output, seed ${seed}`,
    ),
    question(
      gridQuestions.flips,
      renderer.paragraph(caption),
      rateTable(report, ({ flipRate }) => hundredths(flipRate), renderer),
    ),
    question(gridQuestions.worst, renderer.table(worstColumns, compared)),
    question(
      gridQuestions.cost,
      renderer.paragraph('Q gap: max Q − Q(action taken), by the plain network at the unperturbed state.'),
      rateTable(report, ({ qGap }) => fixed(qGap, 3), renderer),
    ),
    closing(renderer, report),
  ]);
}

/** For terminals. */
export const gridText = (report: GridReport, options?: TextOptions): string => render(report, terminal(options));

export const gridMarkdown = (report: GridReport): string => render(report, markdown);

export const renderGrid = (report: GridReport, renderer: Renderer): string => render(report, renderer);
