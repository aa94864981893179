/** Saved states and snapshots: a header, then plain copies of the memory that makes up a console and its environment. */
import { AleError } from './errors.js';

const magic = 0x4a454c41; // "ALEJ"
const version = 1;
/** Magic, version, kind, then the ROM's MD5 as text. */
const headerBytes = 12 + 32;

/** `state`: what ALE saves; `state-random`: the environment's generator too; `snapshot`: all that decides what comes next. */
export const stateKinds = ['state', 'state-random', 'snapshot'] as const;
export type StateKind = (typeof stateKinds)[number];

/** @param parts live views, copied in this order */
export function packState(kind: StateKind, md5: string, parts: readonly ArrayBufferView[]): Uint8Array {
  const bytes = new Uint8Array(headerBytes + totalBytes(parts));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, version, true);
  view.setUint32(8, stateKinds.indexOf(kind), true);
  bytes.set(new TextEncoder().encode(md5), 12);
  let offset = headerBytes;
  for (const part of parts) {
    bytes.set(bytesOf(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}

/** @throws AleError `bad-state` when the bytes are no saved state of this version */
export function kindOfState(state: Uint8Array): StateKind {
  const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
  if (state.length < headerBytes || view.getUint32(0, true) !== magic) {
    throw new AleError('bad-state', `not a saved state of ale-js (${state.length} bytes)`, { got: state.length });
  }
  const got = view.getUint32(4, true);
  if (got !== version) {
    throw new AleError('bad-state', `saved state of version ${got}, expected ${version}`, { expected: version, got });
  }
  const kind = stateKinds[view.getUint32(8, true)];
  if (!kind) throw new AleError('bad-state', 'saved state of an unknown kind', { got: view.getUint32(8, true) });
  return kind;
}

/**
 * Writes a packed state back into the views it came from. Nothing is changed unless all of it fits.
 * @throws AleError `bad-state` when it belongs to another ROM or its length is wrong
 */
export function unpackState(state: Uint8Array, md5: string, parts: readonly ArrayBufferView[]): void {
  const got = new TextDecoder().decode(state.subarray(12, headerBytes));
  if (got !== md5) {
    throw new AleError('bad-state', `saved state of another ROM: expected md5 ${md5}, got ${got}`, {
      expected: md5,
      got,
    });
  }
  const expectedBytes = headerBytes + totalBytes(parts);
  if (state.length !== expectedBytes) {
    throw new AleError(
      'bad-state',
      `saved state is cut or foreign: expected ${expectedBytes} bytes, got ${state.length}`,
      {
        expected: expectedBytes,
        got: state.length,
      },
    );
  }
  let offset = headerBytes;
  for (const part of parts) {
    bytesOf(part).set(state.subarray(offset, offset + part.byteLength));
    offset += part.byteLength;
  }
}

function totalBytes(parts: readonly ArrayBufferView[]): number {
  return parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
