/**
 * A frame pool: memory for compressed frames (blocks) of any size that are freed in about the order in which they were put.
 * Blocks are written one after the other into large pages. A page is reused when all its blocks have been freed. So blocks
 * are never moved, the garbage collector has nothing to do, and nothing more is allocated once as much is freed as is put.
 */
export interface FramePool {
  /** Memory of all pages, used or unused, in bytes. */
  readonly bytes: number;
  /** Copies a block into the pool. @returns its place @throws RangeError if it is longer than a page */
  put(block: Uint8Array): number;
  /** Returns a view of the block at a place. */
  get(place: number, length: number): Uint8Array;
  /** Frees the block at a place. */
  free(place: number): void;
}

interface Page {
  readonly memory: Buffer;
  /** Offset of the next block. */
  end: number;
  /** Number of blocks that have not been freed. */
  blocks: number;
}

/** @param pageBytes size of an allocation, and of the longest block */
export function createFramePool(pageBytes = 4 * 2 ** 20): FramePool {
  const pages: Page[] = [];
  /** Indices of empty pages. */
  const empty: number[] = [];
  let open = allocate();

  function allocate(): number {
    return pages.push({ memory: Buffer.allocUnsafeSlow(pageBytes), end: 0, blocks: 0 }) - 1;
  }

  function release(index: number) {
    pages[index]!.end = 0;
    empty.push(index);
  }

  return {
    get bytes() {
      return pages.length * pageBytes;
    },
    put(block) {
      if (block.length > pageBytes) {
        throw new RangeError(`frame pool: expected a block of at most ${pageBytes} bytes, got ${block.length}`);
      }
      if (pages[open]!.end + block.length > pageBytes) {
        if (pages[open]!.blocks === 0) release(open);
        open = empty.pop() ?? allocate();
      }
      const page = pages[open]!;
      const place = open * pageBytes + page.end;
      page.memory.set(block, page.end);
      page.end += block.length;
      page.blocks++;
      return place;
    },
    get(place, length) {
      const start = place % pageBytes;
      return pages[Math.floor(place / pageBytes)]!.memory.subarray(start, start + length);
    },
    free(place) {
      const index = Math.floor(place / pageBytes);
      const page = pages[index]!;
      page.blocks--;
      if (page.blocks === 0 && index !== open) release(index);
    },
  };
}
