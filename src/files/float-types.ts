/** The types of floating-point numbers in files, little-endian, and their conversion to 32-bit floats. */
import { decodeFloat16 } from '../common/float16.js';
import { sizeOf } from '../common/shape.js';

export type FloatType = 'float64' | 'float32' | 'float16' | 'bfloat16';

export const floatBytes: Readonly<Record<FloatType, number>> = { float64: 8, float32: 4, float16: 2, bfloat16: 2 };

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** A bfloat16 is the upper half of a 32-bit float. */
function decodeBfloat16(half: number): number {
  bits[0] = half << 16;
  return float[0]!;
}

/** Returns the values of packed numbers as 32-bit floats; 64-bit floats are rounded. */
export function decodeFloats(type: FloatType, packed: Uint8Array): Float32Array {
  const { buffer } = new Uint8Array(packed); // a copy, aligned
  if (type === 'float32') return new Float32Array(buffer);
  if (type === 'float64') return new Float32Array(new Float64Array(buffer));
  return Float32Array.from(new Uint16Array(buffer), type === 'float16' ? decodeFloat16 : decodeBfloat16);
}

/** An array in memory whose elements are `strides` numbers apart along each axis. */
export interface StridedFloats {
  readonly type: FloatType;
  /** The numbers that the array is a part of. */
  readonly storage: Uint8Array;
  /** Index of the first element in the storage. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/**
 * Returns the elements in row-major order.
 * @throws Error unless all of them lie in the storage
 */
export function gatherFloats({ type, storage, offset, shape, strides }: StridedFloats): Float32Array {
  const size = sizeOf(shape);
  if (size === 0) return new Float32Array();
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, offset);
  const itemBytes = floatBytes[type];
  if (!((last + 1) * itemBytes <= storage.length)) {
    throw new Error(`expected ${(last + 1) * itemBytes} bytes for an array of shape [${shape}], got ${storage.length}`);
  }
  if (isRowMajor(shape, strides)) {
    return decodeFloats(type, storage.subarray(offset * itemBytes, (offset + size) * itemBytes));
  }
  const read = readers[type];
  const view = new DataView(storage.buffer, storage.byteOffset, storage.length);
  const values = new Float32Array(size);
  const index = shape.map(() => 0);
  for (let to = 0, from = offset; to < size; to++) {
    values[to] = read(view, from * itemBytes);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}

/** Return the number at an offset in bytes. */
const readers: Readonly<Record<FloatType, (view: DataView, at: number) => number>> = {
  float64: (view, at) => view.getFloat64(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  float16: (view, at) => decodeFloat16(view.getUint16(at, true)),
  bfloat16: (view, at) => decodeBfloat16(view.getUint16(at, true)),
};

/** Returns the strides of row-major order. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const length of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

const isRowMajor = (shape: readonly number[], strides: readonly number[]): boolean =>
  rowMajor(shape).every((stride, axis) => stride === strides[axis] || shape[axis] === 1);
