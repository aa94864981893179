// Collisions: a bit for every pair of objects that shared a drawn pixel.

import { LINE } from '../memory-map';
import { tia } from '../state';

/** Pair of objects for each collision bit 0 … 14. */
const PAIRS = memory.data<u8>([
  2 | 4,
  2 | 1,
  8 | 1,
  8 | 4,
  1 | 32,
  1 | 16,
  4 | 32,
  4 | 16,
  2 | 32,
  2 | 16,
  8 | 32,
  8 | 16,
  16 | 32,
  1 | 4,
  2 | 8,
]);

const BY_OBJECT_SET = memory.data(64 * 2, 2);

/** Fills the table that `collisionsOf` reads. */
export function prepareCollisions(): void {
  for (let objects = 0; objects < 64; objects++) {
    let word = 0;
    for (let bit = 0; bit < 15; bit++) {
      const pair = <i32>load<u8>(PAIRS + bit);
      if ((objects & pair) == pair) word |= 1 << bit;
    }
    store<u16>(BY_OBJECT_SET + ((<usize>objects) << 1), <u16>word);
  }
}

export function collisionsOf(objects: i32): i32 {
  return load<u16>(BY_OBJECT_SET + ((<usize>objects) << 1));
}

/** Registers what the columns from … to − 1 of the composed line show. */
export function collide(from: i32, to: i32): void {
  let word = tia.collisions;
  for (let x = from; x < to; x++) word |= collisionsOf(load<u8>(LINE + x));
  tia.collisions = word;
}
