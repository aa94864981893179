// The maximum of two frames in gray. The result and both frames are kept between observations, because most rows do not change from
// one observation to the next.

import { FRAME_WIDTH, PALETTE_GRAY, POOLED, POOLED_NEWER, POOLED_OLDER, ROW_CHANGED } from '../memory-map';
import { grayOfBlock, prepareGrays } from './preprocess';

const PALETTE_COPY = memory.data(256, 16);

/** Rows of the kept picture; 0 if there is none. */
let keptRows: i32 = 0;

/** Discards the kept picture. Must be called by code that overwrites its memory. */
export function forgetPooled(): void {
  keptRows = 0;
}

function same(a: v128, b: v128): bool {
  return !v128.any_true(v128.xor(a, b));
}

function isKept(rows: i32): bool {
  let changed = i32x4.splat(rows ^ keptRows);
  for (let i: usize = 0; i < 256; i += 16) {
    changed = v128.or(changed, v128.xor(v128.load(PALETTE_GRAY + i), v128.load(PALETTE_COPY + i)));
  }
  return !v128.any_true(changed);
}

function isRowKept(newer: usize, older: usize, at: usize): bool {
  let changed = i8x16.splat(0);
  for (let x: usize = at; x < at + FRAME_WIDTH; x += 16) {
    changed = v128.or(changed, v128.xor(v128.load(newer + x), v128.load(POOLED_NEWER + x)));
    changed = v128.or(changed, v128.xor(v128.load(older + x), v128.load(POOLED_OLDER + x)));
  }
  return !v128.any_true(changed);
}

/** Reuses the result of the block before if both blocks of 16 pixels are equal to it. */
function poolRow(newer: usize, older: usize, at: usize): void {
  let a = v128.load(newer + at);
  let b = v128.load(older + at);
  let gray = pooledBlock(a, b);
  for (let x: usize = at; x < at + FRAME_WIDTH; x += 16) {
    const nextA = v128.load(newer + x);
    const nextB = v128.load(older + x);
    if (!same(a, nextA) || !same(b, nextB)) {
      a = nextA;
      b = nextB;
      gray = pooledBlock(a, b);
    }
    v128.store(POOLED + x, gray);
    v128.store(POOLED_NEWER + x, a);
    v128.store(POOLED_OLDER + x, b);
  }
}

function pooledBlock(a: v128, b: v128): v128 {
  return same(a, b) ? grayOfBlock(a) : i8x16.max_u(grayOfBlock(a), grayOfBlock(b));
}

/** Updates POOLED for two frames, and sets ROW_CHANGED, one byte for each row. */
export function poolFrames(newer: usize, older: usize, rows: i32): void {
  const kept = isKept(rows);
  if (!kept) {
    memory.copy(PALETTE_COPY, PALETTE_GRAY, 256);
    keptRows = rows;
  }
  prepareGrays();
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * FRAME_WIDTH;
    const rowKept = kept && isRowKept(newer, older, at);
    if (!rowKept) poolRow(newer, older, at);
    store<u8>(ROW_CHANGED + row, <u8>!rowKept);
  }
}

/**
 * Raises POOLED to the gray values of a frame where these are greater, and sets all of ROW_CHANGED. The next `poolFrames` computes all
 * rows, because POOLED is then not the maximum of the two kept frames.
 */
export function poolOnto(frame: usize, rows: i32): void {
  forgetPooled();
  prepareGrays();
  for (let at: usize = 0; at < FRAME_WIDTH * <usize>rows; at += 16) {
    v128.store(POOLED + at, i8x16.max_u(v128.load(POOLED + at), grayOfBlock(v128.load(frame + at))));
  }
  memory.fill(ROW_CHANGED, 1, rows);
}

/** Whether one of the rows `first` … `last` of POOLED was changed. */
export function areRowsChanged(first: i32, last: i32): bool {
  for (let row = first; row <= last; row++) if (load<u8>(ROW_CHANGED + row)) return true;
  return false;
}
