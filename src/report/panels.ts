/** Line charts side by side over one axis, as SVG text, drawn by Vega-Lite without a browser. */
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface PanelPoint {
  /** A step of the horizontal axis. */
  readonly x: string;
  readonly y: number;
  /** Of the interval around it. */
  readonly low: number;
  readonly high: number;
  /** Name of the line the point belongs to. */
  readonly series: string;
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
  /** Steps of the horizontal axis, evenly spaced from left to right. */
  readonly order: readonly string[];
  /** Names of the lines, in the order of the legend. */
  readonly series: readonly string[];
}

/** Three panels beside each other; a faint band around each line shows its interval. */
export async function panels(all: readonly Panel[], { title, x, y, order, series }: PanelsOptions): Promise<string> {
  const horizontal = {
    field: 'x',
    type: 'ordinal' as const,
    title: x,
    scale: { domain: [...order] },
    axis: { labelAngle: 0 },
  };
  const vertical = (field: string) => ({ field, type: 'quantitative' as const, title: y });
  const color = { field: 'series', type: 'nominal' as const, title: null, scale: { domain: [...series] } };
  const spec: TopLevelSpec = {
    background: 'white',
    title,
    columns: 3,
    config: { legend: { orient: 'top', symbolType: 'stroke', symbolOpacity: 1 } },
    concat: all.map((panel) => ({
      title: panel.title,
      width: 240,
      height: 170,
      data: { values: [...panel.lines] },
      layer: [
        {
          mark: { type: 'area' as const, opacity: 0.15 },
          encoding: { x: horizontal, y: vertical('low'), y2: { field: 'high' }, color },
        },
        {
          mark: { type: 'line' as const, strokeWidth: 2, point: { size: 16 } },
          encoding: { x: horizontal, y: vertical('y'), color },
        },
      ],
    })),
  };
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}
