// Collisions: one bit for each pair of objects that shared a drawn pixel.

import { LINE } from '../memory-map';
import { tia } from '../state';
import { firstLanes } from './columns';
import { BL, M0, M1, P0, P1, PF } from './objects/sets';

/** The pair of objects of each collision bit, 0 … 14. */
const PAIRS = memory.data<i32>([
  M0 | P1,
  M0 | P0,
  M1 | P0,
  M1 | P1,
  P0 | PF,
  P0 | BL,
  P1 | PF,
  P1 | BL,
  M0 | PF,
  M0 | BL,
  M1 | PF,
  M1 | BL,
  BL | PF,
  P0 | P1,
  M0 | M1,
]);

const BY_OBJECT_SET = memory.data(64 * 2, 2);

/** Fills the table that `collisionsOf` reads. */
export function prepareCollisions(): void {
  for (let objects = 0; objects < 64; objects++) {
    let word = 0;
    for (let bit = 0; bit < 15; bit++) {
      const pair = load<i32>(PAIRS + ((<usize>bit) << 2));
      if ((objects & pair) == pair) word |= 1 << bit;
    }
    store<u16>(BY_OBJECT_SET + ((<usize>objects) << 1), <u16>word);
  }
}

/** Returns the collision bits of a set of objects that share a pixel. */
export function collisionsOf(objects: i32): i32 {
  return load<u16>(BY_OBJECT_SET + ((<usize>objects) << 1));
}

/** Registers the collisions in 16 columns, in those that `lanes` selects. */
function collideBlock(x: i32, lanes: v128): void {
  const sets = v128.and(v128.load(LINE + x), lanes);
  // A set of two or more objects has another bit besides its lowest one.
  const shared = v128.and(sets, i8x16.sub(sets, i8x16.splat(1)));
  if (!v128.any_true(shared)) return;
  let columns = i8x16.bitmask(i8x16.ne(shared, i8x16.splat(0)));
  let word = tia.collisions;
  while (columns) {
    word |= collisionsOf(load<u8>(LINE + x + ctz(columns)));
    columns &= columns - 1;
  }
  tia.collisions = word;
}

/** Registers the collisions in the columns from … to − 1 of the composed line. */
export function collide(from: i32, to: i32): void {
  let x = from;
  for (; x + 16 <= to; x += 16) collideBlock(x, i8x16.splat(-1));
  if (x < to) collideBlock(x, firstLanes(to - x));
}
