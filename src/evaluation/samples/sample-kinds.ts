/** Measures kinds of work one by one until a time is used up; the costs of the others are scaled from those measured. */
import type { CellCost } from './sample-cell.js';

export interface SampleKindsOptions<Kind> {
  /** By key. */
  readonly kinds: ReadonlyMap<string, Kind>;
  /** About what a batch of a kind costs at these λ together, in any unit; above 0. */
  readonly weightOf: (kind: Kind, lambdas: readonly number[]) => number;
  /** Costs of kinds of one family are the likest: a defense, say, may take one network a draw. */
  readonly familyOf: (kind: Kind) => string;
  readonly measure: (kind: Kind) => Promise<CellCost>;
  /** Costs by key that are known already; those measured are added. */
  readonly known?: Map<string, CellCost> | undefined;
  /** No kind is begun after that; at least one is measured. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Told before each kind is measured. */
  readonly onSample?: ((done: number, total: number) => void) | undefined;
}

export interface SampledKinds {
  /**
   * Of a batch of this kind at these λ together. A kind not measured costs what the one of its family that is nearest in
   * weight does, or where there is none the nearest of all, scaled by the weights.
   */
  seconds(key: string, lambdas: readonly number[]): number;
  /** Each worker compiles what it meets. */
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
    await new Promise(setImmediate); // else no signal would be heard
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

/** In an order of which every beginning is spread evenly over the list: by multiples of the golden ratio, modulo 1. */
function spread<T>(items: readonly T[]): T[] {
  const goldenRatio = (1 + Math.sqrt(5)) / 2;
  return items
    .map((item, place) => ({ item, at: (place * goldenRatio) % 1 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
