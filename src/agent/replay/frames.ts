/** Where a lane of the replay keeps its frames: as they are here, compressed in replay-compressed.ts. */
import { frameBytes } from '../../env/environment.js';
import { packFrames, unpackFrames } from './segment.js';

/** The last `capacity` frames that were pushed; the n-th since the start of the run is slot n. */
export interface FrameStore {
  /** Memory that the frames take. */
  readonly bytes: number;
  /** Keeps a copy of the frame in the next slot. */
  push(frame: Uint8Array): void;
  /** The frame of one of the last `capacity` slots: a view, valid until the store's next call. */
  at(slot: number): Uint8Array;
  /** The frames of slots `start` … `end` − 1, all of one segment, compressed; valid until the store's next call. */
  pack(start: number, end: number): Uint8Array;
  /** Puts back what `pack` gave, in the order of the slots; an empty store begins with the first `start` it is told. */
  unpack(start: number, end: number, packed: Uint8Array): void;
}

const pageSlots = 1024;

/** Frames as they are, in pages that are allocated when first written: memory grows with what is stored. */
export function rawFrames(capacity: number): FrameStore {
  const pages: Uint8Array[] = [];
  let end = 0;

  function at(slot: number): Uint8Array {
    const position = slot % capacity;
    const page = Math.floor(position / pageSlots);
    pages[page] ??= new Uint8Array(Math.min(pageSlots, capacity - page * pageSlots) * frameBytes);
    const start = (position % pageSlots) * frameBytes;
    return pages[page].subarray(start, start + frameBytes);
  }

  return {
    get bytes() {
      return pages.reduce((sum, page) => sum + page.length, 0);
    },
    push: (frame) => at(end++).set(frame),
    at,
    pack: (start, stop) => packFrames(gather(at, start, stop)),
    unpack(start, stop, packed) {
      end = start;
      for (const frame of split(unpackFrames(packed), stop - start)) at(end++).set(frame);
    },
  };
}

/** The frames of slots `start` … `end` − 1, one after the other. */
export function gather(at: FrameStore['at'], start: number, end: number): Uint8Array {
  const frames = new Uint8Array((end - start) * frameBytes);
  for (let slot = start; slot < end; slot++) frames.set(at(slot), (slot - start) * frameBytes);
  return frames;
}

/** The reverse of `gather`. @throws RangeError when there are not `count` frames */
export function split(frames: Uint8Array, count: number): Uint8Array[] {
  if (frames.length !== count * frameBytes) {
    throw new RangeError(`replay: expected ${count} frames of ${frameBytes} bytes, got ${frames.length} bytes`);
  }
  return Array.from({ length: count }, (_, i) => frames.subarray(i * frameBytes, (i + 1) * frameBytes));
}
