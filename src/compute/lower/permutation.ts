/**
 * Forms: a value may be stored with its axes in another order. Form p stores axis p[j] of the value as axis j, so [0, 3, 1, 2] is
 * the NCHW form of an NHWC value and [0, 1, 2, …] its own order.
 */
import { sizeOf } from '../../common/shape.js';
import type { Shape } from '../graph/graph.js';
import type { Values } from '../signature.js';

export type Permutation = readonly number[];

export const identity = (rank: number): Permutation => Array.from({ length: rank }, (_, axis) => axis);

export const isIdentity = (permutation: Permutation): boolean => permutation.every((axis, index) => axis === index);

export const permuted = (shape: Shape, permutation: Permutation): number[] => permutation.map((axis) => shape[axis]!);

/** Returns the transposition from form `from` to form `to` of a value. */
export const between = (from: Permutation, to: Permutation): Permutation => to.map((axis) => from.indexOf(axis));

/** Whether two forms have the elements in the same order: they differ only in the position of axes of length 1. */
export function sameLayout(shape: Shape, a: Permutation, b: Permutation): boolean {
  const long = (permutation: Permutation) => permutation.filter((axis) => shape[axis] !== 1);
  return long(a).join() === long(b).join();
}

/** Returns the elements of an array of `shape` in the order of form `permutation`. */
export function permuteValues(values: Values, shape: Shape, permutation: Permutation): Values {
  const result = values.slice();
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const lengths = permuted(shape, permutation);
  const steps = permuted(strides, permutation);
  const index = lengths.map(() => 0);
  let offset = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = values[offset]!;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      offset += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      offset -= steps[axis]! * lengths[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
