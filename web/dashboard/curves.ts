/** Which curves a run has: the charts of its view, and the keys by which runs are compared. */
import type { RowGroup, RunRows, RunSummary } from '../../src/dashboard/types.js';
import type { Series } from '../charts/series.js';
import { bytes, percent } from '../style/format.js';

/** One line: a key of one group of rows, such as `train/loss`. */
export interface LineKey {
  readonly key: string;
  readonly label: string;
  /** Keys of the ends of its interval, where rows have them. */
  readonly interval?: readonly [low: string, high: string];
}

export interface ChartKeys {
  readonly title: string;
  readonly lines: readonly LineKey[];
  readonly format?: (value: number) => string;
}

const memory: ChartKeys = {
  title: 'Memory',
  lines: [{ key: 'clock/residentBytes', label: 'resident' }],
  format: bytes,
};

export const chartsOf: Readonly<Record<RunSummary['kind'], readonly ChartKeys[]>> = {
  agent: [
    {
      title: 'Return (points)',
      lines: [
        { key: 'train/return', label: 'training' },
        { key: 'train/recentReturn', label: 'last 100 episodes' },
        {
          key: 'evaluation/return',
          label: 'evaluation',
          interval: ['evaluation/returnLow', 'evaluation/returnHigh'],
        },
      ],
    },
    { title: 'Loss', lines: [{ key: 'train/loss', label: 'loss' }] },
    { title: 'Q', lines: [{ key: 'train/meanQ', label: 'mean of max Q' }] },
    { title: 'Exploration ε', lines: [{ key: 'train/exploration', label: 'ε' }] },
    { title: 'Speed (steps per second)', lines: [{ key: 'clock/stepsPerSecond', label: 'agent steps' }] },
    memory,
  ],
  classifier: [
    {
      title: 'Accuracy',
      lines: [
        { key: 'train/accuracy', label: 'training' },
        { key: 'evaluation/accuracy', label: 'evaluation' },
      ],
      format: percent,
    },
    {
      title: 'Loss',
      lines: [
        { key: 'train/loss', label: 'training' },
        { key: 'evaluation/loss', label: 'evaluation' },
      ],
    },
    { title: 'Learning rate', lines: [{ key: 'train/learningRate', label: 'learning rate' }] },
    { title: 'Speed (images per second)', lines: [{ key: 'clock/imagesPerSecond', label: 'images' }] },
    memory,
  ],
};

export const keysOf = (charts: readonly ChartKeys[]): string[] =>
  charts.flatMap(({ lines }) => lines.flatMap(({ key, interval = [] }) => [key, ...interval]));

const parts = (key: string): [RowGroup, string] => key.split('/') as [RowGroup, string];

/** A line of a run's rows; undefined where the run has no such value. */
export function seriesOf(rows: RunRows, { key, label, interval }: LineKey, style: number): Series | undefined {
  const [group, name] = parts(key);
  const buckets = rows.groups[group];
  const curve = buckets?.curves[name];
  if (!buckets || !curve || curve.mean.every((value) => value === null)) return undefined;
  const end = (of: string) => buckets.curves[parts(of)[1]]?.mean;
  const [low, high] = interval ? interval.map(end) : [curve.low, curve.high];
  return { label, x: buckets.step, y: curve.mean, low, high, style, points: group === 'evaluation' };
}
