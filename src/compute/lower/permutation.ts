/**
 * Forms: a value may be stored with its axes in another order. Form p stores axis p[j] of the value as axis j, so [0, 3, 1, 2] is
 * the NCHW form of an NHWC value and [0, 1, 2, …] its own order.
 */
import type { Shape } from '../graph/graph.js';

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
