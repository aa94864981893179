/** The format of saved states and snapshots: a header, then copies of memory. */
import { AleError } from '../errors.js';

const magic = 0x4a454c41; // "ALEJ"
/** Version of this format; the core's memory has its own version. */
const formatVersion = 1;
/** Magic, version, kind, total length, checksum; then the ROM's MD5 as text. */
const headerWords = 5;
const checksumAt = 16;
const headerBytes = 4 * headerWords + 32;

/** `state`: what ALE saves; `state-random`: also the environment's random generator; `snapshot`: everything that later frames depend on. */
export const stateKinds = ['state', 'state-random', 'snapshot'] as const;
export type StateKind = (typeof stateKinds)[number];

/** The layout of the states of one kind, for one loaded ROM. */
export interface StateLayout {
  readonly version: number;
  readonly md5: string;
  readonly header: Uint8Array;
  /** Views of the live memory, in the order of their copies. */
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  /** Checks the live memory. Returns the invalid part, if any. */
  readonly problem: () => string | undefined;
}

/** Creates a layout. @param coreVersion version of the core's memory @param parts live views, copied in this order */
export function stateLayout(
  kind: StateKind,
  coreVersion: number,
  md5: string,
  parts: readonly ArrayBufferView[],
  problem: StateLayout['problem'] = () => undefined,
): StateLayout {
  const version = formatVersion * 0x10000 + coreVersion;
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, headerBytes);
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  [magic, version, stateKinds.indexOf(kind), bytes].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  header.set(new TextEncoder().encode(md5), 4 * headerWords);
  return { version, md5, header, parts: parts.map(bytesOf), bytes, problem };
}

/** Copies the live memory to a saved state. */
export function packState({ header, parts, bytes }: StateLayout): Uint8Array {
  const state = new Uint8Array(bytes);
  state.set(header);
  let offset = headerBytes;
  for (const part of parts) {
    state.set(part, offset);
    offset += part.length;
  }
  seal(state);
  return state;
}

/** Writes a state's checksum into its header. */
export function seal(state: Uint8Array): void {
  new DataView(state.buffer, state.byteOffset).setUint32(checksumAt, checksumOf(state), true);
}

/** Returns the kind of a saved state. @throws AleError `bad-state` when it has no valid header */
export function kindOfState(state: Uint8Array): StateKind {
  if (!(state instanceof Uint8Array)) {
    throw new AleError('bad-state', `saved state: expected a Uint8Array, got ${typeof state}`, { got: typeof state });
  }
  if (state.length < headerBytes || word(state, 0) !== magic) {
    throw new AleError('bad-state', `not a saved state of ale-js: found no valid header in ${state.length} bytes`, {
      got: state.length,
    });
  }
  const kind = stateKinds[word(state, 2)];
  if (!kind)
    throw new AleError('bad-state', `saved state: unknown kind ${word(state, 2)}; it may be of a newer release`, {
      got: word(state, 2),
    });
  return kind;
}

/**
 * Copies a saved state to the live memory. Changes nothing when it throws.
 * @throws AleError `bad-state` when the state is of another version or ROM, truncated, damaged, or not a possible state of a console
 */
export function unpackState(state: Uint8Array, layout: StateLayout): void {
  const { version, md5, header, parts, bytes, problem } = layout;
  const refuse = (what: string, expected: unknown, got: unknown) => new AleError('bad-state', what, { expected, got });
  const isChecksum = (i: number) => i >= checksumAt && i < checksumAt + 4;
  if (state.length !== bytes || header.some((byte, i) => byte !== state[i] && !isChecksum(i))) {
    const gotVersion = word(state, 1);
    if (gotVersion !== version) {
      const [expected, got] = [versionText(version), versionText(gotVersion)];
      throw refuse(
        `saved state: expected version ${expected}, got ${got}: it was saved by another release`,
        expected,
        got,
      );
    }
    const gotMd5 = new TextDecoder().decode(state.subarray(4 * headerWords, headerBytes));
    if (gotMd5 !== md5 && /^[0-9a-f]{32}$/.test(gotMd5)) {
      throw refuse(`saved state of another ROM: expected md5 ${md5}, got ${gotMd5}`, md5, gotMd5);
    }
    throw state.length === bytes
      ? refuse('saved state is damaged: its header has no valid md5', md5, gotMd5)
      : refuse(`saved state has a wrong size: expected ${bytes} bytes, got ${state.length}`, bytes, state.length);
  }
  const [expected, got] = [word(state, checksumAt / 4), checksumOf(state)];
  if (expected !== got) throw refuse('saved state is damaged: its checksum does not match', expected, got);
  const before = parts.map((part) => part.slice());
  let offset = headerBytes;
  for (const part of parts) {
    part.set(state.subarray(offset, offset + part.length));
    offset += part.length;
  }
  const found = problem();
  if (found === undefined) return;
  for (const [i, part] of parts.entries()) part.set(before[i]!);
  throw refuse(`saved state is damaged: ${found} is not valid`, 'a state of a console', found);
}

const versionText = (version: number): string => `${version >>> 16}.${version & 0xffff}`;

/** One step of the checksum. Different words give different sums, so a change within one word is always detected. */
function mixed(sum: number, word: number): number {
  const product = Math.imul(sum ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/**
 * Returns the checksum of a state, without the checksum's own word. Four independent sums take a seventh of the time of a CRC-32,
 * which matters to a search that restores thousands of states.
 */
function checksumOf(state: Uint8Array): number {
  const aligned = state.byteOffset % 4 === 0 ? state : state.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
  let [a, b, c, d] = [state.length, 1, 2, 3];
  let at = 0;
  for (; at < headerWords; at++) if (at !== checksumAt / 4) a = mixed(a, words[at]!);
  for (; at + 3 < words.length; at += 4) {
    a = mixed(a, words[at]!);
    b = mixed(b, words[at + 1]!);
    c = mixed(c, words[at + 2]!);
    d = mixed(d, words[at + 3]!);
  }
  for (; at < words.length; at++) a = mixed(a, words[at]!);
  for (at = 4 * words.length; at < aligned.length; at++) a = mixed(a, aligned[at]!);
  return mixed(mixed(mixed(a, b), c), d) >>> 0;
}

/** Returns a word of the header, little-endian; the state may have any alignment. */
function word(state: Uint8Array, index: number): number {
  const at = 4 * index;
  return (state[at]! | (state[at + 1]! << 8) | (state[at + 2]! << 16) | (state[at + 3]! << 24)) >>> 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
