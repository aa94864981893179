/** ALE accepts ROMs packed with gzip. */
import { AleError } from '../errors.js';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/**
 * Unpacks by the web's own streams, in browsers and in Node.
 * @param name for the error
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
