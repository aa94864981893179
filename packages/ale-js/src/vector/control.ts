/** How a vector environment and its workers talk: words of shared memory to wait on, and a place for an error's text. */
import { AleError, type AleErrorCode } from '../errors.js';

/** Indices of the words. */
export const control = {
  /** Raised for every command; workers wait on it. */
  turn: 0,
  /** Workers that have not finished the turn; the caller waits on it. */
  pending: 1,
  command: 2,
  /** Of `reset`; −1 = none. */
  seed: 3,
  /** 1: the last worker to finish sends a message too, for a caller that may not block. */
  announce: 4,
  /** Raised whenever a console has finished its part of a turn. */
  progress: 5,
  words: 6,
} as const;

export const commands = { step: 0, reset: 1 } as const;
export type Command = keyof typeof commands;

/** Bytes of a worker's error: four of length, then JSON. */
export const errorBytes = 4096;

/** What a worker says by message. */
export type WorkerMessage =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

export interface ErrorRecord {
  readonly code: AleErrorCode;
  readonly message: string;
}

export function recordOf(error: unknown): ErrorRecord {
  const { message } = error as Error;
  return { code: error instanceof AleError ? error.code : 'worker-failed', message };
}

export function errorOf({ code, message }: ErrorRecord): AleError {
  return new AleError(code, message);
}

/** @param slot a worker's `errorBytes` of shared memory */
export function writeError(slot: Uint8Array, error: unknown): void {
  const text = new TextEncoder().encode(JSON.stringify(recordOf(error)));
  slot.set(text.subarray(0, errorBytes - 4), 4);
  new DataView(slot.buffer, slot.byteOffset).setUint32(0, Math.min(text.length, errorBytes - 4), true);
}

/** Takes the error out of the slot, if there is one. */
export function takeError(slot: Uint8Array): AleError | undefined {
  const view = new DataView(slot.buffer, slot.byteOffset);
  const length = view.getUint32(0, true);
  if (length === 0) return undefined;
  view.setUint32(0, 0, true);
  const text = new TextDecoder().decode(slot.slice(4, 4 + length));
  try {
    return errorOf(JSON.parse(text));
  } catch {
    return errorOf({ code: 'worker-failed', message: text }); // too long for the slot
  }
}
