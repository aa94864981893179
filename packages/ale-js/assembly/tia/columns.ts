// Blocks of 16 columns, the unit in which the line is drawn.

const LANES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

/** All bits set in the lanes of the block at column x that lie in from … to − 1. */
export function columnsInside(x: i32, from: i32, to: i32): v128 {
  const first = i8x16.splat(<i8>max(from - x, 0));
  const end = i8x16.splat(<i8>min(to - x, 16));
  return v128.and(i8x16.ge_s(LANES, first), i8x16.lt_s(LANES, end));
}

/** Writes one byte into columns from … to − 1 of the row at `row`. */
export function fillColumns(from: i32, to: i32, row: usize, byte: i32): void {
  let at = row + from;
  const end = row + to;
  if (to - from < 16) {
    for (; at < end; at++) store<u8>(at, <u8>byte);
    return;
  }
  const bytes = i8x16.splat(<i8>byte);
  for (; at + 16 <= end; at += 16) v128.store(at, bytes);
  v128.store(end - 16, bytes);
}
