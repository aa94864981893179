// Operations on sixteen columns, the unit in which lines are drawn.

const EDGE = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);

/** Returns a vector with all bits set in the first `count` (0–16) lanes. */
export function firstLanes(count: i32): v128 {
  return v128.load(EDGE + 16 - count);
}

/** Writes one byte into columns from … to − 1 of the row at `row`. */
export function fillColumns(from: i32, to: i32, row: usize, byte: i32): void {
  const bytes = i8x16.splat(<i8>byte);
  let x = from;
  for (; x + 16 <= to; x += 16) v128.store(row + x, bytes);
  if (x < to) v128.store(row + x, v128.bitselect(bytes, v128.load(row + x), firstLanes(to - x)));
}
