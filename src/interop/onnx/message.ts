/** Messages of Protocol Buffers by field number. */
import { type Field, fieldsOf, integersOf } from './protobuf.js';

/** Most fields of a message. */
const mostFields = 50_000;
const mostNameBytes = 1000;

/** The values of a message by field number, in order. */
export type Message = ReadonlyMap<number, readonly Field['value'][]>;

/** Decodes a message. @throws Error that says what is wrong with the bytes */
export function read(bytes: Uint8Array): Message {
  const fields = new Map<number, Field['value'][]>();
  let count = 0;
  for (const { id, value } of fieldsOf(bytes)) {
    if (++count > mostFields) throw new Error(`expected at most ${mostFields} fields in a message, got more`);
    const values = fields.get(id);
    if (values) values.push(value);
    else fields.set(id, [value]);
  }
  return fields;
}

const isBytes = (value: Field['value'] | undefined): value is Uint8Array => value instanceof Uint8Array;

/** Returns the byte strings of a field: messages, texts, packed numbers. */
export const messages = (fields: Message, id: number): Uint8Array[] => (fields.get(id) ?? []).filter(isBytes);

/** Returns the last value of a field, as protobuf does for fields that occur more than once. */
export const message = (fields: Message, id: number): Uint8Array | undefined => messages(fields, id).at(-1);

/** Returns the text of a field, empty if there is none. @throws Error for long ones */
export const text = (fields: Message, id: number, most = mostNameBytes): string =>
  decoded(message(fields, id) ?? new Uint8Array(), most);

/** Returns the integer of a field, 0 if there is none. */
export function integer(fields: Message, id: number): number {
  const value = fields.get(id)?.at(-1);
  return typeof value === 'number' ? value : 0;
}

/** Returns the integers of a field, packed or not. @throws Error for more than `limit` */
export function integers(fields: Message, id: number, limit: number): number[] {
  const values = (fields.get(id) ?? []).flatMap((value) => (isBytes(value) ? integersOf(value, limit) : value));
  if (values.length > limit) throw new Error(`expected at most ${limit} integers in a field, got ${values.length}`);
  return values;
}

/** Decodes a name. @throws Error for long ones */
export const textOf = (bytes: Uint8Array): string => decoded(bytes, mostNameBytes);

function decoded(bytes: Uint8Array, most: number): string {
  if (bytes.length > most) throw new Error(`expected names up to ${most} bytes, got ${bytes.length}`);
  return new TextDecoder().decode(bytes);
}
