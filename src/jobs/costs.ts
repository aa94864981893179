/** Estimates the remaining time from the measured time per unit of each kind of work, since kinds differ greatly in cost. */

export interface Costs {
  /** Records completed work. @param kind such as the key of a setting @param units such as steps, states or images */
  spent(kind: string, units: number, seconds: number): void;
  /**
   * Returns the seconds per unit. For a kind without records, those of the kind with the nearest weight, scaled by the weights.
   * Null without any record.
   */
  each(kind: string): number | null;
}

/** @param weightOf the approximate relative cost of a unit, above 0 */
export function createCosts(weightOf: (kind: string) => number): Costs {
  const seen = new Map<string, { units: number; seconds: number; readonly weight: number }>();
  return {
    spent(kind, units, seconds) {
      if (!(units > 0 && seconds > 0)) return;
      const sum = seen.get(kind) ?? { units: 0, seconds: 0, weight: weightOf(kind) };
      sum.units += units;
      sum.seconds += seconds;
      seen.set(kind, sum);
    },
    each(kind) {
      const own = seen.get(kind);
      if (own) return own.seconds / own.units;
      const weight = weightOf(kind);
      const distance = (other: number) => Math.abs(Math.log(other / weight));
      const [nearest] = [...seen.values()].sort((a, b) => distance(a.weight) - distance(b.weight));
      return nearest ? (nearest.seconds / nearest.units) * (weight / nearest.weight) : null;
    },
  };
}

/** Remaining work of one kind. */
export interface WorkLeft {
  readonly kind: string;
  readonly units: number;
}

/** Returns the estimated seconds for the remaining work; null without any record. @param workers that work in parallel */
export function secondsFor(left: readonly WorkLeft[], costs: Costs, workers: number): number | null {
  let total = 0;
  for (const { kind, units } of left) {
    if (units <= 0) continue;
    const each = costs.each(kind);
    if (each === null) return null;
    total += units * each;
  }
  return total / Math.max(1, workers);
}
