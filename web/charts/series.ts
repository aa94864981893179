/** The data of a chart: series with steps of their own, and how they look. */
import uPlot from 'uplot';

export interface Series {
  readonly label: string;
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
  /** A band around the line. */
  readonly low?: readonly (number | null)[] | undefined;
  readonly high?: readonly (number | null)[] | undefined;
  /** A number from 0 on, which stands for a color and a pattern of strokes. */
  readonly style: number;
  /** Points are drawn, as for evaluations, which are few. */
  readonly points?: boolean;
}

const colors = 7;
/** Strokes and gaps, so that lines can be told apart without colors. */
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2], [3, 5]];

/** The name of the color of a style. */
export const colorName = (style: number): string => `--series-${(style % colors) + 1}`;

/** Only from the second round of colors on are patterns needed; before, they would make noise. */
const dashOf = (style: number): number[] => [...dashes[Math.floor(style / colors) % dashes.length]!];

/** The value of a token of style/tokens.css. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A color that lets through what is below. */
const faint = (color: string): string => `${color}2b`;

/** One row of x for all series; where a series has no value at an x, uPlot draws through. */
export function joined(series: readonly Series[]): uPlot.AlignedData {
  const tables = series.map(({ x, y, low, high }): uPlot.AlignedData => {
    const blank = () => x.map(() => null);
    return [[...x], [...y], [...(low ?? blank())], [...(high ?? blank())]];
  });
  return tables.length === 0 ? [[]] : uPlot.join(tables);
}

/** Three series of uPlot for each of ours: the line, and the ends of its band. */
export function drawn(series: readonly Series[]): { readonly series: uPlot.Series[]; readonly bands: uPlot.Band[] } {
  const all: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const { label, style, points = false } of series) {
    const color = token(colorName(style));
    const at = all.length;
    const end: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
    all.push({
      ...{ label, stroke: color, width: 1.75, dash: dashOf(style) },
      points: points ? { show: true, size: 6, fill: color } : { show: false },
    });
    all.push({ ...end, label: `${label}, low` }, { ...end, label: `${label}, high` });
    bands.push({ series: [at + 2, at + 1], fill: faint(color) });
  }
  return { series: all, bands };
}
