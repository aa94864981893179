/** The episode so far: where actions are flipped, and which step is shown; a slider, too. */
import { useEffect, useRef } from 'preact/hooks';
import { colorName, token } from '../../charts/series.js';
import { type History, mostViews } from '../history.js';

interface TrackProps {
  readonly names: readonly string[];
  readonly histories: readonly History[];
  /** Number of steps played. */
  readonly steps: number;
  /** The step that is shown. */
  readonly at: number;
  readonly onShow: (step: number) => void;
}

/** In CSS pixels. */
const rowHeight = 16;
const gap = 4;
/** An episode that has just begun fills only a part. */
const fewestSteps = 60;

export function Track({ names, histories, steps, at, onShow }: TrackProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = () => canvas.current && drawFlips(canvas.current, histories, steps, at);
  useEffect(() => void draw());
  useEffect(() => {
    const resized = new ResizeObserver(() => draw());
    resized.observe(canvas.current!);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
    };
  });
  const flipped = names.filter((_, i) => histories[i]?.isFlipped[at]);
  const last = Math.max(0, steps - 1);
  return (
    <div class="track">
      <ul class="track-names" aria-hidden="true">
        {names.map((name, i) => (
          <li key={i}>{name}</li>
        ))}
      </ul>
      <div class="track-plot">
        <canvas ref={canvas} />
        <input
          type="range"
          min={Math.max(0, steps - mostViews)}
          max={last}
          value={at}
          style={{ '--from': share(Math.max(0, steps - mostViews), steps), '--to': share(last, steps) }}
          disabled={steps === 0}
          aria-label="step that is shown"
          aria-valuetext={`step ${at} of ${last}${flipped.length > 0 ? `, flipped: ${flipped.join(' and ')}` : ''}`}
          onInput={({ currentTarget }) => onShow(Number(currentTarget.value))}
        />
      </div>
      <ul class="track-names rates">
        {histories.map((history, i) => (
          <li key={i}>
            <b class="number">
              {history.flipRate[Math.min(at, history.flipRate.length - 1)] === undefined ? '–' : percentOf(history, at)}
            </b>{' '}
            flipped
          </li>
        ))}
      </ul>
    </div>
  );
}

const percentOf = ({ flipRate }: History, at: number): string =>
  `${((flipRate[Math.min(at, flipRate.length - 1)] ?? 0) * 100).toFixed(0)} %`;

const share = (step: number, steps: number): string => `${(100 * step) / Math.max(fewestSteps, steps)}%`;

function drawFlips(canvas: HTMLCanvasElement, histories: readonly History[], steps: number, at: number): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const x = (step: number) => (step * width) / Math.max(fewestSteps, steps);
  for (const [i, history] of histories.entries()) {
    const y = i * (rowHeight + gap);
    context.fillStyle = token('--raised');
    context.fillRect(0, y, width, rowHeight);
    context.fillStyle = token('--line');
    context.fillRect(0, y, x(history.steps.length), rowHeight);
    context.fillStyle = i === 0 ? token('--muted') : token(colorName(i));
    for (const [step, isFlipped] of history.isFlipped.entries()) {
      if (isFlipped) context.fillRect(x(step), y, Math.max(1, x(step + 1) - x(step) - 0.4), rowHeight);
    }
  }
  if (steps === 0) return;
  context.fillStyle = token('--text');
  context.fillRect(Math.min(width - 3, x(at)), 0, 3, height);
}
