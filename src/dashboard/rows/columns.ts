/** The numbers of a growing file of rows, one array for each key: what was appended is parsed once. */
import { closeSync, readSync, type Stats, statSync } from 'node:fs';
import { openPlainFile } from '../../server/open-plain-file.js';
import { type Row, rowOrNone } from './tail.js';

export interface Columns {
  /** Number of rows. */
  readonly count: number;
  /** Values by key, `count` each: numbers as they are, 0 and 1 for booleans, NaN for what a row does not have. */
  readonly values: ReadonlyMap<string, Float64Array>;
  /** Lines that were no rows. */
  readonly unreadable: number;
}

export interface GrowingColumns extends Columns {
  /**
   * Reads what was appended since the last call, at most so many bytes. A file that was cut or replaced is read anew.
   * @returns whether the end of the file was reached
   */
  refresh(mostBytes?: number): boolean;
  /** Bytes of the file that have not been read; half a line at its end is none of them. */
  unread(): number;
}

/** A row has some 20 keys. Each takes memory for all rows of the file. */
const mostKeys = 100;
/** A row of an evaluation of 10,000 episodes has 200 KB. */
const longestLine = 64 * 1024 ** 2;
/** How many bytes before the place that was reached must be unchanged for the file to count as the same. */
const printBytes = 64;

/**
 * Opens the columns of a file; nothing is read yet. Rows whose `step` is not above that of a row before replace that one and all after it: a
 * resumed run repeats work that was lost.
 */
export function growingColumns(path: string): GrowingColumns {
  let columns = newColumns();
  let offset = 0;
  let inode = 0;
  let print = Buffer.alloc(0);
  /** Bytes at the end of the file that are half a line. */
  let halfLine = 0;
  const restart = () => {
    columns = newColumns();
    offset = 0;
    halfLine = 0;
    print = Buffer.alloc(0);
  };

  const isSame = (file: number, { ino, size }: Stats): boolean =>
    offset === 0 ||
    (ino === inode && size >= offset && readAt(file, offset - print.length, print.length).equals(print));

  return {
    get count() {
      return columns.count;
    },
    get values() {
      return columns.trimmed();
    },
    get unreadable() {
      return columns.unreadable;
    },
    unread: () => Math.max(0, (statSync(path, { throwIfNoEntry: false })?.size ?? 0) - offset - halfLine),
    refresh(mostBytes = Number.POSITIVE_INFINITY) {
      const opened = openPlainFile(path);
      if (!opened) {
        restart(); // no row yet, or the run was moved
        return true;
      }
      const { file, status } = opened;
      try {
        if (!isSame(file, status)) restart();
        inode = status.ino;
        const { lines, half } = linesFrom(file, { start: offset, size: status.size, mostBytes });
        for (const line of lines.toString('utf8').split('\n')) if (line !== '') columns.add(line);
        offset += lines.length;
        halfLine = half;
        if (lines.length > 0) print = Buffer.from(lines.subarray(-printBytes));
        return offset + half >= status.size;
      } finally {
        closeSync(file);
      }
    },
  };
}

interface Part {
  readonly start: number;
  /** Of the file. */
  readonly size: number;
  readonly mostBytes: number;
}

/** Whole lines, at most so many bytes of them but at least one line; and the length of what follows them, read so far. */
function linesFrom(file: number, { start, size, mostBytes }: Part): { readonly lines: Buffer; readonly half: number } {
  for (let most = mostBytes; ; most *= 4) {
    const bytes = readAt(file, start, Math.min(most, size - start));
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole > 0 || bytes.length < most || start + most >= size)
      return { lines: bytes.subarray(0, whole), half: bytes.length - whole };
    // Not written by sap-atari: what is no row is passed by.
    if (most >= longestLine) return { lines: bytes, half: 0 };
  }
}

/** Fewer bytes where the file has become shorter. */
function readAt(file: number, start: number, length: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, length));
  return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, start));
}

const isStep = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function newColumns() {
  let count = 0;
  let unreadable = 0;
  let capacity = 256;
  const values = new Map<string, Float64Array>();

  const column = (key: string): Float64Array => {
    const found = values.get(key);
    if (found) return found;
    const made = new Float64Array(capacity).fill(Number.NaN);
    values.set(key, made);
    return made;
  };
  const grow = () => {
    capacity *= 2;
    for (const [key, old] of values) {
      const larger = new Float64Array(capacity).fill(Number.NaN);
      larger.set(old);
      values.set(key, larger);
    }
  };
  /** Drops the rows from the first one on whose step is not below this one. */
  const rewindTo = (step: number) => {
    const steps = values.get('step')!;
    const from = firstNotBelow(steps.subarray(0, count), step);
    for (const each of values.values()) each.fill(Number.NaN, from, count);
    count = from;
  };

  return {
    add(line: string) {
      const [row] = rowOrNone(line);
      if (!row || !isStep(row.step)) {
        unreadable++;
        return;
      }
      if (count > 0 && row.step <= values.get('step')![count - 1]!) rewindTo(row.step);
      if (count === capacity) grow();
      for (const key in row) {
        const value = numberOf(row, key);
        if (value !== undefined && (values.has(key) || values.size < mostKeys)) column(key)[count] = value;
      }
      count++;
    },
    get count() {
      return count;
    },
    get unreadable() {
      return unreadable;
    },
    trimmed: () => new Map([...values].map(([key, each]) => [key, each.subarray(0, count)])),
  };
}

/** The value as a number; undefined for lists and texts. */
function numberOf(row: Row, key: string): number | undefined {
  const value = row[key];
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null ? Number.NaN : undefined;
}

/** The index of the first of these ascending numbers that is at least `bound`; their number where none is. */
export function firstNotBelow(ascending: Float64Array, bound: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows at about `most` places of a file, evenly spread: a first view of a file that is too large to be read at once.
 * @returns undefined for a file that is not there
 */
export function sampledColumns(path: string, most: number): Columns | undefined {
  const opened = openPlainFile(path);
  if (!opened) return undefined;
  const { file, status } = opened;
  try {
    const { size } = status;
    const columns = newColumns();
    for (let i = 0; i < most; i++) {
      const start = Math.floor((i / most) * size);
      const lines = readAt(file, start, Math.min(sampleBytes, size - start))
        .toString('utf8')
        .split('\n');
      // At the beginning the first line is whole, elsewhere the second.
      const line = lines[start === 0 ? 0 : 1];
      if (line !== undefined && lines.length > (start === 0 ? 1 : 2)) columns.add(line);
    }
    return { count: columns.count, values: columns.trimmed(), unreadable: 0 };
  } finally {
    closeSync(file);
  }
}

/** Two rows of a training. */
const sampleBytes = 1024;
