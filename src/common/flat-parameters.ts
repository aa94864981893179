/**
 * Named arrays that lie one behind the other in one block: the optimizer sees a single long vector, the network and the
 * checkpoint see one view a parameter. Both are the same memory.
 */
import { sizeOf } from './shape.js';

export interface ParameterSpec {
  readonly name: string;
  /** Convolutions: [height, width, in, out]; matrices: [in, out]; what goes by channel: [channels]. */
  readonly shape: readonly number[];
  /** Inputs that meet in one unit of the layer; sets the scale of the first values. */
  readonly fanIn: number;
}

export interface FlatParameters {
  readonly flat: Float32Array;
  /** One view of `flat` a spec, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

/** Floats that the parameters take together. */
export const totalSize = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** @param allocate gives zeroed floats, e.g. `kernels.float32`; default an ordinary array */
export function createFlatParameters(
  specs: readonly ParameterSpec[],
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): FlatParameters {
  const flat = allocate(totalSize(specs));
  return { flat, views: viewsOf(flat, specs) };
}

/** Cuts a block into one view a spec. */
export function viewsOf(flat: Float32Array, specs: readonly ParameterSpec[]): Float32Array[] {
  let start = 0;
  return specs.map(({ shape }) => {
    const end = start + sizeOf(shape);
    const view = flat.subarray(start, end);
    start = end;
    return view;
  });
}
