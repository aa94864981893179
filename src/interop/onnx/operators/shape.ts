/** Operators that move elements, or say how many there are. */
import { sizeOf } from '../../../common/shape.js';
import { expanded, reshaped, withoutAxes } from './import-graph.js';
import { integersAt, numberOf, type Rules, resultAt, type Use } from './rule.js';
import {
  axisOf,
  batch,
  exampleShape,
  identity,
  isResult,
  onnxShape,
  type Refuse,
  type Result,
  sameShape,
  shapeText,
} from './value.js';

/**
 * Returns the shape of ONNX that a Reshape makes of another: a length of 0 keeps that of the same axis, −1 is what remains.
 * Undefined where the sizes differ.
 */
export function reshapedShape(
  from: readonly number[],
  target: readonly number[],
  keepsZero = false,
): readonly number[] | undefined {
  const lengths = target.map((length, axis) => (length === 0 && !keepsZero ? (from[axis] ?? -2) : length));
  const rest = sizeOf(from) / sizeOf(lengths.filter((length) => length !== -1));
  const shape = lengths.map((length) => (length === -1 ? rest : length));
  const valid = shape.every((length) => Number.isSafeInteger(length) && length >= 0) && sizeOf(shape) === sizeOf(from);
  return valid ? shape : undefined;
}

/** Returns the result in another shape of ONNX. A file for a fixed batch has its length in the shape. */
function toShape({ graph, refuse, call }: Use, x: Result, target: readonly number[]): Result {
  const keepsZero = call.attributes.allowzero === 1;
  // Code as view(len(x), …) leaves the length of the batch of its export in files for any batch.
  const fixed = graph.fileBatch || sizeOf(target) / sizeOf(onnxShape(x).with(0, onnxShape(x)[0]! / batch));
  const open = reshapedShape(onnxShape(x), target, keepsZero);
  const example = open && exampleShape(open);
  if (example) return reshaped(graph, x, example);
  const inFile = [fixed * (onnxShape(x)[0]! / batch), ...onnxShape(x).slice(1)];
  const closed = fixed > 0 && Number.isInteger(fixed) ? reshapedShape(inFile, target, keepsZero) : undefined;
  const first = (closed?.[0] ?? 0) / fixed;
  const fromFile = closed && Number.isInteger(first) && exampleShape([first * batch, ...closed.slice(1)]);
  if (fromFile) return reshaped(graph, x, fromFile);
  throw refuse(`of ${shapeText(onnxShape(x))} to ${shapeText(target)} moves elements between examples`);
}

/** Returns the elements of an axis with these indices. */
function picked({ graph, refuse }: Use, x: Result, axis: number, indices: readonly number[]): Result {
  const length = x.shape[axis]!;
  if (indices.length === 0 || !indices.every((index) => Number.isInteger(index) && index >= 0 && index < length))
    throw refuse(`takes elements outside of an axis of ${length}`);
  if (sameShape(indices, identity(length))) return x;
  const [start] = indices as [number];
  const stored = x.order.indexOf(axis) + 1;
  const like = { ...x, shape: x.shape.with(axis, indices.length) };
  const isRun = indices.every((index, i) => index === start + i);
  return isRun
    ? graph.add({ kind: 'slice', axis: stored, start, end: start + indices.length }, [x], like)
    : graph.add({ kind: 'gather', axis: stored, indices: [...indices] }, [x], like);
}

/** Returns the indices that a Slice takes of an axis. */
export function sliceIndices(length: number, start: number, end: number, step: number): number[] {
  const at = (place: number, least: number, most: number) =>
    Math.min(most, Math.max(least, place < 0 ? place + length : place));
  const indices: number[] = [];
  if (step > 0) for (let i = at(start, 0, length); i < at(end, 0, length); i += step) indices.push(i);
  if (step < 0) for (let i = at(start, -1, length - 1); i > at(end, -1, length - 1); i += step) indices.push(i);
  return indices;
}

/** Returns starts, ends, axes and steps of a Slice. */
export function sliceBounds(use: Use, rank: number) {
  const starts = integersAt(use, 1, 'starts') ?? [];
  const ends = integersAt(use, 2, 'ends') ?? [];
  const axes = integersAt(use, 3, 'axes') ?? identity(starts.length);
  const steps = integersAt(use, 4, 'steps') ?? starts.map(() => 1);
  const isValid = [ends, axes, steps].every((list) => list.length === starts.length) && !steps.includes(0);
  if (!isValid || starts.length > rank) throw use.refuse('has starts, ends, axes and steps that do not fit');
  return starts.map((start, i) => ({ start, end: ends[i]!, axis: axes[i]!, step: steps[i]! }));
}

/** Whether an axis is that of the batch. */
const isBatch = (x: Result, axis: number) => axis === 0 || axis === -(x.shape.length + (x.merged ? 0 : 1));

/** Returns the axes that a Squeeze drops, or an Unsqueeze adds, of a rank. */
export function axesOf(axes: readonly number[], rank: number, refuse: Refuse): number[] {
  const found = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  if (
    new Set(found).size !== found.length ||
    !found.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank)
  )
    throw refuse(`has the axes [${axes}] of ${rank}`);
  return found;
}

/** Returns the lengths of the pieces of a Split. */
export function splitSizes(use: Use, length: number): readonly number[] {
  const given = integersAt(use, 1, 'split');
  const count = use.call.outputs.length;
  const each = Math.ceil(length / count);
  const sizes = given ?? Array.from({ length: count }, (_, i) => Math.min(each, length - i * each));
  if (sizes.length !== count || sizes.some((size) => !(size > 0)) || sizes.reduce((a, b) => a + b, 0) !== length)
    throw use.refuse(`splits an axis of ${length} into [${sizes}]`);
  return sizes;
}

