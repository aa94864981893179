/** Figures as pictures, SVG text. */
import { type Panel, type PanelPoint, panels } from '../../report/panels.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import type { FigureCurve, FigureReport } from './figure-report.js';

const percent = (share: number) => share * 100;
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const seriesOf = ({ curves }: FigureReport) => distinct(curves.map(({ name }) => name));
const titleOf = ({ title, settings }: FigureReport) => `${title}: ${settings.images} images of ${settings.data}`;

/** Accuracy against λ, a line a curve with its interval; the paper's dashed, in the same color. */
export function accuracyChart(report: FigureReport): Promise<string> {
  const { curves, settings } = report;
  const titles = distinct(curves.flatMap(({ panel }) => panel ?? []));
  const panelOf = (title: string | undefined): Panel => ({
    title: title ?? '',
    lines: curves.filter(({ panel }) => panel === undefined || panel === title).flatMap(accuracyPoints),
  });
  const all = titles.length === 0 ? [panelOf(undefined)] : titles.map(panelOf);
  const compared = curves.some(({ points }) => points.some(({ paper }) => paper));
  return panels(all, {
    title: `${titleOf(report)}${compared ? '; dashed: the paper' : ''}`,
    x: 'λ (pixels of 255)',
    y: 'accuracy (%)',
    order: settings.lambdas.map(String),
    series: seriesOf(report),
    ownLegends: titles.length > 0,
  });
}

function accuracyPoints({ name: series, points }: FigureCurve): PanelPoint[] {
  return points.flatMap(({ lambda, accuracy, interval: [low, high], paper }) => {
    const x = String(lambda);
    const ours = { x, y: percent(accuracy), low: percent(low), high: percent(high), series };
    if (!paper) return [ours];
    const y = percent(paper.accuracy);
    return [ours, { x, y, low: y, high: y, series, dashed: true }];
  });
}

const calibrated = 'calibrated';

/** Accuracy against confidence through a sliding window, a panel for each λ, with the diagonal. */
export function reliabilityChart(report: FigureReport): Promise<string> {
  const diagonal = [0, 100].map((at): PanelPoint => {
    return { x: at, y: at, low: at, high: at, series: calibrated, dashed: true };
  });
  const all = report.settings.lambdas.map(
    (lambda): Panel => ({
      title: `λ ${lambda}`,
      lines: [
        ...diagonal,
        ...report.curves.flatMap(({ name: series, points }) =>
          points
            .filter((point) => point.lambda === lambda)
            .flatMap(({ calibration }) => calibration?.reliability ?? [])
            .map(({ center, accuracy, correct, count }): PanelPoint => {
              const [low, high] = wilsonInterval(correct, count);
              return { x: percent(center), y: percent(accuracy), low: percent(low), high: percent(high), series };
            }),
        ),
      ],
    }),
  );
  return panels(all, {
    title: titleOf(report),
    x: 'confidence (%)',
    y: 'accuracy (%)',
    series: [...seriesOf(report), calibrated],
  });
}
