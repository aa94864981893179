/** What a unit of work of each kind takes, and how long the rest will take: plain attacks cost a fraction of defended ones. */

export interface Costs {
  /** Counts what was done. @param kind e.g. the key of a setting @param units e.g. steps, states, images */
  spent(kind: string, units: number, seconds: number): void;
  /**
   * Seconds of a unit. For a kind that was not seen yet, those of the kind nearest to it in weight, scaled by the weights.
   * Null while nothing was seen.
   */
  each(kind: string): number | null;
}

/** @param weightOf about what a unit costs, in any unit; above 0 */
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

/** Work that is left of one kind. */
export interface WorkLeft {
  readonly kind: string;
  readonly units: number;
}

/** Null while nothing is known of the costs. @param workers that share the work out */
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
