/** Exploration ε against steps: held at `start`, then linear to `end`, then held (Mnih et al. 2015). */
export interface LinearSchedule {
  readonly start: number;
  readonly end: number;
  /** Steps at `start`. */
  readonly hold: number;
  /** Steps from `start` to `end`. */
  readonly anneal: number;
}

export function linearSchedule({ start, end, hold, anneal }: LinearSchedule): (step: number) => number {
  return (step) => {
    if (step < hold) return start;
    const progress = anneal === 0 ? 1 : Math.min(1, (step - hold) / anneal);
    return progress === 1 ? end : start + progress * (end - start);
  };
}

/** How often something of this period falls due while a count goes from `before` to `after` (periods end after it). */
export function timesDue(before: number, after: number, period: number): number {
  return Math.floor(after / period) - Math.floor(before / period);
}
