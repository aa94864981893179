/** Estimates with their intervals, one below the other, as SVG text, drawn by Vega-Lite without a browser. */
import type { TopLevelSpec } from 'vega-lite';
import type { Interval } from '../common/interval.js';
import { seriesScales, titleCharacters, titleFontSize } from './series-style.js';
import { drawSvg } from './svg.js';
import { wrapWords } from './wrap.js';

/** An estimate. */
export interface IntervalPoint {
  /** Label of its row. */
  readonly row: string;
  /** Names its color and marker. */
  readonly series: string;
  readonly value: number;
  /** Ends of its interval; the value itself where there is none. */
  readonly low: number;
  readonly high: number;
}

/** Estimates of one quantity. */
export interface IntervalColumn {
  /** Title of its axis, with the unit. */
  readonly x: string;
  readonly points: readonly IntervalPoint[];
  /** A vertical line: the value without an effect. */
  readonly reference?: number;
  /** Ends of the axis; default those of the intervals. */
  readonly range?: Interval;
}

export interface IntervalsOptions {
  readonly title: string;
  /** Names in the order of the legend, which shows those that have a point: a name has the same color in several pictures. */
  readonly series: readonly string[];
  /** Whether all columns have one axis, since they show one quantity. */
  readonly sameAxis?: boolean;
}

const rowHeight = 13;
/** Between the rows of a label, in pixels. */
const rowGap = 7;

/** Columns of equal rows, from left to right: rliable's figure of aggregate scores, or a forest plot of differences. */
export function intervals(
  columns: readonly IntervalColumn[],
  { title, series, sameAxis = false }: IntervalsOptions,
): Promise<string> {
  const rows = [...new Set(columns.flatMap(({ points }) => points.map(({ row }) => row)))];
  const present = series.filter((name) => columns.some(({ points }) => points.some((point) => point.series === name)));
  const width = columns.length === 1 ? 420 : 180;
  const height = rows.length * (present.length * rowHeight + rowGap);
  const labels = Math.max(...rows.map((row) => row.length)) * 6;
  const scales = seriesScales(series);
  const legend = { orient: 'top' as const, symbolOpacity: 1, labelLimit: 0 };
  const spec: TopLevelSpec = {
    background: 'white',
    title: {
      text: wrapWords(title, titleCharacters(columns.length * (width + 24) + labels)),
      fontSize: titleFontSize,
    },
    spacing: 24,
    config: { legend, axisY: { labelLimit: 0 } },
    hconcat: columns.map(({ x, points, reference, range }, i) => {
      const [low, high] = range ?? rangeOf(sameAxis ? columns.flatMap((each) => each.points) : points, reference);
      const value = (field: string) => ({
        ...{ field, type: 'quantitative' as const, title: wrapWords(x, titleCharacters(width + 24, 11)) },
        scale: { domain: [low, high], nice: !range, zero: false },
      });
      const placed = {
        y: {
          ...{ field: 'row', type: 'nominal' as const, title: null, scale: { domain: rows } },
          axis: { labels: i === 0, ticks: false, grid: true, tickBand: 'extent' as const },
        },
        yOffset: { field: 'series', type: 'nominal' as const, scale: { domain: present, paddingOuter: 0.6 } },
        color: {
          field: 'series',
          type: 'nominal' as const,
          title: null,
          scale: scales.color,
          legend: { values: present },
        },
      };
      return {
        ...{ width, height },
        data: { values: [...points] },
        layer: [
          ...(reference === undefined
            ? []
            : [{ mark: { type: 'rule' as const, color: '#888888' }, encoding: { x: { datum: reference } } }]),
          {
            mark: { type: 'rule' as const, strokeWidth: 2 },
            encoding: { ...placed, x: value('low'), x2: { field: 'high' } },
          },
          {
            mark: { type: 'point' as const, filled: true, size: 34, opacity: 1 },
            encoding: {
              ...placed,
              x: value('value'),
              shape: {
                field: 'series',
                type: 'nominal' as const,
                title: null,
                scale: scales.marker,
                legend: { values: present },
              },
            },
          },
        ],
      };
    }),
  };
  return drawSvg(spec);
}

/** The ends of all intervals, with the reference; wider than them where all of these are one number. */
function rangeOf(points: readonly IntervalPoint[], reference: number | undefined): Interval {
  const ends = [...points.flatMap(({ low, high }) => [low, high]), ...(reference === undefined ? [] : [reference])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return low < high ? [low, high] : [low - 1, high + 1];
}
