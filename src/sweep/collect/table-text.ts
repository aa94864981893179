/** The table of a sweep as Markdown, and its summary for a terminal. */
import { fixed, plural, withInterval } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Aggregate } from '../../evaluation/games/report/aggregate.js';
import type { Row } from '../../evaluation/games/report/summary.js';
import { checkCounts, failedChecks } from '../../evaluation/report/closing.js';
import {
  agentColumn,
  type LambdaLine,
  lambdaColumn,
  lambdaColumns,
  orDash,
  scoreInterval,
  testedColumns,
} from '../../evaluation/report/columns.js';
import { firstOf } from '../../report/first-of.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import { mergedPath } from '../folder.js';
import type { Collected, MergedEvaluation } from './collected.js';
import { type TableLine, tableLines } from './lines.js';

interface SummaryLine extends LambdaLine, Pick<Row, 'run' | 'agent'> {
  readonly evaluation: string;
}

/** For each agent the lowest of its mean returns under one attack, λ by λ. */
function summaryLines(evaluations: readonly MergedEvaluation[]): SummaryLine[] {
  return evaluations.flatMap(({ name, report }) =>
    [...groupBy(report.rows, ({ game, run, agent }) => JSON.stringify([game, run, agent])).values()].map((ofAgent) => {
      const { run, agent } = ofAgent[0]!;
      const cells = [...groupBy(ofAgent, ({ lambda }) => String(lambda)).values()].map(
        (rows) => [rows[0]!.lambda, fixed(Math.min(...rows.map(({ mean }) => mean)))] as const,
      );
      return { evaluation: name, run, agent, cells: new Map(cells) };
    }),
  );
}

const evaluationColumn: Column<{ readonly evaluation: string }> = {
  ...{ title: 'evaluation', align: 'left', key: true },
  cell: ({ evaluation }) => evaluation,
};
const runColumn: Column<{ readonly run: string }> = {
  ...{ title: 'run', align: 'left', key: true },
  cell: ({ run }) => run,
};

/** More lines are in table.md alone. */
const mostSummaryLines = 40;

function summary(renderer: Renderer, { evaluations }: Collected): string {
  const lines = summaryLines(evaluations);
  const shown = renderer.wide ? lines : lines.slice(0, mostSummaryLines);
  const columns: Column<SummaryLine>[] = [
    ...(evaluations.length > 1 || renderer.wide ? [evaluationColumn] : []),
    ...[runColumn, agentColumn('agent')],
    ...lambdaColumns(lines.flatMap(({ cells }) => [...cells.keys()])),
  ];
  const more = lines.length - shown.length;
  return joined([
    renderer.table(columns, shown),
    renderer.paragraph(
      lines.length === 0
        ? ''
        : `Mean return in points; with several attacks the lowest under any one of them.${more > 0 ? ` ${plural(more, 'more line')} in table.md.` : ''}`,
    ),
  ]);
}

const lineColumns: readonly Column<TableLine>[] = [
  ...[evaluationColumn, { title: 'game', align: 'left', cell: ({ game }: TableLine) => game } as const, runColumn],
  { title: 'attack', align: 'left', cell: attackText },
  { title: 'samples', cell: ({ gradientSamples }) => orDash(gradientSamples, String) },
  ...[lambdaColumn, agentColumn('agent')],
  { title: 'return', cell: ({ mean }) => fixed(mean) },
  { title: '95 % interval', cell: ({ interval }) => scoreInterval(interval) },
  { title: 'human-normalized', cell: ({ row }) => orDash(row?.humanNormalized, (value) => value.toFixed(3)) },
  { title: 'episodes', cell: ({ row }) => orDash(row?.episodes, String) },
  ...testedColumns<TableLine>(({ comparison }) => comparison),
];

function attackText({ kind, attacks }: TableLine): string {
  const names = attacks.length > 0 ? attacks.join(', ') : '–';
  return kind === 'worst of the attacks' ? `worst of ${names}` : names;
}

const aggregateColumns: readonly Column<Aggregate & { readonly evaluation: string }>[] = [
  evaluationColumn,
  { title: 'attack', align: 'left', cell: ({ attack }) => orDash(attack, String) },
  { title: 'samples', cell: ({ gradientSamples }) => orDash(gradientSamples, String) },
  ...[lambdaColumn, agentColumn('agent')],
  { title: 'games', cell: ({ games }) => String(games) },
  { title: 'scores', cell: ({ scores, unit }) => plural(scores, unit) },
  {
    title: 'IQM',
    cell: ({ interquartileMean, interval }) => orDash(interquartileMean, (value) => withInterval(value, interval, 3)),
  },
  { title: 'scale', align: 'left', cell: ({ scale }) => scale ?? '–' },
  {
    title: 'P(better than plain)',
    cell: ({ improvement }) => orDash(improvement, (each) => withInterval(each.probability, each.interval)),
  },
];

/** `strong: 2 checks failed, 3 passed; 1 warning` */
const trustLine = ({ name, report: { checks, warnings } }: MergedEvaluation): string =>
  `${name}: ${checkCounts(checks)}; ${plural(warnings.length, 'warning')}.`;

const trust = ({ name, report: { checks, warnings } }: MergedEvaluation): string[] => [
  ...failedChecks(checks).map((text) => `${name}: ${text}`),
  ...warnings.map((warning) => `${name}: Warning: ${warning}`),
];

/** Says which evaluations are not here; '' where all are. */
export function missingText({ plan, missing }: Pick<Collected, 'plan' | 'missing'>): string {
  if (missing.length === 0) return '';
  const merges = plan.jobs.filter(({ kind }) => kind === 'merge');
  const absent = missing.filter(({ kind }) => kind === 'merge');
  return `${missing.length} of ${plural(plan.jobs.length, 'job')} are not done (${firstOf(missing.map(({ name }) => name))}), so ${absent.length} of ${plural(merges.length, 'evaluation')} are not in the table`;
}

export function tableMarkdown(collected: Collected): string {
  const { plan, evaluations } = collected;
  const { title, paragraph, table, list } = markdown;
  const missing = missingText(collected);
  const aggregates = evaluations.flatMap(({ name, report }) =>
    report.aggregates.map((each) => ({ ...each, evaluation: name })),
  );
  return joined([
    title(`Sweep ${plan.spec.name}`),
    paragraph(missing === '' ? '' : `Not finished: ${missing}.`),
    paragraph(
      `sap-atari ${plan.version}, ONNX Runtime ${plan.engine}. Intervals are 95 %; p (Holm) is corrected over the comparisons of one evaluation. Each evaluation has a report of its own: ${evaluations.map(({ name }) => `[${name}](${mergedPath(name)}/results.md)`).join(', ') || 'none yet'}.`,
    ),
    section(markdown, 'Lowest mean return', [summary(markdown, collected)]),
    section(markdown, 'Over games and training runs', [table(aggregateColumns, aggregates)]),
    section(markdown, 'All settings', [table(lineColumns, tableLines(evaluations))]),
    section(markdown, 'Can these numbers be trusted?', [
      list(evaluations.map(trustLine)),
      list(evaluations.flatMap(trust)),
    ]),
  ]);
}

/** For terminals. */
export function summaryText(collected: Collected, options?: TextOptions): string {
  const renderer = terminal(options);
  const { evaluations } = collected;
  return joined([
    summary(renderer, collected),
    renderer.list(
      evaluations.flatMap(({ name, report }) => failedChecks(report.checks).map((text) => `${name}: ${text}`)),
    ),
    renderer.list(evaluations.map(trustLine)),
  ]);
}
