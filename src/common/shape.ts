/** Shapes of arrays. */

/** Returns the number of elements of an array of this shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/**
 * Returns the elements of an array with its axes in another order: axis `order[j]` of `shape` becomes axis j, as in
 * `numpy.transpose`.
 */
export function permuteAxes<Values extends Float32Array | Int32Array | Uint8Array>(
  values: Values,
  shape: readonly number[],
  order: readonly number[],
): Values {
  const result = values.slice() as Values;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const lengths = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
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

/** Returns the positions of a window along an axis: the length of a convolution's result. @param pads zeros before and after the axis */
export const windowPositions = (
  length: number,
  size: number,
  stride: number,
  pads: readonly [before: number, after: number] = [0, 0],
): number => Math.floor((length + pads[0] + pads[1] - size) / stride) + 1;
