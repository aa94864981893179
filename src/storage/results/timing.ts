/**
 * timing.jsonl of a result folder: how long each piece of work took. It depends on the clock and the machine; all other files
 * are the same bytes for the same seeds. Only what terminals print is made from it, so it may be deleted.
 */
import { join } from 'node:path';
import { readableRows } from '../row-file.js';

/** The time of a piece: a line of timing.jsonl, which begins with the keys of the piece. */
export interface Timing {
  readonly [key: string]: unknown;
  /** Agent steps, states or images of the piece. */
  readonly count: number;
  readonly seconds: number;
}

/** The result of a piece of work, and how long it took. */
export interface Timed<Line> {
  readonly lines: readonly Line[];
  readonly timing: Timing;
}

export const timingName = 'timing.jsonl';

/**
 * Mean seconds of an agent step, state or image. Invalid lines are skipped.
 * @param keyOf a piece → its group
 * @returns group → seconds; only groups that have a time
 */
export function secondsEach<Piece>(folder: string, keyOf: (piece: Piece) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, { count: number; seconds: number }>();
  for (const row of readTiming<Piece>(folder)) {
    const { count, seconds } = sums.get(keyOf(row)) ?? { count: 0, seconds: 0 };
    sums.set(keyOf(row), { count: count + row.count, seconds: seconds + row.seconds });
  }
  return new Map(
    [...sums].flatMap(([key, { count, seconds }]) => (count > 0 ? [[key, seconds / count] as const] : [])),
  );
}

/** Seconds of several pieces. */
export const secondsOf = (pieces: readonly Timed<unknown>[]): number =>
  pieces.reduce((sum, { timing }) => sum + timing.seconds, 0);

/** Seconds of all pieces of a folder, summed over the threads. */
export const secondsIn = (folder: string): number => readTiming(folder).reduce((sum, { seconds }) => sum + seconds, 0);

const readTiming = <Piece>(folder: string): (Piece & Timing)[] =>
  readableRows<Piece & Timing>(join(folder, timingName)).filter(
    ({ count, seconds }) => Number.isFinite(count) && Number.isFinite(seconds),
  );
