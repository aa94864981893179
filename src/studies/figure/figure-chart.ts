/** Figures as pictures, SVG text. */
import { type Panel, type PanelPoint, panels } from '../../report/panels.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import type { FigureCurve, FigureReport } from './figure-report.js';

const percent = (share: number) => share * 100;
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const seriesOf = ({ curves }: FigureReport) => distinct(curves.map(({ name }) => name));
const titleOf = ({ title, settings }: FigureReport) =>
  `${title}: ${settings.images} images of ${settings.data}; bands: 95 % intervals`;

/**
 * Accuracy against λ; hollow markers are the paper's values. Figures of several panels show all curves of a panel, with
 * bands for the two that all panels share. Others have a panel for each curve, which compares it with the first.
 */
export function accuracyChart(report: FigureReport): Promise<string> {
  const { curves, settings } = report;
  const titles = distinct(curves.flatMap(({ panel }) => panel ?? []));
  const shared = curves.filter(({ panel }) => panel === undefined);
  const [first, ...others] = shared;
  const all =
    titles.length > 0
      ? titles.map((title) => panelOf(title, [...shared, ...curves.filter(({ panel }) => panel === title)], shared))
      : (others.length > 0 ? others : [first!]).map((curve) =>
          panelOf(others.length > 1 ? curve.name : '', distinct([first!, curve]), [first!, curve]),
        );
  const compared = curves.some(({ points }) => points.some(({ paper }) => paper));
  return panels(all, {
    title: `${titleOf(report)}${compared ? '; hollow markers: the paper' : ''}`,
    x: 'λ (gray levels)',
    y: 'accuracy (%)',
    range: [0, 100],
    order: settings.lambdas.map(String),
    series: seriesOf(report),
    ownLegends: titles.length > 0,
  });
}

const panelOf = (title: string, curves: readonly FigureCurve[], compared: readonly FigureCurve[]): Panel => ({
  title,
  lines: curves.flatMap(accuracyPoints),
  compared: compared.slice(0, 2).map(({ name }) => name),
  reference: curves.flatMap(paperPoints),
});

const accuracyPoints = ({ name: series, points }: FigureCurve): PanelPoint[] =>
  points.map(({ lambda, accuracy, interval: [low, high] }) => ({
    ...{ x: String(lambda), y: percent(accuracy), low: percent(low), high: percent(high), series },
  }));

const paperPoints = ({ name: series, points }: FigureCurve): PanelPoint[] =>
  points.flatMap(({ lambda, paper }) => {
    if (!paper) return [];
    const y = percent(paper.accuracy);
    return [{ x: String(lambda), y, low: y, high: y, series }];
  });

/** Accuracy against confidence through a sliding window, a panel for each λ, with the diagonal of perfect calibration. */
export function reliabilityChart(report: FigureReport): Promise<string> {
  const series = seriesOf(report);
  const all = report.settings.lambdas.map(
    (lambda): Panel => ({
      title: `λ ${lambda}`,
      compared: series.slice(0, 2),
      lines: report.curves.flatMap(({ name, points }) =>
        points
          .filter((point) => point.lambda === lambda)
          .flatMap(({ calibration }) => calibration?.reliability ?? [])
          .map(({ center, accuracy, correct, count }): PanelPoint => {
            const [low, high] = wilsonInterval(correct, count);
            return { x: percent(center), y: percent(accuracy), low: percent(low), high: percent(high), series: name };
          }),
      ),
    }),
  );
  return panels(all, {
    title: `${titleOf(report)}; diagonal: perfect calibration`,
    x: 'confidence (%)',
    y: 'accuracy (%)',
    range: [0, 100],
    diagonal: true,
    series,
  });
}
