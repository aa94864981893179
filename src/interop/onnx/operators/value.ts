/**
 * What the names of an ONNX graph stand for while it is imported: constants, and results of layers.
 *
 * The length of a batch is not known. While shapes are computed it counts as a large prime, so a length that is a multiple of it is a
 * batch times the rest, whatever arithmetic the file does with its shapes.
 */
import type { UsageError } from '../../../common/errors.js';
import type { OnnxTensor } from '../onnx-tensor.js';

/** Stands for the length of the batch. */
export const batch = 1_000_003;

/** A result of the network. */
export interface Result {
  /** Number of the layer, from 1; 0 is the input. */
  readonly layer: number;
  /** Lengths of the axes besides the batch, in ONNX's order. */
  readonly shape: readonly number[];
  /** The axes of `shape` in the order in which the layer has them: [1, 2, 0] for images with the channels last. */
  readonly order: readonly number[];
  /** Whether ONNX's first axis is the batch times `shape[0]`. */
  readonly merged: boolean;
  /** Zeros before and after each axis that a Pad has added; only a convolution can take them. */
  readonly pads?: readonly (readonly [before: number, after: number])[];
}

/** A value that exists in layers only as a part of something larger. */
export interface Part {
  /** `root` √x and `inverse root` 1/√x: of a normalization. `log softmax`: of a softmax. */
  readonly part: 'root' | 'inverse root' | 'log softmax';
  /** x */
  readonly of: Result;
  /** Name of the operator. */
  readonly operator: string;
}

/** An array of one number for each example, which only arithmetic takes. */
export interface Filled {
  /** In ONNX, with the batch. */
  readonly shape: readonly number[];
  readonly fill: number;
}

export type Value = OnnxTensor | Filled | Result | Part;

export const isConstant = (value: Value | undefined): value is OnnxTensor => value !== undefined && 'values' in value;
export const isFilled = (value: Value | undefined): value is Filled => value !== undefined && 'fill' in value;
export const isResult = (value: Value | undefined): value is Result => value !== undefined && 'layer' in value;
export const isPart = (value: Value | undefined): value is Part => value !== undefined && 'part' in value;

/** Returns the error to throw: the operator, then `why`. */
export type Refuse = (why: string) => UsageError;

export const isFloat = ({ values }: OnnxTensor): boolean => values instanceof Float32Array;

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** The axes in ONNX's order. */
export const identity = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** Returns the lengths of the axes as the layer has them, without the batch. */
export const storedShape = ({ shape, order }: Pick<Result, 'shape' | 'order'>): number[] =>
  order.map((axis) => shape[axis]!);

/** Returns the shape in ONNX, in which the batch counts as `batch`. */
export const onnxShape = ({ shape, merged }: Result): number[] =>
  merged ? [batch * shape[0]!, ...shape.slice(1)] : [batch, ...shape];

/** Returns a shape of ONNX for messages: `[N,6,51]` */
export const shapeText = (shape: readonly number[]): string =>
  `[${shape.map((length) => (length !== 0 && length % batch === 0 ? `${length === batch ? '' : length / batch}N` : length))}]`;

/**
 * Splits a shape of ONNX into that of one example and whether the first axis is the batch times something; undefined if it does not
 * begin with the batch.
 */
export function exampleShape(shape: readonly number[]): Pick<Result, 'shape' | 'merged'> | undefined {
  const [first = 0, ...rest] = shape;
  if (first === 0 || first % batch !== 0) return undefined;
  return first === batch ? { shape: rest, merged: false } : { shape: [first / batch, ...rest], merged: true };
}

/** Returns the axis of `shape` for an axis of ONNX, of which negative ones count from the end. @throws for the batch and no axis */
export function axisOf({ shape, merged }: Result, axis: number, refuse: Refuse): number {
  const rank = shape.length + (merged ? 0 : 1);
  const from0 = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(from0) || from0 < 0 || from0 >= rank) throw refuse(`over axis ${axis} of ${rank} is not valid`);
  if (from0 === 0) throw refuse('over the batch is not supported');
  return merged ? from0 : from0 - 1;
}
