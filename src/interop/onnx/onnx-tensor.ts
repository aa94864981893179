/** Decodes the arrays of ONNX files. Field numbers and types are those of onnx.proto, IR version 10. */
import { firstNonFinite } from '../../common/finite.js';
import { decodeFloat16 } from '../../common/float16.js';
import { printable, shown } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import type { ReadExternal } from './external-data.js';
import { integer, integers, type Message, message, messages, read, text } from './message.js';

export interface OnnxTensor {
  readonly shape: readonly number[];
  /** Numbers of floating point as float32, integers and Booleans as numbers. */
  readonly values: Float32Array | readonly number[];
}

/** The error for a valid ONNX file that cannot be imported. */
export class Refused extends Error {}

/**
 * Limits on arrays. Float arrays need no more memory than their files, whose size is bounded; integers are shapes and axes, which
 * need more.
 */
export const most = { dims: 8, integers: 1024, unpacked: 2 ** 20 };

interface FloatType {
  readonly name: string;
  readonly bytes: number;
  /** The field of its values where they are not raw. Those of 16 bits are integers there. */
  readonly field: number;
  decode(view: DataView, at: number): number;
}

const floatTypes: Readonly<Record<number, FloatType>> = {
  1: { name: 'float32', bytes: 4, field: 4, decode: (view, at) => view.getFloat32(at, true) },
  10: { name: 'float16', bytes: 2, field: 5, decode: (view, at) => decodeFloat16(view.getUint16(at, true)) },
  11: { name: 'float64', bytes: 8, field: 10, decode: (view, at) => view.getFloat64(at, true) },
  16: { name: 'bfloat16', bytes: 2, field: 5, decode: (view, at) => bfloat16(view.getUint16(at, true)) },
};

interface IntegerType extends Omit<FloatType, 'decode'> {
  decode(view: DataView, at: number): number | bigint;
}

const integerTypes: Readonly<Record<number, IntegerType>> = {
  2: { name: 'uint8', bytes: 1, field: 5, decode: (view, at) => view.getUint8(at) },
  3: { name: 'int8', bytes: 1, field: 5, decode: (view, at) => view.getInt8(at) },
  4: { name: 'uint16', bytes: 2, field: 5, decode: (view, at) => view.getUint16(at, true) },
  5: { name: 'int16', bytes: 2, field: 5, decode: (view, at) => view.getInt16(at, true) },
  6: { name: 'int32', bytes: 4, field: 5, decode: (view, at) => view.getInt32(at, true) },
  7: { name: 'int64', bytes: 8, field: 7, decode: (view, at) => view.getBigInt64(at, true) },
  9: { name: 'bool', bytes: 1, field: 5, decode: (view, at) => view.getUint8(at) },
  12: { name: 'uint32', bytes: 4, field: 11, decode: (view, at) => view.getUint32(at, true) },
  13: { name: 'uint64', bytes: 8, field: 11, decode: (view, at) => view.getBigUint64(at, true) },
};

/** Numbers of the types of floating point, and of the integers and Booleans. */
export const isFloatType = (type: number): boolean => Object.hasOwn(floatTypes, type);
export const isIntegerType = (type: number): boolean => Object.hasOwn(integerTypes, type);

const bits = new Uint32Array(1);
const bfloat16 = (pattern: number): number => {
  bits[0] = pattern << 16;
  return new Float32Array(bits.buffer)[0]!;
};

/**
 * Returns name and value. Sizes are checked before memory is allocated.
 * @throws Refused for arrays that cannot be imported, Error for bytes that are no array
 */
