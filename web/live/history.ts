/** What the plots show of an agent: one row a step, with the sums so far. */
import type { StepView } from './engine/engine.js';

export interface History {
  readonly steps: number[];
  readonly score: number[];
  /** Share of the attacked steps so far (at λ 0: of all but random ones) whose action is not that of the plain network. */
  readonly flipRate: number[];
  readonly qGap: number[];
  flips: number;
  counted: number;
}

export const newHistory = (): History => ({ steps: [], score: [], flipRate: [], qGap: [], flips: 0, counted: 0 });

/** Adds a step. @param lambda in gray levels */
export function addStep(history: History, view: StepView, lambda: number): void {
  if (view.perturbed !== null || (lambda === 0 && view.wanted !== null)) {
    history.counted++;
    history.flips += Number(view.wanted !== view.taken);
  }
  history.steps.push(view.step);
  history.score.push(view.score);
  history.flipRate.push(history.counted === 0 ? 0 : history.flips / history.counted);
  history.qGap.push(view.qGap);
}
