/** Where the networks of the live page compute: what is compared between WebAssembly and WebGPU, and what follows from it. */
import { compact } from '../../style/format.js';

/** What the visitor chooses; `faster`: whichever takes less time on this device. */
export const computeChoices = ['wasm', 'webgpu', 'faster'] as const;
export type ComputeChoice = (typeof computeChoices)[number];

/** The choices that need a GPU. */
export type GpuChoice = Exclude<ComputeChoice, 'wasm'>;

/** What computes. */
export type PageProvider = 'wasm' | 'webgpu';

export const providerNames: Readonly<Record<PageProvider, string>> = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

/** The compiled parts of a decision; each is compared, measured and chosen by itself. */
const parts = {
  value: 'Q-values of the plain network',
  clean: 'step without an attack',
  attacked: 'step under attack',
} as const;
export type Part = keyof typeof parts;

/** Medians in milliseconds. */
export type Times = Readonly<Record<PageProvider, number>>;

/** The same part for the same observations by both providers. */
export interface Comparison {
  /** Largest |ΔQ| of an observation, relative to its largest |Q|; the median over the observations. */
  readonly difference: number;
  /** Observations whose greedy action differs, though its Q-value is ahead by more than the tolerance. */
  readonly flips: number;
  readonly observations: number;
}

/**
 * Returns the largest difference that passes. Plain networks differ by rounding alone. With a defense, a draw that hangs on the last bit
 * of an activation may differ, and all that follows from it.
 * @param defense as `--defense` takes it
 */
export const toleranceOf = (part: Part, defense: string): number =>
  part === 'value' || defense === 'none' ? 1e-4 : 0.05;

/** Compares Q-values, a row for each observation. */
export function compareQ(
  wasm: readonly Float32Array[],
  webgpu: readonly Float32Array[],
  tolerance: number,
): Comparison {
  const rows = wasm.map((expected, i) => compareRow(expected, webgpu[i]!, tolerance));
  return {
    difference: medianOf(rows.map(({ difference }) => difference)),
    flips: rows.filter(({ isFlipped }) => isFlipped).length,
    observations: rows.length,
  };
}

function compareRow(expected: Float32Array, found: Float32Array, tolerance: number) {
  const largest = Math.max(...expected.map(Math.abs));
  const distance = Math.max(...expected.map((value, action) => Math.abs(value - found[action]!)));
  const difference = distance === 0 ? 0 : distance / largest;
  if (!Number.isFinite(difference)) return { difference: Number.POSITIVE_INFINITY, isFlipped: true };
  const action = greedyOf(expected);
  const lead = expected[action]! - Math.max(...expected.filter((_, other) => other !== action));
  return { difference, isFlipped: greedyOf(found) !== action && lead > tolerance * largest };
}

/** Returns the median, which may be infinite. @param values at least one */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

const greedyOf = (q: Float32Array): number => q.indexOf(Math.max(...q));

/** Returns why WebGPU must not compute a part; undefined where both providers agree. */
export function disagreement(
  part: Part,
  { difference, flips, observations }: Comparison,
  tolerance: number,
): string | undefined {
  if (difference === Number.POSITIVE_INFINITY) return `${parts[part]}: not all Q-values are finite numbers`;
  if (difference > tolerance)
    return `${parts[part]}: |ΔQ| against WebAssembly is ${compact(difference)} of the largest |Q|, expected at most ${compact(tolerance)}`;
  if (flips > 0)
    return `${parts[part]}: the greedy action differs from that of WebAssembly at ${flips} of ${observations} observations`;
  return undefined;
}

/** Returns the provider that computes a part for which both agree. */
export const chooseProvider = (choice: GpuChoice, { wasm, webgpu }: Times): PageProvider =>
  choice === 'faster' && wasm <= webgpu ? 'wasm' : 'webgpu';

/** What is known of a part. */
export interface PartReport {
  readonly part: Part;
  readonly provider: PageProvider;
  readonly times: Times;
  /** As in `Comparison`; undefined where WebAssembly was faster before, and nothing was compared. */
  readonly difference: number | undefined;
}

/** Where an agent computes. */
export interface ComputeReport {
  /** The GPU; undefined where there is none. */
  readonly adapter: string | undefined;
  readonly parts: readonly PartReport[];
  /** Why WebAssembly computes in place of WebGPU. */
  readonly failure: string | undefined;
}

/** Returns what the page says about it, a line for each part. */
export function describeCompute({ adapter, parts: found, failure }: ComputeReport): readonly string[] {
  if (failure !== undefined) return [`WebAssembly computes, not WebGPU: ${failure}`];
  if (found.length === 0) return ['WebGPU is compared with WebAssembly at the next step'];
  return found.map(({ part, provider, times, difference }) => {
    const other = provider === 'wasm' ? 'webgpu' : 'wasm';
    const figures = `${milliseconds(times[provider])} (${providerNames[other]} ${milliseconds(times[other])})`;
    const device = provider === 'webgpu' ? ` on ${adapter}` : '';
    const compared =
      difference === undefined
        ? 'measured earlier on this device'
        : `|ΔQ| is ${compact(difference)} of the largest |Q|`;
    return `${parts[part]}: ${providerNames[provider]}${device}, ${figures}; ${compared}`;
  });
}

const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
