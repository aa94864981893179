/**
 * Reads and writes safetensors files: 8 bytes of header length (little-endian), a JSON header {name: {dtype, shape, data_offsets}},
 * then the data. Writes floats of 32 or 16 bits, and reads all floats of 16 bits and more. Names keep their order.
 */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { encodeFloat16 } from '../common/float16.js';
import { printable, shown } from '../common/printable.js';
import { sizeOf } from '../common/shape.js';
import { decodeFloats, type FloatType } from '../files/float-types.js';
import { parseJson } from '../files/parse-json.js';

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** How values are stored: 32-bit floats, or 16-bit floats in half the space. */
export type Dtype = 'F32' | 'F16';

const lengthBytes = 8;

/** Bytes of a value, by dtype. */
const valueBytes: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, F8_E5M2: 1, F8_E4M3: 1 },
  ...{ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 },
};
const floatTypes: Readonly<Record<string, FloatType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

export interface SafetensorsFile {
  readonly arrays: readonly NamedArray[];
  /** Names and dtypes of the arrays that are not floats of 16 bits or more. */
  readonly others: readonly { readonly name: string; readonly dtype: string }[];
  /** Texts by name. */
  readonly metadata: unknown;
}

/** Whether a file starts with the length of a header, and a header. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length <= lengthBytes || bytes[lengthBytes] !== '{'.charCodeAt(0)) return false;
  const header = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true);
  return header <= BigInt(bytes.length);
}

/**
 * Returns the contents of a file.
 * @param dtype `F16` rounds to the nearest 16-bit float @param metadata text about the file
 * @throws RangeError when values do not fill their shape, or a finite value is beyond the largest 16-bit float
 */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  dtype: Dtype = 'F32',
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  for (const { name, shape, values } of arrays) {
    if (values.length !== sizeOf(shape)) {
      throw new RangeError(`${name}: expected ${sizeOf(shape)} values for [${shape}], got ${values.length}`);
    }
    const stored = dtype === 'F32' ? values : halves(name, values);
    header[name] = { dtype, shape, data_offsets: [offset, offset + stored.byteLength] };
    offset += stored.byteLength;
    parts.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
  }
  const json = padded(new TextEncoder().encode(JSON.stringify(header)));
  const start = lengthBytes + json.length;
  const bytes = new Uint8Array(start + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, lengthBytes);
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function halves(name: string, values: Float32Array): Uint16Array {
  const tooLarge = values.find((value) => Number.isFinite(value) && Math.abs(value) >= 65_520);
  if (tooLarge !== undefined) {
    throw new RangeError(`${name}: expected values within ±65,504 for 16-bit floats, got ${tooLarge}`);
  }
  return Uint16Array.from(values, encodeFloat16);
}

/**
 * Returns copies of the arrays of a file, converted to 32-bit floats.
 * @param source for error messages, such as the path
 * @throws UsageError unless the file consists of complete, contiguous floats of 16 bits or more
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): readonly NamedArray[] {
  const { arrays, others } = decodeSafetensorsFile(bytes, source);
  const [other] = others;
  if (!other) return arrays;
  throw new UsageError(
    `${source} is no intact safetensors file: expected dtype ${Object.keys(floatTypes).join(', ')} for ${other.name}, got ${other.dtype}`,
  );
}

/**
 * Returns copies of all floats of a file, converted to 32-bit floats, and its metadata.
 * @param source for error messages, such as the path
 * @throws UsageError unless the file consists of complete, contiguous arrays
 */
export function decodeSafetensorsFile(bytes: Uint8Array, source: string): SafetensorsFile {
  const fail = (expected: string, got: string): never => {
    throw new UsageError(`${source} is no intact safetensors file: expected ${expected}, got ${got}`);
  };
  if (bytes.length < lengthBytes) fail(`at least ${lengthBytes} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const start = lengthBytes + headerLength;
  if (start > bytes.length) fail(`a header of ${headerLength} bytes`, `${bytes.length - lengthBytes} bytes`);
  const json = parseJson(bytes.subarray(lengthBytes, start), `${source} is no intact safetensors file: its header`);
  const header = z.record(z.string(), entrySchema).safeParse(json).data ?? fail('a header of arrays', shown(json));
  const dataLength = bytes.length - start;
  let end = 0;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const byPlace = entries.map(([name, entry]) => ({ name: printable(name), ...entry }));
  byPlace.sort((a, b) => Number(a.data_offsets?.[0]) - Number(b.data_offsets?.[0]));
  const arrays: NamedArray[] = [];
  const others: { name: string; dtype: string }[] = [];
  for (const { name, dtype, shape, data_offsets: offsets } of byPlace) {
    if (typeof dtype !== 'string' || !Object.hasOwn(valueBytes, dtype)) {
      return fail(`dtype ${Object.keys(valueBytes).join(', ')} for ${name}`, shown(dtype));
    }
    if (!isNaturals(shape)) return fail(`a shape for ${name}`, shown(shape));
    const expected = [end, end + valueBytes[dtype]! * sizeOf(shape)];
    if (!isNaturals(offsets) || offsets[0] !== expected[0] || offsets[1] !== expected[1]) {
      fail(`bytes ${expected.join('…')} for ${name}`, shown(offsets));
    }
    end = expected[1]!;
    if (end > dataLength) fail(`${end} bytes of data`, `${dataLength}: the file is cut short`);
    const stored = bytes.subarray(start + expected[0]!, start + expected[1]!);
    const type = Object.hasOwn(floatTypes, dtype) ? floatTypes[dtype]! : undefined;
    if (type) arrays.push({ name, shape, values: decodeFloats(type, stored) });
    else others.push({ name, dtype });
  }
  if (end !== dataLength) fail(`${end} bytes of data`, `${dataLength}`);
  return { arrays, others, metadata: header.__metadata__ };
}

/** Appends spaces to the header to align the data. */
function padded(json: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(json.length / lengthBytes) * lengthBytes).fill(' '.charCodeAt(0));
  bytes.set(json);
  return bytes;
}

/** An entry of the header, unchecked: an array, or metadata. */
const entrySchema = z.looseObject({
  dtype: z.unknown().optional(),
  shape: z.unknown().optional(),
  data_offsets: z.array(z.unknown()).optional(),
});

const isNaturals = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
