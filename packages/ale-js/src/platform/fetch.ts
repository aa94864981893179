/** Downloads with errors that say what went wrong. */
import { AleError } from '../errors.js';

/** @throws AleError with `code`, when the server answers with an error status */
export async function expectOk(response: Response, code: 'rom-missing' | 'wasm-unavailable'): Promise<ArrayBuffer> {
  const { ok, status, url } = response;
  if (!ok) throw new AleError(code, `cannot fetch "${url}": HTTP status ${status}`, { expected: 200, got: status });
  return response.arrayBuffer();
}
