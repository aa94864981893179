import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFramePool } from '../../../src/agent/replay/frame-pool.js';

const pageBytes = 64;

describe('a frame pool', () => {
  it('keeps every block unchanged until it is freed, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ length: fc.integer({ min: 1, max: pageBytes }), frees: fc.array(fc.nat(), { maxLength: 2 }) }),
        ),
        (steps) => {
          const pool = createFramePool(pageBytes);
          const blocks: { place: number; length: number; fill: number }[] = [];
          steps.forEach(({ length, frees }, fill) => {
            blocks.push({ place: pool.put(new Uint8Array(length).fill(fill)), length, fill });
            for (const pick of frees) {
              const [freed] = blocks.splice(pick % Math.max(1, blocks.length), 1);
              if (freed) pool.free(freed.place);
            }
            for (const block of blocks) {
              expect([...pool.get(block.place, block.length)]).toEqual(Array(block.length).fill(block.fill % 256));
            }
          });
        },
      ),
    );
  });

  it('takes no more memory than the largest sum of its blocks and two pages when blocks are freed in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 40, maxLength: 400 }), (lengths) => {
        const pool = createFramePool(pageBytes);
        const places: number[] = [];
        let largest = 0;
        lengths.forEach((length, i) => {
          places.push(pool.put(new Uint8Array(length)));
          const live = lengths.slice(Math.max(0, i - 19), i + 1).reduce((a, b) => a + b);
          largest = Math.max(largest, live);
          if (i >= 19) pool.free(places[i - 19]!);
        });
        // Up to 15 bytes at the end of a page may be too few for the next block.
        expect(pool.bytes).toBeLessThanOrEqual((Math.ceil(largest / (pageBytes - 15)) + 2) * pageBytes);
      }),
    );
  });

  it('rejects a block that is longer than a page', () => {
    expect(() => createFramePool(pageBytes).put(new Uint8Array(pageBytes + 1))).toThrow('at most 64 bytes, got 65');
  });
});
