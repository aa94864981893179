/**
 * A replay as files, the same however it is kept in memory. A lane is cut into chunks of 2,048 slots; a chunk that is
 * full and wholly in the window never changes, so that a checkpoint writes only those that have come since the last one,
 * and the two edges of each lane:
 *
 *     oldest                                    end
 *     │··head··│  chunk 7  │  chunk 8  │··tail··│        head and tail: edges.bin; chunks: shared between checkpoints
 */
import type { FileSet, Files } from '../../files/file-set.js';
import type { Slots } from './environment-buffer.js';
import type { Replay } from './replay.js';
import { segmentParts } from './segment.js';

interface Window {
  readonly oldest: number;
  readonly end: number;
}

const chunkSlots = 2048;
const chunkName = (lane: number, chunk: number) => `shared/replay-${lane}-${String(chunk).padStart(8, '0')}.bin`;
const edgesName = 'replay-edges.bin';

/** Files of a checkpoint by name. */
export function replayFiles(replay: Replay): Files {
  const lanes = Array.from({ length: replay.lanes }, (_, lane) => ({ lane, ...cut(replay.window(lane)) }));
  const files: Record<string, () => Uint8Array> = {};
  for (const { lane, chunks } of lanes) {
    for (const chunk of chunks) {
      const start = chunk * chunkSlots;
      files[chunkName(lane, chunk)] = () => encode(replay.read(lane, start, start + chunkSlots));
    }
  }
  files[edgesName] = () =>
    Buffer.concat(
      lanes.flatMap(({ lane, head, tail }) => [head, tail].map(([from, to]) => encode(replay.read(lane, from, to)))),
    );
  return files;
}

/** Puts the slots of a checkpoint into an empty replay. @param windows of the lanes, as they were when it was written */
export function restoreReplay(replay: Replay, windows: readonly Window[], set: FileSet): void {
  const edges = reader(set.read(edgesName));
  windows.forEach((window, lane) => {
    const { head, chunks, tail } = cut(window);
    const put = (start: number, stop: number, from: Reader) => replay.write(lane, start, decode(from, start, stop));
    put(...head, edges);
    for (const chunk of chunks) {
      const from = reader(set.read(chunkName(lane, chunk)));
      put(chunk * chunkSlots, (chunk + 1) * chunkSlots, from);
      from.expectEnd();
    }
    put(...tail, edges);
  });
  edges.expectEnd();
}

/** A window's chunks and edges. The newest slot is never in a chunk, since its action is still to come. */
function cut({ oldest, end }: Window) {
  const first = Math.ceil(oldest / chunkSlots);
  const open = Math.max(first, Math.floor((end - 1) / chunkSlots));
  const tailStart = Math.min(open * chunkSlots, end);
  return {
    head: [oldest, Math.min(first * chunkSlots, tailStart)],
    chunks: Array.from({ length: open - first }, (_, i) => first + i),
    tail: [tailStart, end],
  } as const;
}

/** Count of slots; rewards, actions and marks; then every part of the frames, its length first. */
function encode({ parts, rewards, actions, marks }: Slots): Uint8Array {
  return Buffer.concat([
    uint32(actions.length),
    new Uint8Array(rewards.buffer),
    new Uint8Array(actions.buffer),
    marks,
    ...parts.flatMap((part) => [uint32(part.length), part]),
  ]);
}

/**
 * @param start slot that they begin with: it decides how the frames are cut into parts
 * @throws RangeError for another number of slots than those up to `stop`
 */
function decode(from: Reader, start: number, stop: number): Slots {
  const count = from.uint32();
  if (count !== stop - start) throw new RangeError(`replay: expected ${stop - start} slots, got ${count}`);
  return {
    rewards: new Float32Array(from.bytes(count * 4).slice().buffer),
    actions: new Int8Array(from.bytes(count).slice().buffer),
    marks: from.bytes(count),
    parts: Array.from(segmentParts(start, start + count), () => from.bytes(from.uint32())),
  };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

type Reader = ReturnType<typeof reader>;

/** Reads one thing after the other. @throws RangeError beyond the end */
function reader({ buffer, byteOffset, byteLength }: Uint8Array) {
  const data = new Uint8Array(buffer, byteOffset, byteLength); // of a Buffer, `slice` would be no copy
  const view = new DataView(buffer, byteOffset, byteLength);
  let at = 0;
  const take = (length: number) => {
    if (at + length > byteLength) throw new RangeError('replay: expected more bytes');
    at += length;
    return at - length;
  };
  return {
    expectEnd() {
      if (at < byteLength) throw new RangeError(`replay: expected the end, got ${byteLength - at} more bytes`);
    },
    uint32: () => view.getUint32(take(4), true),
    bytes: (length: number) => data.subarray(take(length), at),
  };
}