export const shapeRules: Rules = {
  Reshape(use) {
    const target = integersAt(use, 1, 'shape');
    if (!target) throw use.refuse('lacks a shape');
    return toShape(use, resultAt(use, 0), target);
  },
  Flatten(use) {
    const x = resultAt(use, 0);
    const shape = onnxShape(x);
    const axis = numberOf(use, 'axis', 1);
    const from0 = axis < 0 ? axis + shape.length : axis;
    return toShape(use, x, [sizeOf(shape.slice(0, from0)), sizeOf(shape.slice(from0))]);
  },
  Squeeze(use) {
    const { graph, refuse } = use;
    const x = resultAt(use, 0);
    const given = integersAt(use, 1, 'axes');
    const ones = x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
    const axes = given ? given.map((axis) => axisOf(x, axis, refuse)) : ones;
    if (!axes.every((axis) => x.shape[axis] === 1)) throw refuse(`of axes longer than 1 in ${shapeText(onnxShape(x))}`);
    return withoutAxes(graph, x, axes);
  },
  Unsqueeze(use) {
    const x = resultAt(use, 0);
    const shape = [...onnxShape(x)];
    const given = integersAt(use, 1, 'axes') ?? [];
    const added = axesOf(given, shape.length + given.length, use.refuse).sort((a, b) => a - b);
    for (const axis of added) shape.splice(axis, 0, 1);
    const example = exampleShape(shape);
    if (!example) throw use.refuse('before the batch is not supported');
    return reshaped(use.graph, x, example);
  },
  Transpose({ call, refuse, values: [value] }) {
    if (!isResult(value)) throw refuse('has no result as its input');
    const x = value;
    const rank = onnxShape(x).length;
    const perm = (call.attributes.perm ?? identity(rank).reverse()) as readonly number[];
    if (!Array.isArray(perm) || axesOf(perm, rank, refuse).length !== rank)
      throw refuse(`to the order [${perm}] is not one of ${rank} axes`);
    if (perm[0] !== 0)
      throw refuse('moves the batch, as attention and recurrent layers do: only feed-forward networks are supported');
    const own = x.merged ? perm : perm.slice(1).map((axis) => axis - 1);
    // The layer's result stays as it is; ONNX's axes get other numbers.
    return {
      ...x,
      shape: own.map((axis) => x.shape[axis]!),
      order: x.order.map((axis) => own.indexOf(axis)),
      ...(x.pads && { pads: own.map((axis) => x.pads![axis]!) }),
    };
  },
  Expand(use) {
    const { graph, refuse } = use;
    const x = resultAt(use, 0);
    const target = integersAt(use, 1, 'shape') ?? [];
    const shape = onnxShape(x);
    if (target.length > shape.length) throw refuse(`of ${shapeText(shape)} to ${shapeText(target)} is not supported`);
    const lengths = [...Array<number>(shape.length - target.length).fill(1), ...target];
    const isSameBatch = [1, shape[0], graph.fileBatch].includes(lengths[0]!);
    const to = shape.map((length, axis) => (axis === 0 || length !== 1 ? length : lengths[axis]!));
    if (!isSameBatch || !to.every((length, axis) => axis === 0 || length === lengths[axis] || lengths[axis] === 1))
      throw refuse(`of ${shapeText(shape)} to ${shapeText(target)} is not supported`);
    return expanded(graph, x, exampleShape(to)!.shape, refuse);
  },
  Slice(use) {
    let x = resultAt(use, 0);
    for (const { start, end, axis, step } of sliceBounds(use, onnxShape(x).length)) {
      if (isBatch(x, axis)) {
        const all = use.graph.fileBatch || batch;
        if (start === 0 && end >= all && step === 1) continue;
        throw use.refuse('of the batch is not supported');
      }
      const own = axisOf(x, axis, use.refuse);
      x = picked(use, x, own, sliceIndices(x.shape[own]!, start, end, step));
    }
    return x;
  },
  Gather(use) {
    const x = resultAt(use, 0);
    const axis = axisOf(x, numberOf(use, 'axis', 0), use.refuse);
    const constant = use.values[1];
    if (!constant || !('values' in constant) || constant.shape.length > 1)
      throw use.refuse('is supported only with constant indices of at most one axis');
    const indices = Array.from(constant.values, (index) => (index < 0 ? index + x.shape[axis]! : index));
    const found = picked(use, x, axis, indices);
    return constant.shape.length === 0 ? withoutAxes(use.graph, found, [axis]) : found;
  },
  Split(use) {
    const x = resultAt(use, 0);
    const axis = axisOf(x, numberOf(use, 'axis', 0), use.refuse);
    let start = 0;
    return splitSizes(use, x.shape[axis]!).map((size) => {
      start += size;
      return picked(
        use,
        x,
        axis,
        Array.from({ length: size }, (_, i) => start - size + i),
      );
    });
  },
  Shape(use) {
    const [x] = use.values;
    const shape = isResult(x) ? onnxShape(x) : x && 'shape' in x ? x.shape : undefined;
    if (!shape) throw use.refuse('has no result as its input');
    const indices = sliceIndices(shape.length, numberOf(use, 'start', 0), numberOf(use, 'end', shape.length), 1);
    return { shape: [indices.length], values: indices.map((axis) => shape[axis]!) };
  },
};
