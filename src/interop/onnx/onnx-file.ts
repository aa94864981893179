/** Reads ONNX files into plain objects. Field numbers are those of onnx.proto, IR version 10. */
import { UsageError } from '../../common/errors.js';
import { firstNonFinite } from '../../common/finite.js';
import { printable } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { onnxTypes } from '../../compute/onnx/onnx-model.js';
import { type Field, fieldsOf, integersOf } from './protobuf.js';

export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | readonly number[];
}

type OnnxSetting = number | string | readonly number[] | OnnxTensor;

export interface OnnxCall {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxSetting>>;
}

export interface OnnxFile {
  readonly calls: readonly OnnxCall[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Inputs that are not constants; in their shapes an axis of unknown length is 0. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly string[];
}

/**
 * Limits on the contents of a file. Float arrays need no more memory than the file, whose size is bounded; these limits bound
 * everything else that a malicious file could inflate. Integers are shapes and axes.
 */
const most = { fields: 50_000, nodes: 10_000, dims: 8, integers: 1024, nameBytes: 1000 };

/**
 * Decodes an ONNX file.
 * @param source names the file in errors
 * @throws UsageError for other files, arrays of other types, and files beyond the limits
 */
export function decodeOnnx(bytes: Uint8Array, source: string): OnnxFile {
  try {
    const graph = read(message(read(bytes), 7) ?? new Uint8Array());
    const nodes = messages(graph, 1);
    if (nodes.length === 0) throw new Error('expected a graph, got none');
    if (nodes.length > most.nodes) throw new Error(`expected at most ${most.nodes} nodes, got ${nodes.length}`);
    const constants = new Map(messages(graph, 5).map(tensorOf));
    return {
      calls: nodes.map(callOf),
      constants,
      inputs: messages(graph, 11)
        .map(inputOf)
        .filter(({ name }) => !constants.has(name)),
      outputs: messages(graph, 12).map((port) => text(read(port), 1)),
    };
  } catch (error) {
    throw error instanceof Refused
      ? new UsageError(`${source}: ${error.message}`)
      : new UsageError(`${source} is not an ONNX file: ${(error as Error).message}`);
  }
}

/** The error for a valid ONNX file that cannot be imported. */
class Refused extends Error {}

/** The values of a message by field number, in order. */
type Message = ReadonlyMap<number, readonly Field['value'][]>;

function read(bytes: Uint8Array): Message {
  const fields = new Map<number, Field['value'][]>();
  let count = 0;
  for (const { id, value } of fieldsOf(bytes)) {
    if (++count > most.fields) throw new Error(`expected at most ${most.fields} fields in a message, got more`);
    const values = fields.get(id);
    if (values) values.push(value);
    else fields.set(id, [value]);
  }
  return fields;
}

const isBytes = (value: Field['value'] | undefined): value is Uint8Array => value instanceof Uint8Array;

const messages = (fields: Message, id: number): Uint8Array[] => (fields.get(id) ?? []).filter(isBytes);
/** Returns the last value of a field, as protobuf does for fields that occur more than once. */
const message = (fields: Message, id: number): Uint8Array | undefined => messages(fields, id).at(-1);
const text = (fields: Message, id: number): string => nameOf(message(fields, id) ?? new Uint8Array());
const integer = (fields: Message, id: number): number => {
  const value = fields.get(id)?.at(-1);
  return typeof value === 'number' ? value : 0;
};

/** Returns the integers of a field, packed or not. */
const integers = (fields: Message, id: number, limit: number): number[] => {
  const values = (fields.get(id) ?? []).flatMap((value) => (isBytes(value) ? integersOf(value, limit) : value));
  if (values.length > limit) throw new Error(`expected at most ${limit} integers in a field, got ${values.length}`);
  return values;
};

function nameOf(bytes: Uint8Array): string {
  if (bytes.length > most.nameBytes)
    throw new Error(`expected names up to ${most.nameBytes} bytes, got ${bytes.length}`);
  return new TextDecoder().decode(bytes);
}

function callOf(bytes: Uint8Array): OnnxCall {
  const node = read(bytes);
  const [operator, domain] = [text(node, 4), text(node, 7)];
  return {
    operator: domain === '' || domain === 'ai.onnx' ? operator : `${domain}.${operator}`,
    inputs: messages(node, 1).map(nameOf),
    outputs: messages(node, 2).map(nameOf),
    attributes: Object.fromEntries(messages(node, 5).map(attributeOf)),
  };
}

/** Attribute types in onnx.proto. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4 };

function attributeOf(bytes: Uint8Array): readonly [string, OnnxSetting] {
  const attribute = read(bytes);
  const [name, kind] = [text(attribute, 1), integer(attribute, 20)];
  if (kind === kinds.float) return [name, floatsOf([message(attribute, 2) ?? new Uint8Array()], 1)[0]!];
  if (kind === kinds.int) return [name, integer(attribute, 3)];
  if (kind === kinds.string) return [name, text(attribute, 4)];
  const tensor = kind === kinds.tensor ? message(attribute, 5) : undefined;
  return [name, tensor ? tensorOf(tensor)[1] : integers(attribute, 8, most.integers)];
}

function inputOf(bytes: Uint8Array): { readonly name: string; readonly shape: readonly number[] } {
  const port = read(bytes);
  const inside = (outer: Message, id: number) => read(message(outer, id) ?? new Uint8Array());
  const dims = messages(inside(inside(inside(port, 2), 1), 2), 1);
  if (dims.length > most.dims) throw new Error(`expected at most ${most.dims} axes, got ${dims.length}`);
  return { name: text(port, 1), shape: dims.map((dim) => integer(read(dim), 1)) };
}

/** Returns name and value: floats as a Float32Array, integers as numbers. Sizes are checked before memory is allocated. */
function tensorOf(bytes: Uint8Array): readonly [string, OnnxTensor] {
  const tensor = read(bytes);
  const name = text(tensor, 8);
  const quoted = `'${printable(name)}'`;
  if (integer(tensor, 14) !== 0)
    throw new Refused(`${quoted} is stored in another file: expected all arrays in this file`);
  const type = integer(tensor, 2);
  if (type !== onnxTypes.float32 && type !== onnxTypes.int64) {
    throw new Refused(`expected arrays of float32 or int64, got type ${type} for ${quoted}`);
  }
  const shape = integers(tensor, 1, most.dims);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new Refused(`expected axes of 0 or more for ${quoted}, got [${shape}]`);
  }
  const size = sizeOf(shape);
  const expectSize = (got: number) => {
    if (got !== size) throw new Refused(`expected ${size} elements for ${quoted} [${shape}], got ${got}`);
  };
  const raw = message(tensor, tensorFields.raw);
  if (type === onnxTypes.int64) {
    if (size > most.integers) throw new Refused(`expected at most ${most.integers} integers in ${quoted}, got ${size}`);
    if (raw?.length) expectSize(raw.length / 8);
    const values = raw?.length ? int64s(raw) : integers(tensor, tensorFields.int64s, most.integers);
    expectSize(values.length);
    return [name, { shape, values }];
  }
  const parts = raw?.length ? [raw] : messages(tensor, tensorFields.floats);
  expectSize(parts.reduce((sum, part) => sum + part.length, 0) / 4);
  const values = floatsOf(parts, size);
  const odd = firstNonFinite(values);
  if (odd >= 0) throw new Refused(`expected finite numbers in ${quoted}, got ${values[odd]} at index ${odd}`);
  return [name, { shape, values }];
}

const tensorFields = { floats: 4, int64s: 7, raw: 9 };

/** Copies floats to aligned memory. */
function floatsOf(parts: readonly Uint8Array[], count: number): Float32Array {
  const bytes = new Uint8Array(4 * count);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Float32Array(bytes.buffer);
}

function int64s(raw: Uint8Array): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
