/**
 * Flat parameters: all parameters of a network in one array. The optimizer uses the array; the network and the checkpoint use one
 * view per parameter of the same memory.
 */
import { sizeOf } from './shape.js';

export interface ParameterSpec {
  readonly name: string;
  /** Convolutions: [height, width, in, out]; matrices: [in, out]; one value per channel: [channels]. */
  readonly shape: readonly number[];
  /** Inputs per unit of the layer, which determine the scale of the initial values. */
  readonly fanIn: number;
  /** The initial value of all elements, instead of random ones. */
  readonly initial?: number;
}

export interface FlatParameters {
  readonly flat: Float32Array;
  /** One view of `flat` per spec, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

/** Returns the total number of floats. */
export const totalSize = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Creates parameters with value 0. @param allocate returns zeroed floats, such as `kernels.float32`; default a new array */
export function createFlatParameters(
  specs: readonly ParameterSpec[],
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): FlatParameters {
  const flat = allocate(totalSize(specs));
  return { flat, views: viewsOf(flat, specs) };
}

/** Divides an array into one view per spec. */
export function viewsOf(flat: Float32Array, specs: readonly ParameterSpec[]): Float32Array[] {
  let start = 0;
  return specs.map(({ shape }) => {
    const end = start + sizeOf(shape);
    const view = flat.subarray(start, end);
    start = end;
    return view;
  });
}
