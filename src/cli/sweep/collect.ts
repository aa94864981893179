/** `sweep collect`: the table of a sweep, and a card for each agent. */
import { join } from 'node:path';
import { plural } from '../../common/format.js';
import { writeCards } from '../../sweep/card/write-cards.js';
import { writeTable } from '../../sweep/collect/collect.js';
import { readCollected } from '../../sweep/collect/collected.js';
import { missingText, summaryText } from '../../sweep/collect/table-text.js';
import { cardsFolder } from '../../sweep/folder.js';
import { packagedFolder } from '../options/bundled.js';
import { textOptions } from '../terminal/text-options.js';

/** Writes and prints what is merged. @throws Error where jobs are not done, after that */
export async function collectSweep(folder: string, { wide }: { readonly wide: boolean }): Promise<void> {
  const collected = readCollected(folder);
  const paths = writeTable(folder, collected);
  const summary = summaryText(collected, textOptions({ wide, verbose: false }));
  console.log(`${summary}${summary === '' ? '' : '\n'}written to ${paths.join(', ')}`);
  const cards = await writeCards(folder, collected, packagedFolder);
  if (cards.length > 0) console.log(`${plural(cards.length, 'result card')} in ${join(folder, cardsFolder)}`);
  if (collected.missing.length > 0) throw new Error(missingText(collected));
}
