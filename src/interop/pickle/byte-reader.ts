/** Reads a pickle's bytes in order; an end that comes too early is an error. */
export interface ByteReader {
  /** Offset of the next byte. */
  readonly at: number;
  byte(): number;
  /** Returns a view of the next bytes. */
  bytes(count: number): Uint8Array;
  /** Little-endian and unsigned. @throws Error beyond 2^53 */
  unsigned(byteCount: 1 | 2 | 4 | 8): number;
  /** Returns the text up to the next line feed. */
  line(): string;
}

const lineFeed = 0x0a;

export function createByteReader(data: Uint8Array, start = 0): ByteReader {
  let at = start;
  const bytes = (count: number): Uint8Array => {
    if (!(count <= data.length - at)) throw new Error('it is truncated');
    at += count;
    return data.subarray(at - count, at);
  };
  return {
    get at() {
      return at;
    },
    byte: () => bytes(1)[0]!,
    bytes,
    unsigned(byteCount) {
      const value = bytes(byteCount).reduceRight((sum, byte) => sum * 256 + byte, 0);
      if (!Number.isSafeInteger(value)) throw new Error('it contains a length of more than 2^53');
      return value;
    },
    line() {
      const end = data.indexOf(lineFeed, at);
      const text = bytes((end < 0 ? data.length : end) - at);
      bytes(1);
      return latin1(text);
    },
  };
}

/** Returns one character for each byte. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
