/** The file of lines of a result folder (result-folder.ts): reads, checks and sorts it. */
import { existsSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { explainFailure } from '../../files/atomic-write.js';
import { decodeText } from '../../files/parse-json.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { parseRows } from '../row-file.js';

/** The keys of a piece of work; no two pieces have the same. Lines are sorted by them. */
export type PieceKey = readonly (string | number | null)[];

export const linesMarkSchema = z.object({
  bytes: z.int().min(0),
  sha256: z.string(),
  state: z.enum(['growing', 'left']),
});

/** How the file of lines was when settings.json was written: `growing` may have more lines by now, `left` may not. */
export type LinesMark = z.infer<typeof linesMarkSchema>;

export interface ReadLinesOptions<Line> {
  /** Of every line. */
  readonly schema: z.ZodType<Line>;
  readonly keyOf: (line: Line) => PieceKey;
  /** What no line may say here although it fits the schema, as a clause that names the key. */
  readonly faultOf?: ((line: Line) => string | undefined) | undefined;
}

const remedy = 'restore the file, or start anew with --overwrite';

/**
 * The lines of a file. Half a line at its end is deleted from the file, so that the next line is whole.
 * @param mark of the file; null: not checked
 * @throws UsageError for lines that are invalid or were changed
 */
export function readLines<Line extends object>(
  path: string,
  { schema, keyOf, faultOf }: ReadLinesOptions<Line>,
  mark: LinesMark | null,
): Line[] {
  const bytes = bytesOf(path);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n'.charCodeAt(0)) + 1);
  const lines = parseRows<Line>(decodeText(whole, path), { path, schema, remedy });
  expectNoFault(path, lines, faultOf);
  expectDistinctKeys(path, lines, keyOf);
  if (mark) expectAsMarked(path, bytes, mark);
  if (whole.length < bytes.length) explainFailure(path, () => truncateSync(path, whole.length));
  return lines;
}

export const bytesOf = (path: string): Uint8Array =>
  existsSync(path) ? readRegularFile(path, sizeLimits.rows) : new Uint8Array();

export function markOf(path: string, state: LinesMark['state']): LinesMark {
  const bytes = bytesOf(path);
  return { bytes: bytes.length, sha256: sha256(bytes), state };
}

export const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Sorted by key after key: `null` first, then numbers by size, then texts by code units. */
export const sortedLines = <Line>(lines: readonly Line[], keyOf: (line: Line) => PieceKey): Line[] =>
  lines.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)));

function compareKeys(a: PieceKey, b: PieceKey): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? null;
    if (x === y) continue;
    if (x === null || y === null) return x === null ? -1 : 1;
    if (typeof x === typeof y) return x < y ? -1 : 1;
    return typeof x === 'number' ? -1 : 1;
  }
  return 0;
}

function expectNoFault<Line>(path: string, lines: readonly Line[], faultOf?: (line: Line) => string | undefined): void {
  for (const [i, line] of lines.entries()) {
    const fault = faultOf?.(line);
    if (fault !== undefined) throw new UsageError(`${path}: line ${i + 1} is not possible here: ${fault}: ${remedy}`);
  }
}

/** @throws UsageError for two lines of one key. Equal lines are refused too: no process writes a line twice, so the file was joined or edited */
export function expectDistinctKeys<Line>(path: string, lines: readonly Line[], keyOf: (line: Line) => PieceKey): void {
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const key = JSON.stringify(keyOf(line));
    const first = places.get(key);
    if (first !== undefined) {
      const relation = JSON.stringify(lines[first]) === JSON.stringify(line) ? 'are the same' : 'contradict each other';
      throw new UsageError(
        `${path}: lines ${first + 1} and ${i + 1} ${relation}: expected one line for ${key}, got two: ${remedy}`,
      );
    }
    places.set(key, i);
  }
}

/** Detects lines that were deleted or edited since, and added ones where the mark allows none. */
function expectAsMarked(path: string, file: Uint8Array, { bytes, sha256: expected, state }: LinesMark): void {
  const fault =
    file.length < bytes
      ? `is shorter than it was: expected ${bytes} bytes, got ${file.length}`
      : state === 'left' && file.length > bytes
        ? `is longer than it was: expected ${bytes} bytes, got ${file.length}`
        : sha256(file.subarray(0, bytes)) !== expected
          ? 'has other content than it had'
          : undefined;
  if (fault === undefined) return;
  throw new UsageError(
    `${path} ${fault}: ${remedy}; to accept it as it is, delete the key "lines" of settings.json beside it`,
  );
}
