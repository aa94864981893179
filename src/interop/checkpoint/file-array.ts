/** Arrays inside the files of Python frameworks. */

import { sizeOf } from '../../common/shape.js';
import { type FloatType, gatherFloats, rowMajor } from '../../files/float-types.js';

/** Most axes of an array. */
const mostAxes = 8;

/** An array whose values are decoded later, when all bytes of the file are known. */
export class FileArray {
  constructor(
    public shape: readonly number[] = [0],
    /** Returns the values; undefined for types other than floats. */
    public decode?: () => Float32Array,
  ) {}
}

export interface Placement {
  /** Undefined for types other than floats. */
  readonly type: FloatType | undefined;
  readonly shape: readonly number[];
  /** In numbers; default: row-major. */
  readonly strides?: readonly number[];
  /** In numbers; default 0. */
  readonly offset?: number;
  /** Returns the bytes that the array is a part of. */
  storage(): Uint8Array;
}

/** Returns the function that decodes the values; undefined for types other than floats. */
export function decoderOf({ type, shape, strides = rowMajor(shape), offset = 0, storage }: Placement) {
  return type && (() => gatherFloats({ type, storage: storage(), offset, shape, strides }));
}

/** Returns the value as a shape. @throws Error unless it is a list of few lengths whose product is exact */
export function shapeIn(value: unknown): number[] {
  if (isNaturals(value) && value.length <= mostAxes && Number.isSafeInteger(sizeOf(value))) return value;
  throw new Error(`an array has no shape of at most ${mostAxes} lengths`);
}

export const isNaturals = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
