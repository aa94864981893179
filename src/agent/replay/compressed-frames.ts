/**
 * Compressed storage of the frames of one environment, about a tenth of the memory. Full segments are compressed; the frames
 * of the newest, incomplete segment are not. All environments share one frame pool, since they fill at the same rate.
 */
import { frameBytes } from '../../env/environment.js';
import type { FramePool } from './frame-pool.js';
import { type FrameStore, gather, split } from './frames.js';
import { packFrames, segmentSlots, unpackFrames } from './segment.js';

export function compressedFrames(capacity: number, pool: FramePool): FrameStore {
  // When a segment is full, the segment this many before it contains only slots that are no longer in use.
  const segments = Math.ceil(capacity / segmentSlots);
  /** Position in the pool and length of segment n, at index n mod `segments`; length 0 = no segment. */
  const places = new Float64Array(segments);
  const lengths = new Uint32Array(segments);
  const open = new Uint8Array(segmentSlots * frameBytes);
  /** The last segment read, since neighboring slots are read one after the other. */
  let read: { segment: number; frames: Uint8Array } = { segment: -1, frames: open };
  let end = 0;

  function push(frame: Uint8Array) {
    open.set(frame, (end % segmentSlots) * frameBytes);
    end++;
    if (end % segmentSlots === 0) close(packFrames(open));
  }

  /** Stores the segment that ends before `end`, replacing the oldest one. */
  function close(packed: Uint8Array) {
    const position = (end / segmentSlots - 1) % segments;
    if (lengths[position]! > 0) pool.free(places[position]!);
    places[position] = pool.put(packed);
    lengths[position] = packed.length;
  }

  function packed(segment: number): Uint8Array {
    const position = segment % segments;
    return pool.get(places[position]!, lengths[position]!);
  }

  function framesOf(segment: number): Uint8Array {
    if (segment === Math.floor(end / segmentSlots)) return open;
    if (segment !== read.segment) read = { segment, frames: unpackFrames(packed(segment)) };
    return read.frames;
  }

  function at(slot: number): Uint8Array {
    const start = (slot % segmentSlots) * frameBytes;
    return framesOf(Math.floor(slot / segmentSlots)).subarray(start, start + frameBytes);
  }

  const isWhole = (start: number, stop: number) => start % segmentSlots === 0 && stop - start === segmentSlots;

  return {
    // Without the pool, which the replay counts.
    bytes: places.byteLength + lengths.byteLength + open.byteLength,
    push,
    at,
    pack: (start, stop) => (isWhole(start, stop) ? packed(start / segmentSlots) : packFrames(gather(at, start, stop))),
    unpack(start, stop, block) {
      end = start;
      if (!isWhole(start, stop)) {
        for (const frame of split(unpackFrames(block), stop - start)) push(frame);
        return;
      }
      end = stop;
      close(block);
    },
  };
}
