/** A chart with a legend that shows the values under the pointer. */
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { bytes, compact } from '../style/format.js';
import { colorName, drawn, joined, type Series, token } from './series.js';

export interface ChartProps {
  readonly title: string;
  /** Of the horizontal axis. */
  readonly x: string;
  /** Of the vertical axis, where the title does not say it. */
  readonly y?: string;
  readonly series: readonly Series[];
  /** Charts of one group show the pointer at the same x. */
  readonly group?: string;
  /** Called when a part of the horizontal axis was chosen by dragging. */
  readonly onRange?: (from: number, to: number) => void;
  readonly format?: (value: number) => string;
  /** In CSS pixels. */
  readonly height?: number;
  /** The values of x that are marked, where they are few. */
  readonly ticks?: readonly number[];
  /** Whether the legend shows the last value of each series while nothing is pointed at: they may be at different x. */
  readonly showsLast?: boolean;
}

/** Distances of the lines of an axis of bytes. */
const byteSteps = Array.from({ length: 44 }, (_, i) => 2 ** i);

export function Chart({ title, x, series, group, onRange, format = compact, ...more }: ChartProps) {
  const { height = 200, ticks, showsLast = true, y } = more;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [at, setAt] = useState<number | null>(null);
  const range = useRef(onRange);
  range.current = onRange;
  const latest = useRef(series);
  latest.current = series;
  // The parts of the chart that need another plot when they change; data alone does not.
  const shape = JSON.stringify(series.map(({ label, style, points }) => [label, style, points]));
  const data = joined(series);

  useEffect(() => {
    const element = box.current!;
    const make = () => {
      plot.current?.destroy();
      const options = {
        ...drawn(latest.current),
        width: element.clientWidth,
        height,
        ...look({ x, format, group, ticks }),
      };
      plot.current = new uPlot({ ...options, hooks: hooks(setAt, range) }, joined(latest.current), element);
    };
    make();
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', make);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', make);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [shape, group, ticks?.join()]);

  useEffect(() => plot.current?.setData(joined(series)), [series]);

  const shown = series.map((each, i) => {
    const values = data[1 + i * 3] ?? [];
    const found = at === null ? (showsLast ? lastNumber(each.y) : undefined) : numberNear(values, at);
    const text = found === undefined ? '' : found === null ? '–' : format(found);
    return { label: each.label, style: each.style, text };
  });
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {at !== null && (
            <li>
              {x} <b class="number">{compact(data[0]?.[at] ?? 0)}</b>
            </li>
          )}
          {shown.map(({ label, style, text }) => (
            <li key={label}>
              <svg viewBox="0 0 18 6" aria-hidden="true">
                <line x1="0" y1="3" x2="18" y2="3" style={{ stroke: `var(${colorName(style)})` }} />
              </svg>
              <span>{label}</span>
              <b class="number">{text}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        ref={box}
        class="plot"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={summary(y === undefined ? title : `${title}: ${y}`, x, shown)}
      />
    </figure>
  );
}

const summary = (title: string, x: string, shown: readonly { readonly label: string; readonly text: string }[]) =>
  `${title} against ${x}: ${shown.map(({ label, text }) => `${label} ${text}`.trim()).join(', ')}`;

const lastNumber = (values: readonly (number | null)[]): number | null =>
  values.findLast((each) => each !== null) ?? null;

/** The value at an index, or the last one before it: series have values at different x. */
function numberNear(values: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let i = index; i >= 0; i--) if (typeof values[i] === 'number') return values[i] as number;
  return null;
}

const hooks = (
  setAt: (index: number | null) => void,
  range: { readonly current: ChartProps['onRange'] },
): uPlot.Hooks.Arrays => ({
  setCursor: [({ cursor }) => setAt(cursor.idx ?? null)],
  setSelect: [
    (u) => {
      const { left, width } = u.select;
      if (width > 4) range.current?.(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    },
  ],
});

type Look = Required<Pick<ChartProps, 'x' | 'format'>> & {
  readonly group: string | undefined;
  readonly ticks: readonly number[] | undefined;
};

function look({ x, format, group, ticks }: Look) {
  const axis = { stroke: token('--muted'), grid: { stroke: token('--line'), width: 1 }, ticks: { show: false } };
  const font = `11px ${token('--font')}`;
  return {
    legend: { show: false },
    padding: [8, 18, 0, 0] as uPlot.Padding,
    scales: { x: { time: false } },
    axes: [
      {
        ...{ ...axis, font, size: 24, label: x, labelSize: 16, labelGap: 0, labelFont: font },
        values: (_: uPlot, values: number[]) => values.map(compact),
        ...(ticks && { splits: [...ticks] }),
      },
      {
        ...{ ...axis, font, size: 52 },
        values: (_: uPlot, values: number[]) => values.map(format),
        ...(format === bytes && { incrs: byteSteps }),
      },
    ],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { show: false },
      ...(group !== undefined && { sync: { key: group } }),
    },
  };
}
