/** Saved states and snapshots: a header, then plain copies of the memory that makes up a console and its environment. */
import { AleError } from './errors.js';

const magic = 0x4a454c41; // "ALEJ"
/** Magic, version, kind, length of the whole, then the ROM's MD5 as text. */
const headerWords = 4;
const headerBytes = 4 * headerWords + 32;

/** `state`: what ALE saves; `state-random`: the environment's generator too; `snapshot`: all that decides what comes next. */
export const stateKinds = ['state', 'state-random', 'snapshot'] as const;
export type StateKind = (typeof stateKinds)[number];

/** Of what the states of one kind consist, for one loaded ROM: made once, so that saving and restoring only copy. */
export interface StateLayout {
  readonly version: number;
  readonly md5: string;
  readonly header: Uint8Array;
  /** The live memory, in the order of the copies. */
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** @param version of the core's memory @param parts live views, copied in this order */
export function stateLayout(
  kind: StateKind,
  version: number,
  md5: string,
  parts: readonly ArrayBufferView[],
): StateLayout {
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, headerBytes);
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  [magic, version, stateKinds.indexOf(kind), bytes].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  header.set(new TextEncoder().encode(md5), 4 * headerWords);
  return { version, md5, header, parts: parts.map(bytesOf), bytes };
}

export function packState({ header, parts, bytes }: StateLayout): Uint8Array {
  const state = new Uint8Array(bytes);
  state.set(header);
  let offset = headerBytes;
  for (const part of parts) {
    state.set(part, offset);
    offset += part.length;
  }
  return state;
}

/** @throws AleError `bad-state` when the bytes do not start like a saved state */
export function kindOfState(state: Uint8Array): StateKind {
  if (!(state instanceof Uint8Array)) {
    throw new AleError('bad-state', `saved state: expected a Uint8Array, got ${typeof state}`, { got: typeof state });
  }
  if (state.length < headerBytes || word(state, 0) !== magic) {
    throw new AleError('bad-state', `not a saved state of ale-js (${state.length} bytes)`, { got: state.length });
  }
  const kind = stateKinds[word(state, 2)];
  if (!kind) throw new AleError('bad-state', 'saved state of an unknown kind', { got: word(state, 2) });
  return kind;
}

/**
 * Writes a packed state back into the memory it came from. Nothing is changed unless all of it fits.
 * @throws AleError `bad-state` when it is of another version or ROM, or cut
 */
export function unpackState(state: Uint8Array, { version, md5, header, parts, bytes }: StateLayout): void {
  const refuse = (what: string, expected: unknown, got: unknown) => new AleError('bad-state', what, { expected, got });
  if (state.length !== bytes || header.some((byte, i) => byte !== state[i])) {
    const gotVersion = word(state, 1);
    if (gotVersion !== version) {
      throw refuse(`saved state of version ${gotVersion}, expected ${version}`, version, gotVersion);
    }
    const gotMd5 = new TextDecoder().decode(state.subarray(4 * headerWords, headerBytes));
    if (gotMd5 !== md5) {
      throw refuse(`saved state of another ROM: expected md5 ${md5}, got ${gotMd5}`, md5, gotMd5);
    }
    throw refuse(`saved state is cut or foreign: expected ${bytes} bytes, got ${state.length}`, bytes, state.length);
  }
  let offset = headerBytes;
  for (const part of parts) {
    part.set(state.subarray(offset, offset + part.length));
    offset += part.length;
  }
}

/** The header's word, little-endian, wherever the state lies. */
function word(state: Uint8Array, index: number): number {
  const at = 4 * index;
  return (state[at]! | (state[at + 1]! << 8) | (state[at + 2]! << 16) | (state[at + 3]! << 24)) >>> 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
