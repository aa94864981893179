/**
 * Reads and writes safetensors files: 8 bytes of header length (little-endian), a JSON header {name: {dtype, shape, data_offsets}},
 * then the data. Only 32-bit floats are supported. Names keep their order.
 */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { printable, shown } from '../common/printable.js';
import { sizeOf } from '../common/shape.js';
import { parseJson } from '../files/parse-json.js';

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const lengthBytes = 8;

export function encodeSafetensors(arrays: readonly NamedArray[]): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const { name, shape, values } of arrays) {
    if (values.length !== sizeOf(shape)) {
      throw new RangeError(`${name}: expected ${sizeOf(shape)} values for [${shape}], got ${values.length}`);
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = padded(new TextEncoder().encode(JSON.stringify(header)));
  const start = lengthBytes + json.length;
  const bytes = new Uint8Array(start + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, lengthBytes);
  let at = start;
  for (const { values } of arrays) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Returns copies of the arrays of a file.
 * @param source for error messages, such as the path
 * @throws UsageError unless the file consists of complete, contiguous 32-bit floats
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): NamedArray[] {
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
  const arrays = byPlace.map(({ name, dtype, shape, data_offsets: offsets }): NamedArray => {
    if (dtype !== 'F32') fail(`dtype F32 for ${name}`, shown(dtype));
    if (!isNaturals(shape)) return fail(`a shape for ${name}`, shown(shape));
    const expected = [end, end + 4 * sizeOf(shape)];
    if (!isNaturals(offsets) || offsets[0] !== expected[0] || offsets[1] !== expected[1]) {
      fail(`bytes ${expected.join('…')} for ${name}`, shown(offsets));
    }
    end = expected[1]!;
    if (end > dataLength) fail(`${end} bytes of data`, `${dataLength}: the file is cut short`);
    const from = bytes.byteOffset + start + expected[0]!;
    return { name, shape, values: new Float32Array(bytes.buffer.slice(from, from + 4 * sizeOf(shape))) };
  });
  if (end !== dataLength) fail(`${end} bytes of data`, `${dataLength}`);
  return arrays;
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
