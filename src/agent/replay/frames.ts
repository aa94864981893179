/** Storage of the frames of one environment: uncompressed here, compressed in compressed-frames.ts. */
import { frameBytes } from '../../env/environment.js';
import { packFrames, unpackFrames } from './segment.js';

/** Stores the last `capacity` frames. The n-th frame since the start of the run has slot number n. */
export interface FrameStore {
  /** Memory of the frames, in bytes. */
  readonly bytes: number;
  /** Copies the frame into the next slot. */
  push(frame: Uint8Array): void;
  /** Returns the frame of one of the last `capacity` slots: a view, valid until the next call. */
  at(slot: number): Uint8Array;
  /** Returns the compressed frames of slots `start` … `end` − 1 of one segment; valid until the next call. */
  pack(start: number, end: number): Uint8Array;
  /** Restores frames that `pack` returned, in the order of the slots. An empty store may begin with any `start`. */
  unpack(start: number, end: number, packed: Uint8Array): void;
}

const pageSlots = 1024;

/** Stores frames uncompressed, in pages that are allocated at their first write. */
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

/** Concatenates the frames of slots `start` … `end` − 1. */
export function gather(at: FrameStore['at'], start: number, end: number): Uint8Array {
  const frames = new Uint8Array((end - start) * frameBytes);
  for (let slot = start; slot < end; slot++) frames.set(at(slot), (slot - start) * frameBytes);
  return frames;
}

/** Splits concatenated frames, the inverse of `gather`. @throws RangeError if there are not `count` frames */
export function split(frames: Uint8Array, count: number): Uint8Array[] {
  if (frames.length !== count * frameBytes) {
    throw new RangeError(`replay: expected ${count} frames of ${frameBytes} bytes, got ${frames.length} bytes`);
  }
  return Array.from({ length: count }, (_, i) => frames.subarray(i * frameBytes, (i + 1) * frameBytes));
}
