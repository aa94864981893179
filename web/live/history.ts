/** What is kept of an agent's episode: one row a step for the plots, and the newest steps as they were seen. */
import type { StepView } from './engine/engine.js';
import { newestFrame } from './panels/pixels.js';

export interface History {
  readonly steps: number[];
  readonly score: number[];
  /** Share of the attacked steps so far (at λ 0: of all but random ones) whose action is not that of the plain network. */
  readonly flipRate: number[];
  readonly qGap: number[];
  /** Whether the step is one of those. */
  readonly isFlipped: boolean[];
  /** The newest steps by their index; of what the agent received, only the newest frame. */
  readonly views: Map<number, StepView>;
  flips: number;
  counted: number;
}

/** Steps that can be looked at again: each takes about 160 kB. */
export const mostViews = 256;

export const newHistory = (): History => ({
  ...{ steps: [], score: [], flipRate: [], qGap: [], isFlipped: [], views: new Map(), flips: 0, counted: 0 },
});

/** Adds a step. @param lambda in gray levels */
export function addStep(history: History, view: StepView, lambda: number): void {
  const counts = view.perturbed !== null || (lambda === 0 && view.wanted !== null);
  const isFlipped = counts && view.wanted !== view.taken;
  history.counted += Number(counts);
  history.flips += Number(isFlipped);
  history.steps.push(view.step);
  history.score.push(view.score);
  history.flipRate.push(history.counted === 0 ? 0 : history.flips / history.counted);
  history.qGap.push(view.qGap);
  history.isFlipped.push(isFlipped);
  history.views.set(view.step, { ...view, perturbed: view.perturbed && newestFrame(view.perturbed).slice() });
  history.views.delete(view.step - mostViews);
}

/** Returns a step as it was seen, or the last one of an episode that ended before it. */
export const viewAt = ({ steps, views }: History, step: number): StepView | undefined =>
  views.get(Math.min(step, steps.at(-1) ?? 0));

/** Returns the first step after the given one in which some agent's action is flipped; undefined where none is known. */
export function nextFlip(histories: readonly History[], after: number): number | undefined {
  const found = histories
    .map(({ isFlipped }) => isFlipped.indexOf(true, after + 1))
    .filter((step) => step >= 0 && step > after);
  return found.length === 0 ? undefined : Math.min(...found);
}

/** Smallest and largest Q-value of the steps, 0 included: the ends of the bars. */
export function rangeOf(views: readonly (StepView | undefined)[]): readonly [number, number] {
  const values = views.flatMap((view) => [...(view?.cleanQ ?? []), ...(view?.actingQ ?? [])]);
  return values.length === 0 ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
}
