/**
 * A lane's frames, compressed by segments: about a tenth of the memory. The newest frames, of the segment that is not full
 * yet, lie as they are. Lanes share their slabs, since they fill at the same pace.
 */
import { frameBytes } from '../../env/environment.js';
import type { Slabs } from './frame-pool.js';
import { type FrameStore, gather, split } from './frames.js';
import { packFrames, segmentSlots, unpackFrames } from './segment.js';

export function compressedFrames(capacity: number, slabs: Slabs): FrameStore {
  // When a segment is full, the one so many before it ends at or before the oldest slot.
  const segments = Math.ceil(capacity / segmentSlots);
  /** By segment modulo `segments`; a length of 0 = nothing there. */
  const places = new Float64Array(segments);
  const lengths = new Uint32Array(segments);
  const open = new Uint8Array(segmentSlots * frameBytes);
  /** The segment that was read last; neighboring slots are read one after the other. */
  let read: { segment: number; frames: Uint8Array } = { segment: -1, frames: open };
  let end = 0;

  function push(frame: Uint8Array) {
    open.set(frame, (end % segmentSlots) * frameBytes);
    end++;
    if (end % segmentSlots === 0) close(packFrames(open));
  }

  /** Stores the segment that ends before `end` in place of the oldest. */
  function close(packed: Uint8Array) {
    const position = (end / segmentSlots - 1) % segments;
    if (lengths[position]! > 0) slabs.free(places[position]!);
    places[position] = slabs.put(packed);
    lengths[position] = packed.length;
  }

  function packed(segment: number): Uint8Array {
    const position = segment % segments;
    return slabs.get(places[position]!, lengths[position]!);
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
    // The slabs belong to all lanes: whoever made them counts them.
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
