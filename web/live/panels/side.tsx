/** One agent: its screen, what it chooses, and what it sees. */
import type { StartView, StepView } from '../engine/engine.js';
import type { Preset } from '../presets.js';
import type { ComputeReport } from '../providers/choice.js';
import { Computing } from './compute-control.js';
import { Bars, Outcome, Screen, Seen } from './views.js';

interface SideProps {
  /** As `--defense` takes it; plain: none. */
  readonly name: string;
  readonly preset: Preset;
  readonly view: StepView | undefined;
  /** Shown until the first step. */
  readonly start: StartView | undefined;
  readonly actions: readonly string[];
  readonly range: readonly [number, number];
  /** In gray levels. */
  readonly lambda: number;
  /** Undefined where nothing but WebAssembly was chosen. */
  readonly computing: ComputeReport | undefined;
}

/** With the minus sign of typography. */
const signed = (value: number): string => String(value).replace('-', '−');

export function Side({ name, preset, view, start, actions, range, lambda, computing }: SideProps) {
  const isFlipped = view !== undefined && view.wanted !== null && view.wanted !== view.taken;
  return (
    <section class={`side card ${isFlipped ? 'is-flipped' : ''}`} aria-label={`agent ${name}`}>
      <header>
        <h2>
          <span>{preset.title}</span> <small>{preset.meaning}</small>
        </h2>
        <p class="score">
          score <b class="number">{signed(view?.score ?? 0)}</b>
        </p>
      </header>
      <div class="acts">
        <Screen view={view ?? start} />
        <div class="choice">
          <Outcome {...{ view, actions }} />
          <Bars {...{ view, actions, range }} />
        </div>
      </div>
      <Seen {...{ view, start, lambda }} />
      <p class="speed">
        {view ? `${view.milliseconds.toFixed(view.milliseconds < 10 ? 1 : 0)} ms for attack and action` : ' '}
      </p>
      <Computing report={computing} />
    </section>
  );
}
