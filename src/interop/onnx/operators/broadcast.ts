/** Constants that are broadcast to results, as in ONNX. */
import { permuteAxes, sizeOf } from '../../../common/shape.js';
import type { OnnxTensor } from '../onnx-tensor.js';
import { floatsIn, type Use } from './rule.js';
import { identity, type Refuse, type Result, sameShape, shapeText } from './value.js';

/** Returns a constant without its axis of the batch, with as many axes as one example. */
export function alongExample(
  x: Result,
  { shape, values }: OnnxTensor,
  refuse: Refuse,
): OnnxTensor & { values: Float32Array } {
  const rank = x.shape.length;
  const missing = rank - shape.length;
  const own = missing >= 0 ? [...Array<number>(missing).fill(1), ...shape] : shape.slice(-missing);
  const extra = missing < 0 ? shape.slice(0, -missing) : [];
  const isBatchOne = extra.length <= (x.merged ? 0 : 1) && extra.every((length) => length === 1);
  if (!isBatchOne || (x.merged && own[0] !== 1))
    throw refuse(`with a constant of shape ${shapeText(shape)} for each example is not supported`);
  return { shape: own, values: floatsIn({ shape, values }) };
}

/** Returns a constant with a value for each element of x, in the order in which they are stored. */
export function storedConstant(
  { graph, refuse }: Pick<Use, 'graph' | 'refuse'>,
  x: Result,
  own: OnnxTensor,
): Float32Array {
  graph.reserve(2 * sizeOf(x.shape), refuse);
  const repeated = repeat(floatsIn(own), own.shape, x.shape);
  return sameShape(x.order, identity(x.shape.length)) ? repeated : permuteAxes(repeated, x.shape, x.order);
}

/** Broadcasts values to a shape of the same rank. */
export function repeat(values: Float32Array, from: readonly number[], to: readonly number[]): Float32Array {
  if (sameShape(from, to)) return values;
  const strides = from.map((length, axis) => (length === 1 ? 0 : sizeOf(from.slice(axis + 1))));
  const result = new Float32Array(sizeOf(to));
  const index = to.map(() => 0);
  let offset = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = values[offset]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      offset += strides[axis]!;
      if (++index[axis]! < to[axis]!) break;
      offset -= strides[axis]! * to[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
