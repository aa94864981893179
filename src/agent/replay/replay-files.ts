/**
 * The replay as files of a checkpoint. They do not depend on how frames are stored in memory. The slots of an environment are
 * divided into chunks of 2,048. A full chunk that lies within the window never changes, so a checkpoint writes only the chunks
 * that are new since the last checkpoint, and the two edges of each environment:
 *
 *     oldest                                    end
 *     │··head··│  chunk 7  │  chunk 8  │··tail··│        head and tail: edges.bin; chunks: shared between checkpoints
 */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { type FileSet, type Files, readSetJson } from '../../files/file-set.js';
import type { Slots } from './environment-buffer.js';
import type { Replay } from './replay.js';
import { segmentParts } from './segment.js';

const chunkSlots = 2048;
const chunkName = (environment: number, chunk: number) =>
  `shared/replay-${environment}-${String(chunk).padStart(8, '0')}.bin`;
const edgesName = 'replay-edges.bin';
const windowsName = 'replay-windows.json';
const windowsSchema = z.array(z.object({ oldest: z.int().min(0), end: z.int().min(0) }));
type Window = z.infer<typeof windowsSchema>[number];

/** Returns the contents of the files by name. */
export function replayFiles(replay: Replay): Files {
  const windows = Array.from({ length: replay.environments }, (_, environment) => replay.window(environment));
  const divided = windows.map((window, environment) => ({ environment, ...divide(window) }));
  const files: Record<string, () => Uint8Array | string> = { [windowsName]: () => JSON.stringify(windows) };
  for (const { environment, chunks } of divided) {
    for (const chunk of chunks) {
      const start = chunk * chunkSlots;
      files[chunkName(environment, chunk)] = () => encode(replay.read(environment, start, start + chunkSlots));
    }
  }
  files[edgesName] = () =>
    Buffer.concat(
      divided.flatMap(({ environment, head, tail }) =>
        [head, tail].map(([from, to]) => encode(replay.read(environment, from, to))),
      ),
    );
  return files;
}

/** Restores the slots of a checkpoint into an empty replay. @throws UsageError or RangeError where the files are damaged */
export function restoreReplay(replay: Replay, set: FileSet): void {
  const windows = readSetJson(set, windowsName, windowsSchema);
  if (windows.length !== replay.environments) {
    throw new UsageError(
      `${set.folder}/${windowsName}: expected ${replay.environments} environments, got ${windows.length}`,
    );
  }
  const edges = reader(set.read(edgesName));
  windows.forEach((window, environment) => {
    const { head, chunks, tail } = divide(window);
    const put = (start: number, stop: number, from: Reader) =>
      replay.write(environment, start, decode(from, start, stop));
    put(...head, edges);
    for (const chunk of chunks) {
      const from = reader(set.read(chunkName(environment, chunk)));
      put(chunk * chunkSlots, (chunk + 1) * chunkSlots, from);
      from.expectEnd();
    }
    put(...tail, edges);
  });
  edges.expectEnd();
}

/** Divides a window into chunks and edges. The newest slot is never in a chunk, since its action is not yet known. */
function divide({ oldest, end }: Readonly<Window>) {
  const first = Math.ceil(oldest / chunkSlots);
  const open = Math.max(first, Math.floor((end - 1) / chunkSlots));
  const tailStart = Math.min(open * chunkSlots, end);
  return {
    head: [oldest, Math.min(first * chunkSlots, tailStart)],
    chunks: Array.from({ length: open - first }, (_, i) => first + i),
    tail: [tailStart, end],
  } as const;
}

/** Layout: count of slots; rewards, actions and marks; then each part of the frames, preceded by its length. */
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
 * @param start first slot, which determines how the frames are split into parts
 * @throws RangeError if the file does not contain the slots `start` … `stop` − 1
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

/** Reads values one after the other. @throws RangeError past the end */
function reader({ buffer, byteOffset, byteLength }: Uint8Array) {
  const data = new Uint8Array(buffer, byteOffset, byteLength); // `slice` of a Buffer would not copy
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
