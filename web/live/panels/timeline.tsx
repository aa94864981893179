/** Score, flip rate and Q gap over time. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { History } from '../history.js';

/** Of the design; the dashes tell the agents apart without colors. */
const colors = ['--muted', '--series-2'];
const dashes = [[6, 3], []];

interface TimelineProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly histories: readonly History[];
  readonly of: (history: History) => readonly number[];
  /** Number of steps shown; the plot is drawn when it changes. */
  readonly steps: number;
}

const height = 130;

export function Timeline({ title, names, histories, of, steps }: TimelineProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const key = names.join();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const axis = { stroke: style.color, grid: { stroke: style.borderColor, width: 1 }, ticks: { show: false } };
    const made = new uPlot(
      {
        ...{ width: element.clientWidth, height, title, pxAlign: 0 },
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 24 },
          { ...axis, size: 48 },
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
  }, [key, title]);

  useEffect(() => {
    const longest = histories.reduce((a, b) => (b.steps.length > a.steps.length ? b : a));
    const values = histories.map((history) => longest.steps.map((_, i) => of(history)[i] ?? null));
    plot.current?.setData([[...longest.steps], ...values]);
  }, [steps, histories]);

  const last = histories.map((history, i) => `${names[i]} ${of(history).at(-1)?.toFixed(2) ?? 'nothing yet'}`);
  return <div ref={place} class="timeline" role="img" aria-label={`${title}: ${last.join(', ')}`} />;
}
