/** The container of animated WebP files (https://developers.google.com/speed/webp/docs/riff_container). */

interface Size {
  readonly width: number;
  readonly height: number;
}

/** RIFF counts bytes in 32 bits. */
export const largestFile: number = 2 ** 32 - 1;

/** Bytes before the first picture: RIFF header, VP8X chunk, ANIM chunk. */
export const headerBytes = 44;

/** Flags of VP8X: the file is an animation, and its pictures have transparent pixels. */
const animationWithAlpha = 0x12;

/** The first 44 bytes of a file. It loops without end. @param bytes length of the whole file */
export function fileHeader({ width, height }: Size, bytes: number): Uint8Array {
  const header = Buffer.alloc(headerBytes); // zeros: background, and the number of loops
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(bytes - 8, 4);
  header.write('WEBPVP8X', 8, 'latin1');
  header.writeUInt32LE(10, 16);
  header[20] = animationWithAlpha;
  header.writeUIntLE(width - 1, 24, 3);
  header.writeUIntLE(height - 1, 27, 3);
  header.write('ANIM', 30, 'latin1');
  header.writeUInt32LE(6, 34);
  return header;
}

/**
 * One picture of an animation, as its chunk. Transparent pixels leave the picture before as it is.
 * @param still a lossless WebP file of this size
 * @param milliseconds how long it is shown
 */
export function animationFrame(still: Uint8Array, { width, height }: Size, milliseconds: number): Uint8Array {
  const image = losslessChunk(still);
  const frame = Buffer.alloc(24 + image.length); // zeros: the place, and the flags "blend" and "leave it there"
  frame.write('ANMF', 0, 'latin1');
  frame.writeUInt32LE(16 + image.length, 4);
  frame.writeUIntLE(width - 1, 14, 3);
  frame.writeUIntLE(height - 1, 17, 3);
  frame.writeUIntLE(milliseconds, 20, 3);
  frame.set(image, 24);
  return frame;
}

/** Returns the chunk VP8L, padded to an even length. @throws Error for a file without it */
function losslessChunk(still: Uint8Array): Uint8Array {
  const bytes = Buffer.from(still.buffer, still.byteOffset, still.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (bytes.toString('latin1', at, at + 4) === 'VP8L') return bytes.subarray(at, end);
    at = end;
  }
  throw new Error('expected a lossless WebP picture, got one without the chunk VP8L');
}
