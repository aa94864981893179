/** A report of classifiers as text for a terminal and as Markdown. */
import { hundredths, plural } from '../../common/format.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import { closing } from '../report/closing.js';
import {
  agentColumn,
  lambdaColumn,
  orDash,
  settingColumns,
  shareDifference,
  shareInterval,
  type Times,
  testedColumns,
} from '../report/columns.js';
import { imageQuestions } from './image-answers.js';
import type { VisionComparison } from './image-comparison.js';
import { settingKey } from './image-line.js';
import type { VisionReport } from './image-report.js';
import type { VisionRow, VisionWorstCase } from './image-summary.js';

const accuracyColumns: readonly Column<Pick<VisionRow, 'accuracy' | 'interval'>>[] = [
  { title: 'accuracy %', cell: ({ accuracy }) => hundredths(accuracy) },
  { title: '95 % interval', cell: ({ interval }) => shareInterval(interval) },
];

/** Columns that name a setting: those in which settings do not differ are left out. */
const names = (settings: readonly VisionRow[] | readonly VisionComparison[] | readonly VisionWorstCase[]) => [
  ...settingColumns(settings),
  lambdaColumn,
  agentColumn('defense'),
];

const rowColumns = (rows: readonly VisionRow[], times: Times): Column<VisionRow>[] => [
  ...names(rows),
  ...accuracyColumns,
  { title: 'confidence %', cell: ({ confidence }) => hundredths(confidence) },
  { title: 'correct samples %', detail: true, cell: ({ correctSamples }) => orDash(correctSamples, hundredths) },
  { title: 'zero gradient %', detail: true, cell: ({ zeroGradientPixels }) => orDash(zeroGradientPixels, hundredths) },
  ...(times.size > 0
    ? [
        {
          ...{ title: 'ms/image', detail: true },
          cell: (row: VisionRow) => orDash(times.get(settingKey(row)), (seconds) => (seconds * 1000).toFixed(1)),
        },
      ]
    : []),
];

const comparisonColumns = (comparisons: readonly VisionComparison[]): Column<VisionComparison>[] => [
  ...names(comparisons),
  ...testedColumns<VisionComparison>((each) => each, 'difference, points', shareDifference),
];

const worstColumns = (cases: readonly VisionWorstCase[]): Column<VisionWorstCase>[] => [
  ...names(cases),
  { title: 'attacks', cell: ({ attacks }) => String(attacks.length) },
  ...accuracyColumns,
];

function render(report: VisionReport, renderer: Renderer, times: Times): string {
  const { rows, comparisons, worstCases, conclusions, settings, complete } = report;
  const { images, data, outputSamples, seed } = settings;
  const question = (name: string, table: string) => {
    const answer = conclusions.find((each) => each.question === name)?.answer ?? '';
    return section(renderer, name, [table, renderer.paragraph(answer)]);
  };
  return joined([
    renderer.title(
      `${plural(images, 'image')} of ${data}, ${plural(outputSamples, 'sample')} per output, seed ${seed}${complete ? '' : ' (stopped; unfinished settings are left out)'}`,
    ),
    question(imageQuestions.cost, renderer.table(rowColumns(rows, times), rows)),
    question(imageQuestions.defense, renderer.table(comparisonColumns(comparisons), comparisons)),
    question(imageQuestions.worst, renderer.table(worstColumns(worstCases), worstCases)),
    closing(renderer, { ...report, notes: [] }),
  ]);
}

/** For terminals. @param times mean seconds of an image by `settingKey`, where known */
export const visionText = (report: VisionReport, times: Times = new Map(), options?: TextOptions): string =>
  render(report, terminal(options), times);

export const visionMarkdown = (report: VisionReport): string => render(report, markdown, new Map());

export const renderVision = (report: VisionReport, renderer: Renderer): string => render(report, renderer, new Map());
