/** Charts as SVG text, drawn by Vega-Lite without a browser. */
import type { TopLevelSpec } from 'vega-lite';
import { seriesScales, titleCharacters, titleFontSize } from './series-style.js';
import { drawSvg } from './svg.js';
import { wrapWords } from './wrap.js';

interface Point {
  readonly x: number;
  readonly y: number;
  /** Name of the line the point belongs to. */
  readonly series: string;
}

/** A point of a line with its band. */
export interface BandPoint extends Point {
  readonly low: number;
  readonly high: number;
}

/** One chart; those of a figure lie over the same x. */
export interface Panel {
  /** Title of the vertical axis, with its unit. */
  readonly y: string;
  /** Faint dots. */
  readonly dots: readonly Point[];
  /** Lines, one for each series, with their bands where these have a width. */
  readonly lines: readonly BandPoint[];
}

export interface FigureOptions {
  readonly title: string;
  /** Title of the horizontal axes, with their unit. */
  readonly x: string;
}

/** The first panel is large; the others are small, two in a row below it, all over the same x. */
export async function figure(
  [main, ...others]: readonly [Panel, ...Panel[]],
  { title, x }: FigureOptions,
): Promise<string> {
  const large = { width: 560, height: 260 };
  const small = { width: 250, height: 110 };
  const points = [main, ...others].flatMap(({ dots, lines }) => [...dots, ...lines]);
  const scales = seriesScales([...new Set(points.map(({ series }) => series))]);
  const axes = {
    x: { title: x, scale: { domain: [0, points.reduce((most, point) => Math.max(most, point.x), 0)] } },
    color: { title: null, scale: scales.color },
    strokeDash: { title: null, scale: scales.dash },
  };
  const spec: TopLevelSpec = {
    background: 'white',
    title: { text: wrapWords(title, titleCharacters(large.width + 60)), fontSize: titleFontSize },
    spacing: 14,
    config: { legend: { orient: 'top', symbolType: 'stroke', symbolOpacity: 1 } },
    vconcat: [
      { ...large, ...layers(main, axes) },
      { spacing: 14, concat: others.map((panel) => ({ ...small, ...layers(panel, axes) })), columns: 2 },
    ],
  };
  return drawSvg(spec);
}

type Scales = ReturnType<typeof seriesScales>;

/** Encodings that all panels share. */
interface Axes {
  readonly x: { readonly title: string; readonly scale: { readonly domain: number[] } };
  readonly color: { readonly title: null; readonly scale: Scales['color'] };
  readonly strokeDash: { readonly title: null; readonly scale: Scales['dash'] };
}

function layers({ y, dots, lines }: Panel, axes: Axes) {
  const x = { field: 'x', type: 'quantitative' as const, ...axes.x };
  const color = { field: 'series', type: 'nominal' as const, ...axes.color };
  const strokeDash = { field: 'series', type: 'nominal' as const, ...axes.strokeDash };
  const height = (field: string) => ({ field, type: 'quantitative' as const, title: y, scale: { zero: false } });
  const banded = lines.some(({ low, high }) => low < high) ? [...lines] : [];
  return {
    layer: [
      {
        data: { values: banded },
        mark: { type: 'area' as const, opacity: 0.2 },
        encoding: { x, y: height('low'), y2: { field: 'high' }, color },
      },
      {
        data: { values: [...dots] },
        mark: { type: 'point' as const, opacity: 0.35, size: 14, filled: true },
        encoding: { x, y: height('y'), color },
      },
      {
        data: { values: [...lines] },
        mark: { type: 'line' as const, strokeWidth: 2 },
        encoding: { x, y: height('y'), color, strokeDash },
      },
    ],
  };
}
