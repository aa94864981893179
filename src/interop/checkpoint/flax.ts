/** Flax's files (flax/serialization.py): MessagePack, with extension types for arrays, and large arrays in chunks. */
import { type DecoderOptions, decode, decodeMulti, ExtensionCodec } from '@msgpack/msgpack';
import { sizeOf } from '../../common/shape.js';
import { type FloatType, floatBytes } from '../../files/float-types.js';
import { decoderOf, FileArray, shapeIn } from './file-array.js';

/** Extension type of arrays, and of NumPy's numbers. */
const extensions = { array: 1, scalar: 3 } as const;
/** Most keys of dictionaries in a file. */
const mostKeys = 500_000;
const chunkedMark = '__msgpack_chunked_array__';

/** A MessagePack map with a text as its first key: of up to 15 keys, or with their number in 16 or 32 bits. */
export function isFlax(bytes: Uint8Array): boolean {
  const [first = 0] = bytes;
  const key = bytes[first === 0xde ? 3 : first === 0xdf ? 5 : 1] ?? 0;
  const isMap = (first > 0x80 && first <= 0x8f) || first === 0xde || first === 0xdf;
  return isMap && ((key >= 0xa0 && key <= 0xbf) || (key >= 0xd9 && key <= 0xdb));
}

/** Returns what was saved. @throws Error for damaged files, and files that Flax does not write */
export function readFlax(bytes: Uint8Array): unknown {
  const extensionCodec = new ExtensionCodec();
  extensionCodec.register({ type: extensions.array, encode: () => null, decode: arrayOf });
  extensionCodec.register({ type: extensions.scalar, encode: () => null, decode: scalarOf });
  let keys = 0;
  // The decoder limits neither depth nor size. Flax writes lists as dictionaries, and every dictionary has keys to count.
  const options: DecoderOptions<undefined> = {
    extensionCodec,
    maxArrayLength: 0,
    mapKeyConverter(key) {
      if (++keys > mostKeys) throw new Error(`it contains more than ${mostKeys} keys`);
      if (typeof key !== 'string')
        throw new Error(`its dictionaries have keys of the type ${typeof key}: expected texts`);
      return key;
    },
  };
  return inOneLine(() => decode(bytes, options));
}

/** (shape, name of the type, values): the headers of the tuples, then their items. */
function arrayOf(packed: Uint8Array): FileArray {
  const [tuple = 0, shapeHeader = 0] = packed;
  const axes = shapeHeader - fixedArray;
  if (tuple !== fixedArray + 3 || axes < 0 || axes > 8)
    throw new Error('one of its arrays has no shape, type and values');
  const items: unknown[] = [];
  const flat: DecoderOptions<undefined> = { maxArrayLength: 0, maxMapLength: 0, maxExtLength: 0 };
  inOneLine(() => {
    for (const item of decodeMulti(packed.subarray(2), flat)) if (items.push(item) === axes + 2) break;
  });
  const shape = shapeIn(items.slice(0, axes));
  const [type, values] = items.slice(axes);
  if (typeof type !== 'string' || !(values instanceof Uint8Array)) {
    throw new Error(`its array of shape [${shape}] has no type and values`);
  }
  return new FileArray(shape, decoderOf({ type: floatTypeOf(type), shape, storage: () => values }));
}

/** First byte of a MessagePack array of no items; up to 15 more are counted in the same byte. */
const fixedArray = 0x90;

const floatTypeOf = (name: string): FloatType | undefined =>
  Object.hasOwn(floatBytes, name) ? (name as FloatType) : undefined;

/** Returns the number; undefined for other types than floats. */
function scalarOf(packed: Uint8Array): number | undefined {
  const { shape, decode } = arrayOf(packed);
  return sizeOf(shape) === 1 ? decode?.()[0] : undefined;
}

/** Returns the array that a dictionary of chunks stands for. */
export function chunkedArray(dictionary: object): FileArray | undefined {
  if (!(chunkedMark in dictionary)) return undefined;
  const { shape: lengths, chunks } = dictionary as Readonly<Record<string, unknown>>;
  if (!isObject(lengths) || !isObject(chunks)) throw new Error('one of its arrays has no shape and chunks');
  const shape = shapeIn(Object.values(lengths));
  const parts = Object.values(chunks);
  if (!parts.every((part) => part instanceof FileArray))
    throw new Error('one of its arrays has chunks that are no arrays');
  const size = parts.reduce((sum, part) => sum + sizeOf(part.shape), 0);
  if (size !== sizeOf(shape)) throw new Error(`its array of shape [${shape}] has ${size} values in chunks`);
  if (!parts.every(({ decode }) => decode)) return new FileArray(shape);
  return new FileArray(shape, () => {
    const values = new Float32Array(size);
    let at = 0;
    for (const part of parts) {
      values.set(part.decode!(), at);
      at += sizeOf(part.shape);
    }
    return values;
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The decoder reads beyond the end of a truncated file, which is a RangeError. */
function inOneLine<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new Error('it is truncated, or other data follow it', { cause: error });
    throw error;
  }
}
