/** One agent: its screen, what it sees, and what it chooses. */
import type { StartView, StepView } from '../engine/engine.js';
import { Bars, Frames, Outcome, Perturbation, Screen } from './views.js';

interface SideProps {
  readonly name: string;
  readonly view: StepView | undefined;
  /** Shown until the first step. */
  readonly start: StartView | undefined;
  readonly actions: readonly string[];
  readonly range: readonly [number, number];
  /** In gray levels. */
  readonly lambda: number;
}

/** The largest perturbation fills half of the color scale. */
const scaleFor = (lambda: number): number => Math.max(1, Math.round(128 / Math.max(1, lambda)));

export function Side({ name, view, start, actions, range, lambda }: SideProps) {
  return (
    <section class="side" aria-label={`agent ${name}`}>
      <h2>
        {name} <span class="score">{view ? `score ${view.score}` : ''}</span>{' '}
        <span class="speed">{view ? `step ${view.step}, ${view.milliseconds.toFixed(0)} ms` : ''}</span>
      </h2>
      <div class="pictures">
        <Screen view={view ?? start} />
        <div>
          <Frames view={view ?? start} />
          <Perturbation view={view} scale={scaleFor(lambda)} />
        </div>
      </div>
      <Outcome {...{ view, actions }} />
      <Bars {...{ view, actions, range }} />
    </section>
  );
}
