/** A file of JSON lines that grows with a run, and can be cut back to its size at a checkpoint. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { shown } from '../common/printable.js';
import { appendWhole, explainFailure, sizeOf } from '../files/atomic-write.js';
import { decodeText, parseJson } from '../files/parse-json.js';
import { isFile, readRegularFile, sizeLimits } from '../files/read-file.js';
import { sha256 } from '../files/sha256.js';

export const rowPrintSchema = z.object({ bytes: z.int().min(0), sha256: z.string().optional() });
/** Size and hash that a file of rows had at a checkpoint: since then it may only have grown. */
type RowPrint = z.infer<typeof rowPrintSchema>;

export interface RowFile<Row> {
  add(row: Row): void;
  /** Cuts the file back to so many bytes. @returns how many were deleted */
  rewind(bytes: number): number;
  /** Makes the rows durable. */
  sync(): void;
  /** Size and hash of the file; reads only what was appended since the last call. */
  print(): RowPrint;
  /** What is wrong with the file if it had this size and hash before, as a clause; undefined: nothing. */
  faultAt(print: RowPrint): string | undefined;
}

export function rowFile<Row extends object>(path: string): RowFile<Row> {
  const size = () => explainFailure(path, () => sizeOf(path));
  let hashed = { bytes: 0, hash: createHash('sha256') };
  return {
    add: (row) => appendWhole(path, `${JSON.stringify(row)}\n`),
    rewind(bytes) {
      const cut = Math.max(0, size() - bytes);
      if (cut > 0) explainFailure(path, () => truncateSync(path, bytes));
      if (hashed.bytes > bytes) hashed = { bytes: 0, hash: createHash('sha256') };
      return cut;
    },
    sync() {
      if (!existsSync(path)) return;
      explainFailure(path, () => {
        const file = openSync(path, 'r+');
        try {
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
      });
    },
    print() {
      if (existsSync(path)) hashed.hash.update(readFrom(path, hashed.bytes));
      hashed.bytes = size();
      return { bytes: hashed.bytes, sha256: hashed.hash.copy().digest('hex') };
    },
    faultAt({ bytes, sha256: expected }) {
      if (bytes === 0) return undefined;
      if (!existsSync(path)) return `${path} is missing (expected ${bytes} bytes of rows)`;
      if (!isFile(path)) return `${path} is not a regular file (expected ${bytes} bytes of rows)`;
      const got = size();
      if (got < bytes) return `${path} is cut short (expected at least ${bytes} bytes of rows, got ${got})`;
      if (expected === undefined) return undefined;
      const rows = readRegularFile(path, sizeLimits.rows).subarray(0, bytes);
      if (sha256(rows) === expected) return undefined;
      return `${path} was changed (its first ${bytes} bytes are not the rows that were written)`;
    },
  };
}

/** The bytes of a file from offset `start` on. */
function readFrom(path: string, start: number): Uint8Array {
  return explainFailure(path, () => {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(Math.max(0, fstatSync(file).size - start));
      for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, bytes.length - at, start + at);
      return bytes;
    } finally {
      closeSync(file);
    }
  });
}

/**
 * The rows of a file, in order; none when there is no file. Half a line at its end, left by a crash, is skipped.
 * @throws UsageError that names the line that is not a valid row
 */
export const readRows = <Row>(path: string, schema?: z.ZodType): Row[] =>
  existsSync(path)
    ? parseRows(readText(path), {
        path,
        schema,
        remedy: 'expected rows as train writes them; correct or delete the line',
      })
    : [];

/** @throws UsageError as `readRegularFile` */
const readText = (path: string): string => decodeText(readRegularFile(path, sizeLimits.rows), path);

/**
 * The lines of a file that are JSON objects; none when there is no file. For estimates: invalid lines are skipped, and
 * reported when the folder is opened for writing.
 * @throws UsageError as `readRegularFile`
 */
export const readableRows = <Row extends object>(path: string): Row[] =>
  existsSync(path)
    ? readText(path)
        .split('\n')
        .flatMap(rowOrNone<Row>)
    : [];

/**
 * The last of these lines that fits; undefined when none does, or there is no file.
 * @throws UsageError as `readRegularFile`
 */
export function lastRow<Row extends object>(path: string, fits: (row: Row) => boolean = () => true): Row | undefined {
  if (!existsSync(path)) return undefined;
  for (const line of readText(path).split('\n').reverse()) {
    const [row] = rowOrNone<Row>(line);
    if (row && fits(row)) return row;
  }
  return undefined;
}

function rowOrNone<Row>(line: string): Row[] {
  try {
    const row = JSON.parse(line);
    return typeof row === 'object' && row !== null ? [row] : [];
  } catch {
    return [];
  }
}

export interface ParseRowsOptions {
  /** Of the file, for messages. */
  readonly path: string;
  /** Of every row; default any JSON object. Keys that it does not name are kept. */
  readonly schema?: z.ZodType | undefined;
  /** What to do about an invalid line, as a clause. */
  readonly remedy: string;
}

/** The key, what was expected, and what was found. */
function describeIssue({ path, message }: z.core.$ZodIssue, row: object): string {
  const expected = message.replace(/^(Invalid input|Too big|Too small): /, '').replace(/, received .*$/, '');
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], row);
  return `${path.join('.')}: ${expected}, got ${shown(value)}`;
}

/** The rows of a text; what follows its last newline is skipped. @throws UsageError that names the invalid line */
export function parseRows<Row>(text: string, { path, schema, remedy }: ParseRowsOptions): Row[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => {
    const refuse = (why: string) => new UsageError(`${path}: line ${i + 1} ${why}: ${remedy}`);
    let row: unknown;
    try {
      row = parseJson(line, path);
    } catch {
      throw refuse('is not valid JSON');
    }
    if (typeof row !== 'object' || row === null)
      throw refuse(`is not a valid row: expected a JSON object, got ${shown(row)}`);
    const issue = schema?.safeParse(row).error?.issues[0];
    if (issue) throw refuse(`is not a valid row: ${describeIssue(issue, row)}`);
    return row as Row;
  });
}
