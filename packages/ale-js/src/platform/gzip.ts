/** ROMs that are packed with gzip, which ALE accepts. */
import { AleError } from '../errors.js';

/** Returns whether bytes start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * Unpacks gzip with a DecompressionStream, which browsers and Node have.
 * @param name the file's name, for the error
 * @throws AleError `rom-compressed` when the bytes are damaged
 */
export async function gunzip(packed: ArrayBuffer, name: string): Promise<ArrayBuffer> {
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return await new Response(unpacked).arrayBuffer();
  } catch (cause) {
    throw new AleError('rom-compressed', `cannot unpack ${name}: ${(cause as Error).message}`, { got: name });
  }
}
