/** The learning rate against epochs: the three schedules of the SAP paper, stretched or squeezed to any length. */

export interface StepSchedule {
  /** Epochs for which the drops are given. */
  readonly epochs: number;
  /** Epochs at which the rate is multiplied by `factor`, ascending. */
  readonly drops: readonly number[];
  readonly factor: number;
}

const every = (period: number, epochs: number) =>
  Array.from({ length: Math.ceil(epochs / period) - 1 }, (_, i) => (i + 1) * period);

/** The paper's, by the kind of training. */
export const schedules = {
  dense: { epochs: 150, drops: [100, 130], factor: 0.1 },
  adversarial: { epochs: 100, drops: every(10, 100), factor: 0.5 },
  dropout: { epochs: 250, drops: [100, 150, 190, 220], factor: 0.1 },
} as const satisfies Record<string, StepSchedule>;

export type ScheduleName = keyof typeof schedules;

/**
 * Learning rate as a function of epochs done, which may be fractions.
 * @param epochs length of the run: the drops come at the same shares of it as they do of the schedule's own length
 */
export function learningRateSchedule(
  { epochs: length, drops, factor }: StepSchedule,
  { initial, epochs }: { readonly initial: number; readonly epochs: number },
): (epochsDone: number) => number {
  // Compared as drop · epochs ≤ done · length, which is exact for whole numbers.
  return (done) => initial * factor ** drops.filter((drop) => drop * epochs <= done * length).length;
}
