/** Line charts as SVG text, drawn by Vega-Lite without a browser. */
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Name of the line the point belongs to. */
  readonly series: string;
}

export interface ChartOptions {
  readonly title: string;
  /** Axis titles, with their unit. */
  readonly x: string;
  readonly y: string;
}

/** Faint dots for single points, a line for each series of `trend`. */
export async function lineChart(
  points: readonly Point[],
  trend: readonly Point[],
  options: ChartOptions,
): Promise<string> {
  const encoding = {
    x: { field: 'x', type: 'quantitative' as const, title: options.x },
    y: { field: 'y', type: 'quantitative' as const, title: options.y },
    color: { field: 'series', type: 'nominal' as const, title: null },
  };
  const spec: TopLevelSpec = {
    width: 560,
    height: 280,
    background: 'white',
    title: options.title,
    layer: [
      { data: { values: [...points] }, mark: { type: 'point', opacity: 0.35, size: 14, filled: true }, encoding },
      { data: { values: [...trend] }, mark: { type: 'line', strokeWidth: 2 }, encoding },
    ],
  };
  return new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG();
}

/** Mean of the last `window` points of each position, in order of x. */
export function runningMean(points: readonly Point[], window: number): Point[] {
  return points.map((point, i) => {
    const recent = points.slice(Math.max(0, i + 1 - window), i + 1);
    return { ...point, y: recent.reduce((sum, { y }) => sum + y, 0) / recent.length };
  });
}
