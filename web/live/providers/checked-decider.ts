/**
 * A decider that computes by WebGPU what WebAssembly computes. Each part is compared, at its first use, on observations of its game:
 * where the two disagree, and where WebGPU fails, now or later, WebAssembly goes on with the very same step.
 */
import type { Decider, Pixels } from '../../../src/evaluation/players/attacked-step.js';
import {
  type ComputeReport,
  chooseProvider,
  compareQ,
  disagreement,
  type GpuChoice,
  medianOf,
  type Part,
  type PartReport,
  type Times,
} from './choice.js';
import type { Memory } from './memory.js';

export interface CheckedDeciderOptions {
  readonly choice: GpuChoice;
  readonly wasm: Decider;
  /** Called at the first part that needs it. */
  readonly createWebgpu: () => Decider;
  /** Rejects where there is no GPU. */
  readonly adapterName: () => Promise<string>;
  /** Returns true observations of the game, [4, 84, 84]: at least one. */
  readonly observations: () => readonly Uint8Array[];
  /** Returns the largest difference of a part that passes. */
  readonly toleranceOf: (part: Part) => number;
  /** Returns the key of a part's times. */
  readonly keyOf: (part: Part, adapter: string) => string;
  readonly memory: Memory;
  /** Called whenever more is known. */
  readonly onReport: (report: ComputeReport) => void;
}

/** After so many observations, a slow device has been compared enough once the time is over. */
const leastObservations = 3;
const mostMilliseconds = 3000;

/** Computes a part by one of the deciders. */
type Call<T> = (decider: Decider, seen: Pixels) => Promise<T>;

export function createCheckedDecider(options: CheckedDeciderOptions): Decider {
  const { choice, wasm, createWebgpu, observations, toleranceOf, keyOf, memory, onReport } = options;
  const found = new Map<Part, PartReport>();
  let adapter: string | undefined;
  let webgpu: Decider | undefined;
  let failure: string | undefined;

  const report = () => onReport({ adapter, parts: [...found.values()], failure });
  report();

  function fail(reason: string): void {
    failure = reason;
    report();
    // Of no use any more; a GPU that has failed may fail again.
    webgpu?.dispose().catch(() => {});
    webgpu = undefined;
  }

  async function decide<T extends Float32Array | { readonly q: Float32Array }>(
    part: Part,
    seen: Pixels,
    call: Call<T>,
  ): Promise<T> {
    try {
      if (failure === undefined && !found.has(part)) await choose(part, seen, async (...of) => qOf(await call(...of)));
      if (failure === undefined && found.get(part)!.provider === 'webgpu') return await call(webgpu!, seen);
    } catch (error) {
      fail(reasonOf(error));
    }
    return call(wasm, seen);
  }

  /** Chooses who computes a part. @param seen tells the storage of its input */
  async function choose(part: Part, seen: Pixels, call: Call<Float32Array>): Promise<void> {
    adapter ??= await options.adapterName();
    const key = keyOf(part, adapter);
    const remembered = choice === 'faster' ? await memory.recall(key) : undefined;
    if (remembered && chooseProvider(choice, remembered) === 'wasm') {
      found.set(part, { part, provider: 'wasm', times: remembered, difference: undefined });
      report();
      return;
    }
    webgpu ??= createWebgpu();
    const { q, times: measured } = await runBoth(webgpu, seen, call);
    const tolerance = toleranceOf(part);
    const comparison = compareQ(q.wasm, q.webgpu, tolerance);
    const reason = disagreement(part, comparison, tolerance);
    if (reason !== undefined) return fail(reason);
    const times = remembered ?? measured;
    if (!remembered) await memory.remember(key, times);
    found.set(part, { part, provider: chooseProvider(choice, times), times, difference: comparison.difference });
    report();
  }

  /** Runs a part by both providers. The first run compiles, so its time does not count. */
  async function runBoth(gpu: Decider, seen: Pixels, call: Call<Float32Array>) {
    const q = { wasm: [] as Float32Array[], webgpu: [] as Float32Array[] };
    const taken = { wasm: [] as number[], webgpu: [] as number[] };
    let begin = performance.now();
    for (const [i, observation] of observations().entries()) {
      if (i >= leastObservations && performance.now() - begin > mostMilliseconds) break;
      const pixels = seen instanceof Uint8Array ? observation : Float32Array.from(observation);
      for (const [name, decider] of [
        ['wasm', wasm],
        ['webgpu', gpu],
      ] as const) {
        const start = performance.now();
        q[name].push((await call(decider, pixels)).slice());
        taken[name].push(performance.now() - start);
      }
      if (i === 0) begin = performance.now();
    }
    return {
      q,
      times: { wasm: medianOf(taken.wasm.slice(1)), webgpu: medianOf(taken.webgpu.slice(1)) } satisfies Times,
    };
  }

  return {
    label: wasm.label,
    choose: wasm.choose,
    clean: (seen, key) => decide('clean', seen, (decider, pixels) => decider.clean(pixels, key)),
    attacked: (seen, lambda, key) =>
      decide('attacked', seen, (decider, pixels) => decider.attacked(pixels, lambda, key)),
    value: (observation) => decide('value', observation, (decider, pixels) => decider.value(pixels as Uint8Array)),
    async dispose() {
      await Promise.all([wasm.dispose(), webgpu?.dispose().catch(() => {})]);
    },
  };
}

const qOf = (found: Float32Array | { readonly q: Float32Array }): Float32Array => ('q' in found ? found.q : found);

/** The first line of an error, or of what has caused it. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const text = cause instanceof Error ? cause.message : message;
  return text.trim().split('\n')[0]!.slice(0, 200);
}
