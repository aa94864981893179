/** Collects a sweep: one table over all of its merged evaluations. */
import { join } from 'node:path';
import { writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import type { Collected } from './collected.js';
import { tableCsv, tableJson } from './table-files.js';
import { tableMarkdown } from './table-text.js';

/** Writes table.json, table.csv and table.md. @param folder of the sweep @returns their paths */
export function writeTable(folder: string, collected: Collected): string[] {
  const files = {
    'table.json': jsonText(tableJson(collected)),
    'table.csv': tableCsv(collected),
    'table.md': tableMarkdown(collected),
  };
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name);
    writeAtomically(path, text);
    return path;
  });
}
