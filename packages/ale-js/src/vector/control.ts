/** The protocol between a vector environment and its workers: words of shared memory, response messages, and errors. */
import { AleError, type AleErrorCode } from '../errors.js';

/** Indices of the words. */
export const control = {
  /** Number of the request, increased for each; workers wait on it. */
  requestNumber: 0,
  /** Workers that have not finished the request; the caller waits on it. */
  pending: 1,
  /** What is requested, a value of `requests`. */
  request: 2,
  /** Seed of a `reset` request; −1 = none. */
  seed: 3,
  /** 1: the last worker to finish also posts a `done` response, for a caller that must not block. */
  respond: 4,
  /** Increased whenever a console has finished its part of a request. */
  progress: 5,
  words: 6,
} as const;

export const requests = { step: 0, reset: 1 } as const;
export type RequestKind = keyof typeof requests;

/** Bytes for a worker's error: four of length, then JSON. */
export const errorBytes = 4096;

/** A message of a worker: its consoles are ready, a request is done, or the consoles could not be created. */
export type WorkerResponse =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** An AleError as plain data. */
interface ErrorRecord {
  readonly code: AleErrorCode;
  readonly message: string;
}

/** Returns an error as plain data; anything but an AleError gets the code `worker-failed`. */
export function recordOf(error: unknown): ErrorRecord {
  const { message } = error as Error;
  return { code: error instanceof AleError ? error.code : 'worker-failed', message };
}

/** Returns the error that a record describes. */
export function errorOf({ code, message }: ErrorRecord): AleError {
  return new AleError(code, message);
}

/** Writes an error into a worker's `errorBytes` of shared memory; a text that is too long is cut off. */
export function writeError(memory: Uint8Array, error: unknown): void {
  const text = new TextEncoder().encode(JSON.stringify(recordOf(error)));
  memory.set(text.subarray(0, errorBytes - 4), 4);
  new DataView(memory.buffer, memory.byteOffset).setUint32(0, Math.min(text.length, errorBytes - 4), true);
}

/** Returns the error in a worker's shared memory, if there is one, and clears it. */
export function takeError(memory: Uint8Array): AleError | undefined {
  const view = new DataView(memory.buffer, memory.byteOffset);
  const length = view.getUint32(0, true);
  if (length === 0) return undefined;
  view.setUint32(0, 0, true);
  const text = new TextDecoder().decode(memory.slice(4, 4 + length));
  try {
    return errorOf(JSON.parse(text));
  } catch {
    return errorOf({ code: 'worker-failed', message: text }); // the text was cut off
  }
}
