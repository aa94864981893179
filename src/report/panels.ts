/** Line charts side by side over one vertical axis, as SVG text, drawn by Vega-Lite without a browser. */
import type { TopLevelSpec } from 'vega-lite';
import type { Interval } from '../common/interval.js';
import { seriesScales, titleCharacters, titleFontSize } from './series-style.js';
import { drawSvg } from './svg.js';
import { wrapWords } from './wrap.js';

export interface PanelPoint {
  /** A step of the horizontal axis, or a place on it. */
  readonly x: string | number;
  readonly y: number;
  /** Ends of the interval around y. */
  readonly low: number;
  readonly high: number;
  /** Name of the line that the point belongs to. */
  readonly series: string;
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly PanelPoint[];
  /** The two series that the panel compares: only they have a band, which shows their intervals. */
  readonly compared: readonly string[];
  /** Hollow markers without a line: values of others. */
  readonly reference?: readonly PanelPoint[];
}

export interface PanelsOptions {
  readonly title: string;
  /** Axis titles, with their unit. */
  readonly x: string;
  readonly y: string;
  /** Steps of the horizontal axis, evenly spaced from left to right; without them it is an axis of numbers. */
  readonly order?: readonly string[];
  /** Ends of the vertical axis, the same in all panels; by default those of the values. */
  readonly range?: Interval;
  /** Names of the lines, in the order of the legend. */
  readonly series: readonly string[];
  /** Whether each panel has a legend of its own lines, for panels that share few. */
  readonly ownLegends?: boolean;
  /** Whether y = x is drawn. */
  readonly diagonal?: boolean;
}

const columns = 3;
const panelTitleFontSize = 12;

/** Up to three panels in a row; a single panel is large. */
export async function panels(all: readonly Panel[], options: PanelsOptions): Promise<string> {
  const { title, order, series, ownLegends = false } = options;
  const size = all.length === 1 ? { width: 560, height: 320 } : { width: 220, height: 160 };
  const totalWidth = Math.min(all.length, columns) * (size.width + 40);
  const range = options.range ?? rangeOf(all);
  const titleLines = Math.max(1, ...all.map((panel) => panelTitle(panel, size.width).length));
  const spec: TopLevelSpec = {
    background: 'white',
    title: { text: wrapWords(title, titleCharacters(totalWidth)), fontSize: titleFontSize },
    columns,
    spacing: 24,
    config: {
      legend: {
        ...{ orient: 'top', symbolOpacity: 1, labelLimit: 0 },
        ...(!order && { symbolType: 'stroke' }),
        ...(ownLegends && { columns: 2 }),
      },
      title: { fontSize: panelTitleFontSize },
    },
    ...(ownLegends && { resolve: { scale: independent, legend: independent } }),
    concat: all.map((panel) => {
      const shown = ownLegends ? series.filter((name) => panel.lines.some((point) => point.series === name)) : series;
      const lines = panelTitle(panel, size.width);
      return {
        // Equally many lines in all titles keep the plots of a row level.
        title: { text: [...Array<string>(titleLines - lines.length).fill(' '), ...lines] },
        ...size,
        layer: layersOf(panel, shown, { ...options, range, isOrdered: order !== undefined }),
      };
    }),
  };
  return drawSvg(spec);
}

const independent = { color: 'independent', shape: 'independent', strokeDash: 'independent' } as const;

const panelTitle = ({ title }: Panel, width: number): string[] =>
  title === '' ? [] : wrapWords(title, titleCharacters(width + 30, panelTitleFontSize));

function rangeOf(all: readonly Panel[]): Interval {
  const points = all.flatMap(({ lines, compared, reference = [] }) => [
    ...lines.flatMap(({ y, low, high, series }) => (compared.includes(series) ? [low, high] : [y])),
    ...reference.map(({ y }) => y),
  ]);
  return [Math.min(...points), Math.max(...points)];
}

function layersOf(
  { lines, compared, reference = [] }: Panel,
  series: readonly string[],
  { x: title, y, order, diagonal, range, isOrdered }: PanelsOptions & { range: Interval; isOrdered: boolean },
) {
  const x = order
    ? { field: 'x', type: 'ordinal' as const, title, scale: { domain: [...order] }, axis: { labelAngle: 0 } }
    : { field: 'x', type: 'quantitative' as const, title };
  const height = (field: string) => ({
    ...{ field, type: 'quantitative' as const, title: y },
    scale: { domain: [...range], nice: true, zero: false },
  });
  const scales = seriesScales(series);
  const bySeries = { field: 'series', type: 'nominal' as const, title: null };
  const color = { ...bySeries, scale: scales.color };
  const shape = { ...bySeries, scale: scales.marker };
  const strokeDash = { ...bySeries, scale: scales.dash };
  const pointLayer = (values: readonly PanelPoint[], filled: boolean) => ({
    data: { values: [...values] },
    mark: { type: 'point' as const, size: 34, filled, opacity: 1 },
    encoding: { x, y: height('y'), color, shape },
  });
  return [
    {
      data: { values: lines.filter((point) => compared.includes(point.series)) },
      mark: { type: 'area' as const, opacity: 0.16 },
      encoding: { x, y: height('low'), y2: { field: 'high' }, color },
    },
    ...(diagonal
      ? [
          {
            data: { values: range.map((at) => ({ x: at, y: at })) },
            mark: { type: 'line' as const, color: '#888888', strokeWidth: 1 },
            encoding: { x, y: height('y') },
          },
        ]
      : []),
    {
      data: { values: [...lines] },
      mark: { type: 'line' as const, strokeWidth: 1.8 },
      encoding: { x, y: height('y'), color, strokeDash },
    },
    ...(isOrdered ? [pointLayer(lines, true)] : []),
    ...(reference.length > 0 ? [pointLayer(reference, false)] : []),
  ];
}
