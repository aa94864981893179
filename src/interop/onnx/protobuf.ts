/**
 * Iterates over Protocol Buffers messages (protobuf.dev/programming-guides/encoding) in place, without copies. General
 * decoders allocate an object for every field, which a malicious file of two-byte fields can exploit.
 */

export interface Field {
  readonly id: number;
  /** Integers as numbers (rounded beyond 2^53), all other types as bytes. */
  readonly value: number | Uint8Array;
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Yields the fields of a message in order. @throws Error that says what is wrong with the bytes */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const tag = varint(message, at);
    at = tag.end;
    const [id, wireType] = [Math.floor(tag.value / 8), tag.value & 7];
    if (wireType === wireTypes.varint) {
      const { value, end } = varint(message, at);
      at = end;
      yield { id, value };
      continue;
    }
    let length: number;
    if (wireType === wireTypes.fixed64) length = 8;
    else if (wireType === wireTypes.fixed32) length = 4;
    else if (wireType === wireTypes.bytes) ({ value: length, end: at } = varint(message, at));
    else throw new Error(`a field of the unknown wire type ${wireType}`);
    if (!(length >= 0 && at + length <= message.length)) throw new Error('a field that ends beyond its message');
    yield { id, value: message.subarray(at, at + length) };
    at += length;
  }
}

/** Returns the integers of a packed field. @throws Error for more than `most` */
export function integersOf(packed: Uint8Array, most: number): number[] {
  const values: number[] = [];
  for (let at = 0; at < packed.length; ) {
    const { value, end } = varint(packed, at);
    at = end;
    if (values.push(value) > most) throw new Error(`more than ${most} integers`);
  }
  return values;
}

/** Decodes a 64-bit integer in two's complement: seven bits a byte, lowest first. */
function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let [low, high] = [0, 0]; // the lowest 28 bits, and the others
  for (let i = 0; i < 10; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw new Error('an integer that is cut short');
    const bits = byte & 0x7f;
    if (i < 4) low += bits * 2 ** (7 * i);
    else high += bits * 2 ** (7 * (i - 4));
    if (byte < 0x80) return { value: signed(high) * 2 ** 28 + low, end: start + i + 1 };
  }
  throw new Error('an integer of more than 10 bytes');
}

/** Returns the upper 36 bits as a signed number, which float64 holds exactly. */
const signed = (high: number): number => {
  const bits = high % 2 ** 36;
  return bits >= 2 ** 35 ? bits - 2 ** 36 : bits;
};
