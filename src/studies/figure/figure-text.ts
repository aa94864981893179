/** Figures as tables: Markdown for the README of their folder, and CSV. */
import { hundredths, plural } from '../../common/format.js';
import { accuracyColumns } from '../../evaluation/images/image-csv.js';
import { closing } from '../../evaluation/report/closing.js';
import { shareInterval } from '../../evaluation/report/columns.js';
import { joined, markdown } from '../../report/renderer.js';
import { type Column, csv, csvColumns } from '../../report/table.js';
import type { ReliabilityPoint } from '../../vision/calibration.js';
import { type FigureCurve, type FigurePoint, type FigureReport, hasPaperValues } from './figure-report.js';

/** A line of a table: one of our curves, or one of the paper's. */
interface Line {
  readonly name: string;
  cell(point: FigurePoint): string;
  readonly points: readonly FigurePoint[];
}

const ours = ({ name, points }: FigureCurve): Line => ({
  name,
  points,
  cell: ({ accuracy, interval }) => `${hundredths(accuracy)} ${shareInterval(interval)}`,
});

/** Returns nothing for a curve that the paper does not have. */
function papers({ name, points }: FigureCurve): Line[] {
  if (!points.some(({ paper }) => paper)) return [];
  const cell = ({ paper }: FigurePoint) =>
    paper ? `${paper.mark === 'F' ? '≈ ' : ''}${hundredths(paper.accuracy)}` : '';
  return [{ name: `paper: ${name}`, points, cell }];
}

const accuracyTable = ({ curves, settings }: FigureReport): string => {
  const lines = curves.flatMap((curve) => [ours(curve), ...papers(curve)]);
  return markdown.table<Line>(
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

/** Whether a figure shows confidence against accuracy. */
export const isCalibration = ({ curves }: FigureReport): boolean => curves.some(({ points }) => points[0]?.calibration);

/** The README of a figure's folder. */
export function figureMarkdown(report: FigureReport): string {
  const { title, about, command, settings, curves, checks, warnings } = report;
  const { data, images, outputSamples, seed } = settings;
  return joined([
    markdown.title(title),
    markdown.paragraph(about),
    markdown.paragraph('![figure](figure.svg)'),
    accuracyTable(report),
    markdown.paragraph(
      `First ${plural(images, 'test image')} of ${data}; ${samplesText(curves)} per gradient, ${outputSamples} per output; seed ${seed}. Brackets: 95 % intervals (Wilson), for other images of the same kind and the same classifiers.${hasPaperValues(data) ? ' The paper’s values with ≈ are read off its figures, to about half a point.' : ''}`,
    ),
    ...(isCalibration(report) ? [markdown.table(errorColumns, pointsOf(report))] : []),
    closing(markdown, { checks, warnings, notes: [] }),
    markdown.paragraph(`Made by \`${command}\`.`),
  ]);
}

/** Numbers of samples in the gradients of the curves: `10, 100 samples`. */
function samplesText(curves: readonly FigureCurve[]): string {
  const counts = [...new Set(curves.flatMap(({ gradientSamples }) => gradientSamples ?? []))].sort((a, b) => a - b);
  return counts.length === 0 ? 'no samples' : `${counts.join(', ')} ${counts.join() === '1' ? 'sample' : 'samples'}`;
}

interface OfCurve {
  readonly curve: FigureCurve;
  readonly lambda: number;
}

/** The columns that name a curve and λ. */
const curveColumns = csvColumns<OfCurve>({
  curve: ({ curve }) => curve.name,
  run: ({ curve }) => curve.run,
  defense: ({ curve }) => curve.defense,
  attack: ({ curve }) => curve.attack,
  attack_on: ({ curve }) => curve.attackOn,
  gradient_samples: ({ curve }) => curve.gradientSamples,
  lambda: ({ lambda }) => lambda,
});

/** One line a point, unrounded; shares, not percent. */
export function figureCsv(report: FigureReport): string {
  const { settings } = report;
  const outputColumns = csvColumns<PointOf>({
    output_samples: ({ curve }) => (curve.defense === 'none' ? undefined : settings.outputSamples),
  });
  return csv<PointOf>(
    [
      ...curveColumns,
      ...outputColumns,
      ...accuracyColumns,
      ...(isCalibration(report) ? calibrationColumns : []),
      ...(hasPaperValues(settings.data) ? paperColumns : []),
    ],
    pointsOf(report),
  );
}

const calibrationColumns = csvColumns<PointOf>({
  expected_error: ({ calibration }) => calibration?.expectedError,
  adaptive_error: ({ calibration }) => calibration?.adaptiveError,
  brier: ({ calibration }) => calibration?.brier,
});

const paperColumns = csvColumns<PointOf>({
  paper_accuracy: ({ paper }) => paper?.accuracy,
  paper_mark: ({ paper }) => paper?.mark,
});

/** Points of the reliability curves. */
const reliabilityColumns = csvColumns<OfCurve & { readonly at: ReliabilityPoint }>({
  center: ({ at }) => at.center,
  confidence: ({ at }) => at.confidence,
  accuracy: ({ at }) => at.accuracy,
  correct: ({ at }) => at.correct,
  count: ({ at }) => at.count,
});

/** One line a point of a reliability curve, unrounded; shares, not percent. */
export const reliabilityCsv = (report: FigureReport): string =>
  csv<OfCurve & { readonly at: ReliabilityPoint }>(
    [...curveColumns, ...reliabilityColumns],
    pointsOf(report).flatMap(({ curve, lambda, calibration }) =>
      (calibration?.reliability ?? []).map((at) => ({ curve, lambda, at })),
    ),
  );
