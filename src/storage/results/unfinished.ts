/**
 * unfinished/ of a result folder: what is known of pieces of work that have begun, one file of parts per piece. A process that
 * is stopped or killed loses only what came after the last part. A file is deleted once the lines of its piece are stored.
 */
import { existsSync, readdirSync, rmdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { appendWhole, explainFailure, makeFolder } from '../../files/atomic-write.js';
import { decodeText } from '../../files/parse-json.js';
import { isFolder } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { parseRows } from '../row-file.js';
import { bytesOf, jsonLines, type PieceKey } from './lines.js';

export const unfinishedName = 'unfinished';

export interface UnfinishedPieces {
  /** Whether there are parts of any piece. */
  readonly exist: boolean;
  /**
   * The parts of a piece, in order. Half a line at the end of their file is deleted.
   * @throws UsageError for a part that does not fit the schema
   */
  partsOf(key: PieceKey): readonly object[];
  /** Appends a part; not synced. */
  add(key: PieceKey, part: object): void;
  /** Deletes the parts of a piece, and the folder when it is empty. */
  drop(key: PieceKey): void;
}

/** @param schema of every part */
export function unfinishedPieces(folder: string, schema: z.ZodType<object>): UnfinishedPieces {
  const home = join(folder, unfinishedName);
  const pathOf = (key: PieceKey) => join(home, `${sha256(JSON.stringify(key)).slice(0, 16)}.jsonl`);
  return {
    get exist() {
      return isFolder(home) && readdirSync(home).length > 0;
    },
    partsOf(key) {
      const path = pathOf(key);
      const bytes = bytesOf(path);
      const whole = bytes.subarray(0, bytes.lastIndexOf('\n'.charCodeAt(0)) + 1);
      const parts = parseRows<object>(decodeText(whole, path), { path, schema, remedy: `delete ${path}` });
      if (whole.length < bytes.length) explainFailure(path, () => truncateSync(path, whole.length));
      return parts;
    },
    add(key, part) {
      explainFailure(home, () => makeFolder(home));
      appendWhole(pathOf(key), jsonLines([part]));
    },
    drop(key) {
      const path = pathOf(key);
      if (!existsSync(path)) return;
      explainFailure(path, () => {
        rmSync(path);
        if (readdirSync(home).length === 0) rmdirSync(home);
      });
    },
  };
}
