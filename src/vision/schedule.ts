/** Learning rate schedules: the three of the SAP paper, scaled to any number of epochs. */

export interface StepSchedule {
  /** Number of epochs to which `drops` refer. */
  readonly epochs: number;
  /** Epochs at which the rate is multiplied by `factor`, ascending. */
  readonly drops: readonly number[];
  readonly factor: number;
}

const every = (period: number, epochs: number) =>
  Array.from({ length: Math.ceil(epochs / period) - 1 }, (_, i) => (i + 1) * period);

/** The schedules of the paper, by the kind of training. */
export const schedules = {
  dense: { epochs: 150, drops: [100, 130], factor: 0.1 },
  adversarial: { epochs: 100, drops: every(10, 100), factor: 0.5 },
  dropout: { epochs: 250, drops: [100, 150, 190, 220], factor: 0.1 },
} as const satisfies Record<string, StepSchedule>;

export type ScheduleName = keyof typeof schedules;

/**
 * Returns the learning rate as a function of the epochs done, which may be fractional.
 * @param epochs length of the run; the epochs of the drops are scaled to it
 */
export function learningRateSchedule(
  { epochs: length, drops, factor }: StepSchedule,
  { initial, epochs }: { readonly initial: number; readonly epochs: number },
): (epochsDone: number) => number {
  // The comparison drop · epochs ≤ done · length is exact for whole numbers.
  return (done) => initial * factor ** drops.filter((drop) => drop * epochs <= done * length).length;
}
