/** A file of JSON lines that grows with a run, and can be cut back to where it was at a checkpoint. */
import { closeSync, existsSync, fsyncSync, openSync, truncateSync } from 'node:fs';
import type { z } from 'zod';
import { UsageError } from '../errors.js';
import { appendWhole, explainFailure, sizeOf } from '../files/files.js';
import { decodeText, parseJson } from '../files/parse-json.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';
import { shown } from '../printable.js';

export interface RowFile<Row> {
  /** → bytes of the file */
  add(row: Row): number;
  /** Makes the file end where it did when it had so many bytes. */
  rewind(bytes: number): void;
  /** Makes the rows durable. */
  sync(): void;
}

export function rowFile<Row extends object>(path: string): RowFile<Row> {
  const size = () => sizeOf(path);
  return {
    add(row) {
      appendWhole(path, `${JSON.stringify(row)}\n`);
      return size();
    },
    rewind(bytes) {
      if (size() > bytes) explainFailure(path, () => truncateSync(path, bytes));
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
  };
}

/**
 * The rows of a file, in order; none when there is no file. A last line that was cut off by a crash is left out.
 * @throws UsageError naming the line that is no row
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
export const readText = (path: string): string => decodeText(readRegularFile(path, sizeLimits.rows), path);

export interface ParseRowsOptions {
  /** Of the file, for messages. */
  readonly path: string;
  /** What every row has; default any JSON object. Keys that it does not name are kept. */
  readonly schema?: z.ZodType | undefined;
  /** What to do about a line that is no row. */
  readonly remedy: string;
}

/** The key, what was expected and what came. */
function describeIssue({ path, message }: z.core.$ZodIssue, row: object): string {
  const text = message.replace(/^(Invalid input|Too big|Too small): /, '');
  if (text.includes('received')) return `${path.join('.')}: ${text}`;
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], row);
  return `${path.join('.')}: ${text}, got ${JSON.stringify(value)?.slice(0, 60)}`;
}

/** The rows of a text, but for what follows its last newline. @throws UsageError naming the line that is no row */
export function parseRows<Row>(text: string, { path, schema, remedy }: ParseRowsOptions): Row[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, i) => {
    const refuse = (why: string) => new UsageError(`${path}: line ${i + 1} ${why}: ${remedy}`);
    let row: unknown;
    try {
      row = parseJson(line, path);
    } catch {
      throw refuse('is no JSON');
    }
    if (typeof row !== 'object' || row === null) throw refuse(`is no row: expected a JSON object, got ${shown(row)}`);
    const issue = schema?.safeParse(row).error?.issues[0];
    if (issue) throw refuse(`is no row: ${describeIssue(issue, row)}`);
    return row as Row;
  });
}
