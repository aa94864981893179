/**
 * Memory for blocks of all sizes that are freed in about the order in which they came. Blocks are written one after the
 * other into slabs; a slab whose last block has been freed is used again. Nothing is moved, nothing is left to the
 * garbage collector, and once as much is freed as is put, nothing more is allocated.
 */
export interface Slabs {
  /** Memory held, in use or not. */
  readonly bytes: number;
  /** Copies a block in. → its place */
  put(block: Uint8Array): number;
  /** The block at a place: a view. */
  get(place: number, length: number): Uint8Array;
  /** Gives up the block at a place. */
  free(place: number): void;
}

interface Slab {
  readonly memory: Buffer;
  /** Where the next block begins. */
  end: number;
  /** Blocks in it that have not been freed. */
  blocks: number;
}

/** @param slabBytes what is allocated at once; also the longest block */
export function createSlabs(slabBytes = 4 * 2 ** 20): Slabs {
  const slabs: Slab[] = [];
  /** Indices of slabs that hold nothing. */
  const empty: number[] = [];
  let open = allocate();

  function allocate(): number {
    return slabs.push({ memory: Buffer.allocUnsafeSlow(slabBytes), end: 0, blocks: 0 }) - 1;
  }

  function release(index: number) {
    slabs[index]!.end = 0;
    empty.push(index);
  }

  return {
    get bytes() {
      return slabs.length * slabBytes;
    },
    put(block) {
      if (block.length > slabBytes) {
        throw new RangeError(`slabs: expected a block of at most ${slabBytes} bytes, got ${block.length}`);
      }
      if (slabs[open]!.end + block.length > slabBytes) {
        if (slabs[open]!.blocks === 0) release(open);
        open = empty.pop() ?? allocate();
      }
      const slab = slabs[open]!;
      const place = open * slabBytes + slab.end;
      slab.memory.set(block, slab.end);
      slab.end += block.length;
      slab.blocks++;
      return place;
    },
    get(place, length) {
      const start = place % slabBytes;
      return slabs[Math.floor(place / slabBytes)]!.memory.subarray(start, start + length);
    },
    free(place) {
      const index = Math.floor(place / slabBytes);
      const slab = slabs[index]!;
      slab.blocks--;
      if (slab.blocks === 0 && index !== open) release(index);
    },
  };
}
