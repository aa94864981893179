/**
 * How long the pieces of an experiment took. That depends on the clock and the machine, so it is kept in a file of its own,
 * `timing.jsonl`; all other files of a result folder are the same bytes for the same seed. Nothing but what is printed on a
 * terminal is made from it: the file may be deleted.
 */
import { join } from 'node:path';
import { readableRows } from '../row-file.js';

/** The time of a piece: a line of timing.jsonl, which begins with the keys of the piece. */
export interface Timing {
  readonly [key: string]: unknown;
  /** Steps, states or images that it was spent on. */
  readonly count: number;
  readonly seconds: number;
}

/** What a piece of work found, and how long it took. */
export interface Timed<Line> {
  readonly lines: readonly Line[];
  readonly timing: Timing;
}

export const timingName = 'timing.jsonl';

/**
 * Mean seconds of a step, state or image, by what `keyOf` makes of the keys of the pieces; without those of which there
 * is no time. Lines that cannot be read are passed over: no result is made from them.
 */
export function secondsEach<Piece>(folder: string, keyOf: (piece: Piece) => string): ReadonlyMap<string, number> {
  const sums = new Map<string, Timing>();
  for (const row of readTiming<Piece>(folder)) {
    const { count, seconds } = sums.get(keyOf(row)) ?? { count: 0, seconds: 0 };
    sums.set(keyOf(row), { count: count + row.count, seconds: seconds + row.seconds });
  }
  return new Map(
    [...sums].flatMap(([key, { count, seconds }]) => (count > 0 ? [[key, seconds / count] as const] : [])),
  );
}

/** Of pieces that were done together. */
export const secondsOf = (pieces: readonly Timed<unknown>[]): number =>
  pieces.reduce((sum, { timing }) => sum + timing.seconds, 0);

/** Seconds of all pieces, added up over the threads. */
export const secondsIn = (folder: string): number => readTiming(folder).reduce((sum, { seconds }) => sum + seconds, 0);

const readTiming = <Piece>(folder: string): (Piece & Timing)[] =>
  readableRows<Piece & Timing>(join(folder, timingName)).filter(
    ({ count, seconds }) => Number.isFinite(count) && Number.isFinite(seconds),
  );