export function tensorOf(bytes: Uint8Array, readExternal: ReadExternal): readonly [string, OnnxTensor] {
  const tensor = read(bytes);
  const name = text(tensor, 8);
  const quoted = `'${printable(name)}'`;
  const number = integer(tensor, 2);
  const [float, whole] = [floatTypes[number], integerTypes[number]];
  const type = float ?? whole;
  if (!type) {
    const known = [...Object.values(floatTypes), ...Object.values(integerTypes)].map((each) => each.name);
    throw new Refused(`expected arrays of ${known.join(', ')}, got type ${number} for ${quoted}`);
  }
  const shape = integers(tensor, 1, most.dims);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new Refused(`expected axes of 0 or more for ${quoted}, got [${shape}]`);
  }
  const size = sizeOf(shape);
  const expectSize = (got: number) => {
    if (got !== size) throw new Refused(`expected ${size} elements for ${quoted} [${shape}], got ${got}`);
  };
  if (whole && size > most.integers)
    throw new Refused(`expected at most ${most.integers} integers in ${quoted}, got ${size}`);
  const raw =
    integer(tensor, tensorFields.location) === 0
      ? message(tensor, tensorFields.raw)
      : externalBytes(tensor, size * type.bytes, readExternal, quoted);
  const isRaw = raw !== undefined && raw.length > 0;
  if (isRaw) expectSize(raw.length / type.bytes);
  if (whole) {
    if (isRaw) return [name, { shape, values: filled(Array<number>(size).fill(0), [raw], whole) }];
    const values = integers(tensor, type.field, most.integers);
    expectSize(values.length);
    return [name, { shape, values }];
  }
  const values = isRaw ? floatsOf([raw], size, float!) : typedFloats(tensor, size, float!, expectSize);
  const odd = firstNonFinite(values);
  if (odd >= 0) throw new Refused(`expected finite numbers in ${quoted}, got ${values[odd]} at index ${odd}`);
  return [name, { shape, values }];
}

const tensorFields = { raw: 9, external: 13, location: 14 };

/** Returns the floats of a field that is not raw. */
function typedFloats(tensor: Message, size: number, type: FloatType, expectSize: (got: number) => void): Float32Array {
  if (type.bytes === 2) {
    if (size > most.unpacked) throw new Refused(`expected raw data for ${size} numbers of ${type.name}`);
    const patterns = integers(tensor, type.field, most.unpacked);
    expectSize(patterns.length);
    return floatsOf([new Uint8Array(Uint16Array.from(patterns).buffer)], size, type);
  }
  const parts = messages(tensor, type.field);
  expectSize(parts.reduce((sum, part) => sum + part.length, 0) / type.bytes);
  return floatsOf(parts, size, type);
}

/** Returns the bytes of an array in another file: `location`, and by default `offset` 0 and all the array's bytes. */
function externalBytes(tensor: Message, expected: number, readExternal: ReadExternal, quoted: string): Uint8Array {
  const entries = new Map(
    messages(tensor, tensorFields.external).map((entry) => {
      const fields = read(entry);
      return [text(fields, 1), text(fields, 2)];
    }),
  );
  const number = (key: string, otherwise: number): number => {
    const given = entries.get(key);
    if (given === undefined) return otherwise;
    if (!/^\d{1,15}$/.test(given)) throw new Refused(`expected a whole ${key} for ${quoted}, got ${shown(given)}`);
    return Number(given);
  };
  const location = entries.get('location');
  if (location === undefined) throw new Refused(`expected the location of the data of ${quoted}, got none`);
  const [offset, length] = [number('offset', 0), number('length', expected)];
  if (length !== expected) throw new Refused(`expected ${expected} bytes for ${quoted}, got ${length}`);
  const file = readExternal(location);
  if (offset + length > file.length) {
    throw new Refused(
      `expected ${offset + length} bytes in ${shown(location)} for ${quoted}, got ${file.length}: it is cut short, or of another export`,
    );
  }
  return file.subarray(offset, offset + length);
}

/** Copies floats to aligned memory, as float32. */
export function floatsOf(parts: readonly Uint8Array[], count: number, type: FloatType = floatTypes[1]!): Float32Array {
  if (type.bytes !== 4) return filled(new Float32Array(count), parts, type);
  const bytes = new Uint8Array(4 * count);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Float32Array(bytes.buffer);
}

/** Decodes as many numbers as the array has. */
function filled<T extends Float32Array | number[]>(values: T, parts: readonly Uint8Array[], type: IntegerType): T {
  let index = 0;
  for (const part of parts) {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    for (let at = 0; at + type.bytes <= part.length; at += type.bytes) values[index++] = Number(type.decode(view, at));
  }
  return values;
}
