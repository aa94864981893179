// Rows that are equal to the row above, because no register has changed. Such a row is copied instead of drawn, and marked, so that
// conversions of the picture can copy it, too.

import { FRAME_CAPACITY, FRAME_ROWS, FRAME_WIDTH, FRAMES, REPEATS } from '../memory-map';

/** Returns the address of a frame's marks: one byte for each row, 1 if the row is known to be equal to the one above. */
export function repeatsOf(frame: usize): usize {
  return frame < FRAMES + FRAME_CAPACITY ? REPEATS : REPEATS + FRAME_ROWS;
}

/** Clears the marks of a frame. */
export function forgetRepeats(frame: usize): void {
  memory.fill(repeatsOf(frame), 0, FRAME_ROWS);
}

/** Copies the row above `row` to `row`. */
export function copyRow(row: usize): void {
  for (let x: usize = 0; x < FRAME_WIDTH; x += 16) v128.store(row + x, v128.load(row + x - FRAME_WIDTH));
}

/**
 * Copies the row above `row` to `count` rows from `row` on, and marks them. After a restore within a frame, a line may begin within
 * a row of the buffer; then the rows are not marked.
 */
export function repeatRow(frame: usize, row: usize, count: i32): void {
  const known: u8 = (row - frame) % FRAME_WIDTH == 0 ? 1 : 0;
  const end = row + FRAME_WIDTH * <usize>count;
  for (let mark = repeatsOf(frame) + (row - frame) / FRAME_WIDTH; row < end; row += FRAME_WIDTH, mark++) {
    copyRow(row);
    store<u8>(mark, known);
  }
}
