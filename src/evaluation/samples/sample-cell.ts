/** Measures the cost of a batch under an attack: compiles it and runs few steps, from which the cost of many is extrapolated. */
import { type Attack, callsOf } from '../../attack/search/attack.js';
import type { Values } from '../../compute/signature.js';
import { type CellOptions, compileCell } from '../players/grid-cell.js';

export interface CellCost {
  readonly compileSeconds: number;
  /** Seconds of one batch at these λ together. */
  seconds(lambdas: readonly number[]): number;
}

/** Cheap steps are measured again for so long: one that other programs have slowed down would count otherwise. */
const repeatMs = 50;

/** Measures few steps, whatever the number of steps of the attack. @param pixels of one batch @param given as for the cell */
export async function sampleCell(
  options: CellOptions,
  pixels: Uint8Array,
  given: readonly Values[] = [],
): Promise<CellCost> {
  let iterations = 1;
  const listed = options.attack && { attack: shortened(options.attack.attack, () => iterations) };
  const begin = performance.now();
  const cell = await compileCell({ ...options, attack: listed });
  const compileSeconds = (performance.now() - begin) / 1000;
  const examples = Array.from({ length: options.shape[0] }, (_, i) => i);
  const time = async (count: number, lambdas: readonly number[]): Promise<number> => {
    iterations = count;
    const start = performance.now();
    await cell.run(pixels, lambdas, 0, examples, given);
    return (performance.now() - start) / 1000;
  };
  /** The shortest of several. */
  const shortest = async (count: number, lambdas: readonly number[], fewest = 1): Promise<number> => {
    const start = performance.now();
    let found = Number.POSITIVE_INFINITY;
    for (let run = 0; run < fewest || performance.now() - start < repeatMs; run++) {
      found = Math.min(found, await time(count, lambdas));
    }
    return found;
  };
  try {
    await time(1, [1]); // buffers are allocated
    const once = await shortest(1, [1], 2);
    if (!options.attack) return { compileSeconds, seconds: () => once };
    const { search } = options.attack.attack;
    const perIteration = search.step ? Math.max(0, (await shortest(3, [1])) - once) / 2 : 0;
    const perLambda = Math.max(0, (await shortest(1, [1, 2])) - once);
    const shared = Math.max(0, once - perLambda);
    const first = search.step ? 1 : 0;
    const steps = (lambda: number) => [...callsOf(search, () => lambda)].filter(({ phase }) => phase === 'step').length;
    return {
      compileSeconds,
      seconds: (lambdas) =>
        lambdas.reduce((sum, lambda) => sum + perLambda + perIteration * (steps(lambda) - first), shared),
    };
  } finally {
    await cell.dispose();
  }
}

/** Returns the same attack with another number of steps. */
function shortened(attack: Attack, iterations: () => number): Attack {
  const { label, settings, on, search } = attack;
  const call = ((...args) => attack(...args)) as Attack;
  return Object.assign(call, {
    ...{ label, settings, ...(on && { on }) },
    search: { ...search, restarts: 1, ...(search.step && { iterations }) },
  });
}
