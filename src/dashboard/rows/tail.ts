/** The ends of files of rows, read without what comes before. */
import { closeSync, readSync } from 'node:fs';
import { openPlainFile } from '../../server/open-plain-file.js';

/** A row of a run: most values are numbers. */
export type Row = Readonly<Record<string, unknown>>;

const firstBytes = 16_384;
/** A row of an evaluation of 10,000 episodes has 200 KB. */
const mostBytes = 4 * 1024 ** 2;

/**
 * The last rows of a file, in order: about 70 of a training, at least one where there is one. Lines that are no rows, such as half a line at
 * the end, are left out; none for a file that is not there.
 */
export function lastRows(path: string): Row[] {
  for (let bytes = firstBytes; ; bytes *= 8) {
    const { text, isWhole } = readEnd(path, bytes);
    // The first line may be half a row, which does not parse.
    const rows = text.split('\n').slice(0, -1).flatMap(rowOrNone);
    if (rows.length > 0 || isWhole || bytes > mostBytes) return rows;
  }
}

/** The end of a file, at most so many bytes of it; '' for a file that is not there. */
export const endOf = (path: string, bytes: number): string => readEnd(path, bytes).text;

function readEnd(path: string, bytes: number): { readonly text: string; readonly isWhole: boolean } {
  const opened = openPlainFile(path);
  if (!opened) return { text: '', isWhole: true };
  const { file, status } = opened;
  const { size } = status;
  try {
    const start = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - start);
    const count = readSync(file, buffer, 0, buffer.length, start);
    return { text: buffer.toString('utf8', 0, count), isWhole: start === 0 };
  } catch {
    return { text: '', isWhole: true };
  } finally {
    closeSync(file);
  }
}

/** The row of a line; none where the line is not a JSON object. */
export function rowOrNone(line: string): Row[] {
  try {
    const row: unknown = JSON.parse(line);
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? [row as Row] : [];
  } catch {
    return [];
  }
}

/** The number of a key; null where there is none. */
export function numberIn(row: Row | undefined, key: string): number | null {
  const value = row?.[key];
  return typeof value === 'number' ? value : null;
}
