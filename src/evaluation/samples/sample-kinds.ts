/** Measures kinds of work one by one until the time is up. The costs of the others are scaled from the measured ones. */
import type { CellCost } from './sample-cell.js';

export interface SampleKindsOptions<Kind> {
  /** By key. */
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Approximate cost of a batch of a kind at these λ together, in any unit; above 0. */
  readonly weightOf: (kind: Kind, lambdas: readonly number[]) => number;
  /** Kinds of one family have similar costs: a defense, for example, may compute one network per sample. */
  readonly familyOf: (kind: Kind) => string;
  readonly measure: (kind: Kind) => Promise<CellCost>;
  /** Costs by key that are known already. Measured ones are added. */
  readonly known?: Map<string, CellCost> | undefined;
  /** Time after which no further measurement starts. At least one kind is measured. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Called before each kind is measured. */
  readonly onSample?: ((done: number, total: number) => void) | undefined;
}

export interface SampledKinds {
  /**
   * Seconds of a batch of this kind at these λ together. For a kind that was not measured: the cost of the kind of the same
   * family (else of any family) with the most similar weight, scaled by the weights.
   */
  seconds(key: string, lambdas: readonly number[]): number;
  /** Estimated time to compile all kinds, which each worker does for itself. */
  readonly compileSeconds: number;
  readonly kinds: { readonly measured: number; readonly total: number };
}

export async function sampleKinds<Kind>(options: SampleKindsOptions<Kind>): Promise<SampledKinds> {
  const { kinds, weightOf, familyOf, measure, known = new Map(), seconds, signal, onSample } = options;
  const isKnown = (key: string) => known.has(key);
  const order = spread(
    [...kinds].toSorted(
      ([, a], [, b]) => familyOf(a).localeCompare(familyOf(b)) || weightOf(a, [1]) - weightOf(b, [1]),
    ),
  );
  const begin = performance.now();
  for (const [key, kind] of order) {
    if (isKnown(key)) continue;
    if ([...kinds.keys()].some(isKnown) && performance.now() - begin > seconds * 1000) break;
    onSample?.([...kinds.keys()].filter(isKnown).length, kinds.size);
    signal?.throwIfAborted();
    known.set(key, await measure(kind));
    await new Promise(setImmediate); // lets the signal arrive
  }
  const measured = [...kinds.keys()].filter(isKnown);
  const compiled = measured.reduce((sum, key) => sum + known.get(key)!.compileSeconds, 0);
  return {
    seconds(key, lambdas) {
      const own = known.get(key);
      if (own) return own.seconds(lambdas);
      const kind = (of: string) => kinds.get(of)!;
      const weight = (of: string) => weightOf(kind(of), lambdas);
      const relatives = measured.filter((other) => familyOf(kind(other)) === familyOf(kind(key)));
      const distance = (other: string) => Math.abs(Math.log(weight(other) / weight(key)));
      const nearest = (relatives.length > 0 ? relatives : measured).reduce((a, b) =>
        distance(b) < distance(a) ? b : a,
      );
      return known.get(nearest)!.seconds(lambdas) * (weight(key) / weight(nearest));
    },
    compileSeconds: measured.length === 0 ? 0 : (compiled / measured.length) * kinds.size,
    kinds: { measured: measured.length, total: kinds.size },
  };
}

/** Reorders a list so that every prefix is spread evenly over it: by multiples of the golden ratio, modulo 1. */
function spread<T>(items: readonly T[]): T[] {
  const goldenRatio = (1 + Math.sqrt(5)) / 2;
  return items
    .map((item, place) => ({ item, at: (place * goldenRatio) % 1 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
