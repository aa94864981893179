/** A number of both agents over time. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import '../../charts/chart.css';
import { compact } from '../../style/format.js';
import type { History } from '../history.js';

/** Of the design; the dashes tell the agents apart without colors. */
const colors = ['--muted', '--series-2'];
const dashes = [[6, 3], []];

export interface TimelineProps {
  readonly title: string;
  readonly unit: string;
  /** Smallest and largest value, where they are known. */
  readonly bounds?: readonly [number, number];
  readonly names: readonly string[];
  readonly histories: readonly History[];
  readonly of: (history: History) => readonly number[];
  /** Number of steps shown; the plot is drawn when it changes. */
  readonly steps: number;
}

const height = 150;

export function Timeline({ title, unit, bounds, names, histories, of, steps }: TimelineProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const key = names.join();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const font = `11px ${style.fontFamily}`;
    const axis = { stroke: style.color, grid: { stroke: style.borderColor, width: 1 }, ticks: { show: false } };
    const made = new uPlot(
      {
        ...{ width: element.clientWidth, height, pxAlign: 0, padding: [8, 14, 0, 0] },
        cursor: { show: false },
        legend: { show: false },
        scales: {
          x: { time: false, range: (_, least, largest) => [least ?? 0, Math.max(fewestSteps, largest ?? 0)] },
          y: { range: bounds ? [...bounds] : (_, least, largest) => spread(least ?? 0, largest ?? 0) },
        },
        axes: [
          { ...axis, size: 24, label: 'step', labelSize: 16, labelFont: font, labelGap: 0, font },
          { ...axis, size: 44, font, values: (_, values) => values.map(compact), space: 28 },
        ],
        series: [
          {},
          ...names.map((label, i) => ({
            label,
            stroke: style.getPropertyValue(colors[i]!),
            width: 2,
            dash: dashes[i]!,
            points: { show: false },
          })),
        ],
      },
      [[], ...names.map(() => [])],
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [key, title]); // the bounds of a plot do not change

  useEffect(() => {
    if (histories.length === 0) return;
    const longest = histories.reduce((a, b) => (b.steps.length > a.steps.length ? b : a));
    const values = histories.map((history) => longest.steps.map((_, i) => of(history)[i] ?? null));
    plot.current?.setData([[...longest.steps], ...values]);
  }, [steps, histories]);

  const last = histories.map((history) => of(history).at(-1));
  const texts = last.map((value) => (value === undefined ? '–' : compact(value)));
  const summary = texts.map((text, i) => `${names[i]} ${text}`).join(', ');
  return (
    <figure class="card timeline-card">
      <figcaption>
        <h3>{title}</h3> <span class="muted">{unit}</span>
        <ul class="legend">
          {texts.map((text, i) => (
            <li key={i}>
              <svg viewBox="0 0 18 6" aria-hidden="true">
                <line
                  x1="0"
                  y1="3"
                  x2="18"
                  y2="3"
                  style={{ stroke: `var(${colors[i]})` }}
                  stroke-dasharray={dashes[i]!.join(' ')}
                />
              </svg>
              {names[i]} <b class="number">{text}</b>
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        ref={place}
        class="timeline"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={`${title} (${unit}): ${summary}`}
      />
    </figure>
  );
}

/** A plot of an episode that has just begun is not filled by its few steps. */
const fewestSteps = 20;

/** Room around values, also where all of them are equal. */
function spread(least: number, largest: number): [number, number] {
  const room = largest - least || 1;
  return [Math.min(least, largest - room), Math.max(largest, least + room)].map((end, i) =>
    end === 0 ? 0 : end + (i === 0 ? -0.06 : 0.06) * room,
  ) as [number, number];
}
