// Rows that look like the row above: while no register changes, line after line is the same. Such a row is copied instead
// of drawn, and remembered, so that whoever reads the picture need not look at it again.

import { FRAME_CAPACITY, FRAME_ROWS, FRAME_WIDTH, FRAMES, REPEATS } from '../memory-map';

/** Address of the bytes of a frame's rows: 1 where the row is known to look like the one above. */
export function repeatsOf(frame: usize): usize {
  return frame < FRAMES + FRAME_CAPACITY ? REPEATS : REPEATS + FRAME_ROWS;
}

/** Nothing is known any more of the rows of this frame. */
export function forgetRepeats(frame: usize): void {
  memory.fill(repeatsOf(frame), 0, FRAME_ROWS);
}

/** Copies the row above `row`. */
export function copyRow(row: usize): void {
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) v128.store(row + x, v128.load(row + x - FRAME_WIDTH));
}

/**
 * Makes the `count` rows from `row` on like the one above them. After a restore amid a frame a line may begin amid a row of
 * the buffer; then its rows do not repeat each other, and nothing is remembered.
 */
export function repeatRow(frame: usize, row: usize, count: i32): void {
  const known: u8 = (row - frame) % FRAME_WIDTH == 0 ? 1 : 0;
  const end = row + FRAME_WIDTH * <usize>count;
  for (let mark = repeatsOf(frame) + (row - frame) / FRAME_WIDTH; row < end; row += FRAME_WIDTH, mark++) {
    copyRow(row);
    store<u8>(mark, known);
  }
}
