/** The layers that an imported graph consists of so far. */
import type { Layer } from '../../../agent/layers.js';
import type { ImportedLayer, LayerParameters } from '../../simplify-layers.js';
import { identity, type Refuse, type Result, sameShape, storedShape } from './value.js';

export interface ImportGraph {
  /** Version of the standard operators. */
  readonly operatorSet: number;
  /** Length of the batch in the file; 0 if it is open. */
  readonly fileBatch: number;
  readonly layers: readonly ImportedLayer[];
  /** Adds a layer. @param like the shape and order of its result */
  add(
    layer: Layer,
    from: readonly Result[],
    like: Omit<Result, 'layer' | 'pads'>,
    parameters?: LayerParameters,
  ): Result;
  /** Counts numbers that are about to be created. @throws if a small file creates many */
  reserve(count: number, refuse: Refuse): void;
}

/** Numbers that a file may create besides twice those it contains: 64 MiB. */
const createdNumbers = 2 ** 24;

/** @param numbers how many the file contains */
export function createImportGraph(operatorSet: number, fileBatch: number, numbers: number): ImportGraph {
  const layers: ImportedLayer[] = [];
  const known = new Map<string, number>();
  let left = createdNumbers + 2 * numbers;
  return {
    operatorSet,
    fileBatch,
    layers,
    add(layer, from, { shape, order, merged }, parameters = {}) {
      const operands = from.map(({ layer: number }) => number);
      const isPure = Object.keys(parameters).length === 0;
      const key = isPure ? JSON.stringify([layer, operands]) : '';
      const number =
        known.get(key) ?? layers.push({ layer, from: operands, shape: storedShape({ shape, order }), parameters });
      if (isPure) known.set(key, number);
      return { layer: number, shape, order, merged };
    },
    reserve(count, refuse) {
      left -= count;
      if (left < 0) throw refuse('makes the network too large: the file creates many more numbers than it contains');
    },
  };
}

/** Returns the result with its axes in another order. */
export function inOrder(graph: ImportGraph, x: Result, order: readonly number[]): Result {
  if (sameShape(x.order, order)) return x;
  const moved = order.map((axis) => x.order.indexOf(axis) + 1);
  return graph.add({ kind: 'transpose', order: [0, ...moved] }, [x], { ...x, order });
}

/** Returns the result with this axis as the last one that is stored. */
export const withLast = (graph: ImportGraph, x: Result, axis: number): Result =>
  x.order.at(-1) === axis ? x : inOrder(graph, x, [...x.order.filter((each) => each !== axis), axis]);

/** Returns the result with its elements in another shape. */
export function reshaped(graph: ImportGraph, x: Result, to: Pick<Result, 'shape' | 'merged'>): Result {
  if (sameShape(x.shape, to.shape)) return { ...x, merged: to.merged };
  const flat = inOrder(graph, x, identity(x.shape.length));
  const shape = [...to.shape];
  return graph.add({ kind: 'reshape', shape }, [flat], { ...to, order: identity(shape.length) });
}

/** Returns the result without axes of length 1, wherever they are stored. */
export function withoutAxes(graph: ImportGraph, x: Result, axes: readonly number[]): Result {
  if (axes.length === 0) return x;
  const kept = identity(x.shape.length).filter((axis) => !axes.includes(axis));
  const like = {
    shape: kept.map((axis) => x.shape[axis]!),
    order: x.order.filter((axis) => kept.includes(axis)).map((axis) => kept.indexOf(axis)),
    merged: x.merged,
  };
  return graph.add({ kind: 'reshape', shape: storedShape(like) }, [x], like);
}

/** Most repetitions of an axis of length 1: more than actions, atoms, channels or pixels of a row. */
const mostRepeated = 4096;

/** Returns the result with axes of length 1 repeated to a shape. */
export function expanded(graph: ImportGraph, x: Result, shape: readonly number[], refuse: Refuse): Result {
  let result = x;
  for (const [axis, length] of shape.entries()) {
    if (result.shape[axis] === length) continue;
    if (!(length <= mostRepeated))
      throw refuse(`repeats an axis more than ${mostRepeated} times, which is not supported`);
    graph.reserve(length, refuse);
    const stored = result.order.indexOf(axis) + 1;
    const like = { ...result, shape: result.shape.with(axis, length) };
    result = graph.add({ kind: 'gather', axis: stored, indices: Array<number>(length).fill(0) }, [result], like);
  }
  return result;
}
