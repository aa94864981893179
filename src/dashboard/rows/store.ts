/** The columns of many files of rows, kept in memory while they are looked at; large files are read in the background. */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { type Columns, type GrowingColumns, growingColumns, sampledColumns } from './columns.js';

export interface RowStore {
  /**
   * The columns of a file as it is now. Of a file of which much has not been read yet, only a sample of rows; the others are read in the
   * background, and a later call returns all of them.
   */
  get(path: string): Promise<{ readonly columns: Columns; readonly complete: boolean }>;
}

/** As much is read at once: 10 ms of work. */
const promptBytes = 1024 ** 2;
/** Read between two requests: 3 ms of work. */
const sliceBytes = 256 * 1024;
/** The requests of a view come together: their samples go out before the reading begins. */
const pauseMs = 50;
const samples = 500;
/** Columns in memory, of all files together. */
const mostValues = 64 * 1024 ** 2;

export function createRowStore(): RowStore {
  /** Least recently used first. */
  const kept = new Map<string, GrowingColumns>();
  const reading = new Set<string>();

  async function readOn(path: string, columns: GrowingColumns): Promise<void> {
    if (reading.has(path)) return;
    reading.add(path);
    await setTimeout(pauseMs);
    try {
      while (!columns.refresh(sliceBytes)) await setImmediate();
    } finally {
      reading.delete(path);
    }
  }

  function forget(): void {
    const valuesOf = (columns: GrowingColumns) => columns.count * columns.values.size;
    let total = [...kept.values()].reduce((sum, columns) => sum + valuesOf(columns), 0);
    for (const [path, columns] of kept) {
      if (total <= mostValues || kept.size === 1) return;
      total -= valuesOf(columns);
      kept.delete(path);
    }
  }

  return {
    async get(path) {
      const columns = kept.get(path) ?? growingColumns(path);
      kept.delete(path);
      kept.set(path, columns);
      const isPrompt = columns.unread() <= promptBytes;
      const complete = !reading.has(path) && isPrompt && columns.refresh();
      if (complete) {
        forget();
        return { columns, complete };
      }
      void readOn(path, columns);
      return { columns: sampledColumns(path, samples) ?? columns, complete };
    },
  };
}
