/** Figures as tables: Markdown for the README of their folder, CSV for those who draw them anew. */
import { hundredths, plural } from '../../common/format.js';
import { checkColumns } from '../../evaluation/games/report/tables.js';
import { accuracyFields } from '../../evaluation/images/image-report.js';
import { type Column, csv, markdownTable, orEmpty } from '../../report/table.js';
import type { ReliabilityPoint } from '../../vision/calibration.js';
import { type FigureCurve, type FigurePoint, type FigureReport, hasPaperValues } from './figure-report.js';

/** A line of a table: a curve of ours, or the paper's. */
interface Line {
  readonly name: string;
  cell(point: FigurePoint): string;
  readonly points: readonly FigurePoint[];
}

const ours = ({ name, points }: FigureCurve): Line => ({
  name,
  points,
  cell: ({ accuracy, interval: [low, high] }) => `${hundredths(accuracy)} [${hundredths(low)}, ${hundredths(high)}]`,
});

/** None for a curve that the paper does not have. */
function papers({ name, points }: FigureCurve): Line[] {
  if (!points.some(({ paper }) => paper)) return [];
  const cell = ({ paper }: FigurePoint) =>
    paper ? `${paper.mark === 'F' ? '≈ ' : ''}${hundredths(paper.accuracy)}` : '';
  return [{ name: `paper: ${name}`, points, cell }];
}

const accuracyTable = ({ curves, settings }: FigureReport): string => {
  const lines = curves.flatMap((curve) => [ours(curve), ...papers(curve)]);
  return markdownTable<Line>(
    [
      { title: 'accuracy %', align: 'left', cell: ({ name }) => name },
      ...settings.lambdas.map(
        (lambda, i): Column<Line> => ({ title: `λ ${lambda}`, cell: ({ points, cell }) => cell(points[i]!) }),
      ),
    ],
    lines,
  );
};

type PointOf = FigurePoint & { readonly curve: FigureCurve };

const pointsOf = ({ curves }: FigureReport): PointOf[] =>
  curves.flatMap((curve) => curve.points.map((point) => ({ ...point, curve })));

const errorColumns: readonly Column<PointOf>[] = [
  { title: 'curve', align: 'left', cell: ({ curve }) => curve.name },
  { title: 'λ', cell: ({ lambda }) => String(lambda) },
  { title: 'accuracy %', cell: ({ accuracy }) => hundredths(accuracy) },
  { title: 'confidence %', cell: ({ confidence }) => hundredths(confidence) },
  { title: 'calibration error %', cell: ({ calibration }) => hundredths(calibration!.expectedError) },
  { title: 'adaptive %', cell: ({ calibration }) => hundredths(calibration!.adaptiveError) },
  { title: 'Brier score', cell: ({ calibration }) => calibration!.brier.toFixed(3) },
];

const isCalibration = ({ curves }: FigureReport): boolean => curves.some(({ points }) => points[0]?.calibration);

/** The README of a figure's folder. */
export function figureMarkdown(report: FigureReport): string {
  const { title, about, command, settings, curves, checks, warnings } = report;
  const { data, images, outputSamples, seed } = settings;
  const draws = [...new Set(curves.flatMap(({ gradientSamples }) => gradientSamples ?? []))].sort((a, b) => a - b);
  const made = checks.filter(({ verdict }) => verdict !== 'not made');
  const missing = checks.filter(({ verdict }) => verdict === 'not made');
  return [
    `# ${title}\n`,
    `${about}\n`,
    `    ${command}\n`,
    `The first ${plural(images, 'test image')} of ${data}; ${draws.join(', ') || 'no'} ${draws.join() === '1' ? 'draw' : 'draws'} of a defense in a gradient, ${outputSamples} for an answer; seed ${seed}. In brackets 95 % intervals (Wilson): other images of the same kind would do; the classifiers are as they are.\n`,
    '![figure](figure.svg)\n',
    accuracyTable(report),
    ...(hasPaperValues(data) ? ['The paper’s values with ≈ are read off its figures, to about half a point.\n'] : []),
    ...(isCalibration(report) ? [markdownTable(errorColumns, pointsOf(report))] : []),
    ...warnings.map((warning) => `Warning: ${warning}\n`),
    markdownTable(checkColumns, made),
    ...(missing.length > 0 ? [`Not checked here: ${missing.map(({ check }) => check).join(', ')}.\n`] : []),
  ].join('\n');
}

interface OfCurve {
  readonly curve: FigureCurve;
  readonly lambda: number;
}

/** What tells a curve from another. */
const curveColumns: readonly Column<OfCurve>[] = [
  { title: 'curve', cell: ({ curve }) => curve.name },
  { title: 'run', cell: ({ curve }) => curve.run },
  { title: 'defense', cell: ({ curve }) => curve.defense },
  { title: 'attack', cell: ({ curve }) => curve.attack },
  { title: 'attack_on', cell: ({ curve }) => curve.attackOn },
  { title: 'gradient_samples', cell: ({ curve }) => orEmpty(curve.gradientSamples) },
  { title: 'lambda', cell: ({ lambda }) => String(lambda) },
];

/** Shares, not percent. */
export function figureCsv(report: FigureReport): string {
  const { settings } = report;
  return csv<PointOf>(
    [
      ...curveColumns,
      {
        title: 'output_samples',
        cell: ({ curve }) => (curve.defense === 'none' ? '' : String(settings.outputSamples)),
      },
      ...accuracyFields,
      ...(isCalibration(report) ? errorFields : []),
      ...(hasPaperValues(settings.data) ? paperFields : []),
    ],
    pointsOf(report),
  );
}

const errorFields: readonly Column<PointOf>[] = [
  { title: 'expected_calibration_error', cell: ({ calibration }) => orEmpty(calibration?.expectedError) },
  { title: 'adaptive_calibration_error', cell: ({ calibration }) => orEmpty(calibration?.adaptiveError) },
  { title: 'brier_score', cell: ({ calibration }) => orEmpty(calibration?.brier) },
];

const paperFields: readonly Column<PointOf>[] = [
  { title: 'paper_accuracy', cell: ({ paper }) => orEmpty(paper?.accuracy) },
  { title: 'paper_mark', cell: ({ paper }) => orEmpty(paper?.mark) },
];

/** Points of the reliability curves. */
export const reliabilityCsv = (report: FigureReport): string =>
  csv<OfCurve & { readonly at: ReliabilityPoint }>(
    [
      ...curveColumns,
      { title: 'center', cell: ({ at }) => String(at.center) },
      { title: 'confidence', cell: ({ at }) => String(at.confidence) },
      { title: 'accuracy', cell: ({ at }) => String(at.accuracy) },
      { title: 'correct', cell: ({ at }) => String(at.correct) },
      { title: 'count', cell: ({ at }) => String(at.count) },
    ],
    pointsOf(report).flatMap(({ curve, lambda, calibration }) =>
      (calibration?.reliability ?? []).map((at) => ({ curve, lambda, at })),
    ),
  );
