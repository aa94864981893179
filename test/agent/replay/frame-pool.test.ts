import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSlabs } from '../../../src/agent/replay/frame-pool.js';

const slabBytes = 64;

describe('slabs', () => {
  it('keep every block as it was put until it is freed, in any order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ length: fc.integer({ min: 1, max: slabBytes }), frees: fc.array(fc.nat(), { maxLength: 2 }) }),
        ),
        (steps) => {
          const slabs = createSlabs(slabBytes);
          const blocks: { place: number; length: number; fill: number }[] = [];
          steps.forEach(({ length, frees }, fill) => {
            blocks.push({ place: slabs.put(new Uint8Array(length).fill(fill)), length, fill });
            for (const pick of frees) {
              const [freed] = blocks.splice(pick % Math.max(1, blocks.length), 1);
              if (freed) slabs.free(freed.place);
            }
            for (const block of blocks) {
              expect([...slabs.get(block.place, block.length)]).toEqual(Array(block.length).fill(block.fill % 256));
            }
          });
        },
      ),
    );
  });

  it('freed in the order they were put, take no more memory than their largest sum and two slabs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 40, maxLength: 400 }), (lengths) => {
        const slabs = createSlabs(slabBytes);
        const places: number[] = [];
        let largest = 0;
        lengths.forEach((length, i) => {
          places.push(slabs.put(new Uint8Array(length)));
          const live = lengths.slice(Math.max(0, i - 19), i + 1).reduce((a, b) => a + b);
          largest = Math.max(largest, live);
          if (i >= 19) slabs.free(places[i - 19]!);
        });
        // A slab's end may be too short for the next block: at most 15 of its bytes.
        expect(slabs.bytes).toBeLessThanOrEqual((Math.ceil(largest / (slabBytes - 15)) + 2) * slabBytes);
      }),
    );
  });

  it('refuse a block that no slab has room for', () => {
    expect(() => createSlabs(slabBytes).put(new Uint8Array(slabBytes + 1))).toThrow('at most 64 bytes, got 65');
  });
});
