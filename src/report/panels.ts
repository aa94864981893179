/** Line charts side by side over one axis, as SVG text, drawn by Vega-Lite without a browser. */
import type { TopLevelSpec } from 'vega-lite';
import { drawSvg } from './svg.js';

export interface PanelPoint {
  /** A step of the horizontal axis, or a place on it. */
  readonly x: string | number;
  readonly y: number;
  /** Of the interval around it. */
  readonly low: number;
  readonly high: number;
  /** Name of the line the point belongs to. */
  readonly series: string;
  /** Drawn dashed and without its interval, as what is only there to be compared with. */
  readonly dashed?: boolean;
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly PanelPoint[];
}

export interface PanelsOptions {
  readonly title: string;
  /** Axis titles, with their unit. */
  readonly x: string;
  readonly y: string;
  /** Steps of the horizontal axis, evenly spaced from left to right; without them it is an axis of numbers. */
  readonly order?: readonly string[];
  /** Names of the lines, in the order of the legend. */
  readonly series: readonly string[];
  /** Each panel explains its own lines: for those that share few. */
  readonly ownLegends?: boolean;
}

/** Three panels beside each other, a single one large; a faint band around each line shows its interval. */
export async function panels(all: readonly Panel[], options: PanelsOptions): Promise<string> {
  const { title, x, y, order, series, ownLegends = false } = options;
  const horizontal = order
    ? { field: 'x', type: 'ordinal' as const, title: x, scale: { domain: [...order] }, axis: { labelAngle: 0 } }
    : { field: 'x', type: 'quantitative' as const, title: x };
  const vertical = (field: string) => ({ field, type: 'quantitative' as const, title: y });
  const size = all.length === 1 ? { width: 560, height: 320 } : { width: 240, height: 170 };
  const spec: TopLevelSpec = {
    background: 'white',
    title,
    columns: 3,
    config: {
      legend: {
        orient: 'top',
        symbolType: 'stroke',
        symbolOpacity: 1,
        labelLimit: 0,
        ...(ownLegends && { columns: 3 }),
      },
    },
    ...(ownLegends && { resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } } }),
    concat: all.map((panel) => {
      const shown = ownLegends ? series.filter((name) => panel.lines.some((point) => point.series === name)) : series;
      const color = { field: 'series', type: 'nominal' as const, title: null, scale: { domain: [...shown] } };
      return {
        title: panel.title,
        ...size,
        data: { values: panel.lines.map((point) => ({ ...point, dashed: point.dashed ?? false })) },
        layer: [
          {
            transform: [{ filter: '!datum.dashed' }],
            mark: { type: 'area' as const, opacity: 0.15 },
            encoding: { x: horizontal, y: vertical('low'), y2: { field: 'high' }, color },
          },
          {
            mark: { type: 'line' as const, strokeWidth: 2, point: { size: 16 } },
            encoding: { x: horizontal, y: vertical('y'), color, strokeDash },
          },
        ],
      };
    }),
  };
  return drawSvg(spec);
}

const strokeDash = {
  field: 'dashed',
  type: 'nominal' as const,
  legend: null,
  scale: {
    domain: [false, true],
    range: [
      [1, 0],
      [5, 4],
    ],
  },
};
