/**
 * Segments: four frames in a row as one Snappy block, without loss. The frames of a segment lie one after the other,
 * within Snappy's reach of 64 KB, so that all but the first cost little more than what moved
 * (docs/decisions/0004-replay.md).
 *
 *     slot      0 1 2 3   4 5 6 7   8 9 …
 *     segment   0         1         2
 */
import { compressSync, uncompressSync } from 'snappy';

/** Slots of a segment. */
export const segmentSlots = 4;

/** The parts of slots `start` … `end` − 1 that lie in one segment each, as [from, to). */
export function* segmentParts(start: number, end: number): Generator<readonly [from: number, to: number]> {
  for (let from = start; from < end; ) {
    const to = Math.min(end, from - (from % segmentSlots) + segmentSlots);
    yield [from, to];
    from = to;
  }
}

// Without this the library hands out memory of its own, which can take ten times as long to get and free as to fill.
const copied = { copyOutputData: true };

/** @param frames one after the other → a block; equal frames give equal blocks */
export const packFrames = (frames: Uint8Array): Uint8Array => compressSync(frames, copied);

/** The frames that `packFrames` was given. @throws Error when the block is damaged */
export const unpackFrames = (block: Uint8Array): Uint8Array =>
  uncompressSync(block, { asBuffer: true, ...copied }) as Buffer;
