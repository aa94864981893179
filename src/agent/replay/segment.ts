/**
 * Segments: four consecutive frames as one lossless Snappy block. The frames of a segment fit into Snappy's window of 64 KB,
 * so all but the first frame take little more space than their moving parts (docs/decisions/0004-replay.md).
 *
 *     slot      0 1 2 3   4 5 6 7   8 9 …
 *     segment   0         1         2
 */
import { compressSync, uncompressSync } from 'snappy';

/** Slots in a segment. */
export const segmentSlots = 4;

/** Splits slots `start` … `end` − 1 at the borders of segments into ranges [from, to). */
export function* segmentParts(start: number, end: number): Generator<readonly [from: number, to: number]> {
  for (let from = start; from < end; ) {
    const to = Math.min(end, from - (from % segmentSlots) + segmentSlots);
    yield [from, to];
    from = to;
  }
}

// Without this option, allocating and freeing the library's own memory can take ten times as long as filling it.
const copied = { copyOutputData: true };

/** Compresses concatenated frames. Equal frames give equal blocks. */
export const packFrames = (frames: Uint8Array): Uint8Array => compressSync(frames, copied);

/** The inverse of `packFrames`. @throws Error if the block is corrupt */
export const unpackFrames = (block: Uint8Array): Uint8Array =>
  uncompressSync(block, { asBuffer: true, ...copied }) as Buffer;
