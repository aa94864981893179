/** `sweep collect`: the table of a sweep. */

import { writeTable } from '../../sweep/collect/collect.js';
import { readCollected } from '../../sweep/collect/collected.js';
import { missingText, summaryText } from '../../sweep/collect/table-text.js';
import { textOptions } from '../terminal/text-options.js';

/** Writes and prints what is merged. @throws Error where jobs are not done, after that */
export function collectSweep(folder: string, { wide }: { readonly wide: boolean }): void {
  const collected = readCollected(folder);
  const paths = writeTable(folder, collected);
  const summary = summaryText(collected, textOptions({ wide, verbose: false }));
  console.log(`${summary}${summary === '' ? '' : '\n'}written to ${paths.join(', ')}`);
  if (collected.missing.length > 0) throw new Error(missingText(collected));
}
