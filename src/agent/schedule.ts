/** Exploration ε by agent step: constant at `start`, then linear to `end`, then constant (Mnih et al. 2015). */
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

/** Returns how many multiples of `period` lie in (before, after]. */
export function timesDue(before: number, after: number, period: number): number {
  return Math.floor(after / period) - Math.floor(before / period);
}
