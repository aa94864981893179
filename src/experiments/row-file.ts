/** A file of JSON lines that grows with a run, and can be cut back to where it was at a checkpoint. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { appendWhole, explainFailure } from '../files/files.js';

export interface RowFile<Row> {
  /** → bytes of the file */
  add(row: Row): number;
  /** Makes the file end where it did when it had so many bytes. */
  rewind(bytes: number): void;
  /** Makes the rows durable. */
  sync(): void;
}

export function rowFile<Row extends object>(path: string): RowFile<Row> {
  const size = () => (existsSync(path) ? statSync(path).size : 0);
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

/** The rows of a file, in order; none when there is no file. A last line that was cut off by a crash is left out. */
export function readRows<Row>(path: string): Row[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row);
}
