/** `sweep collect`: the table of a sweep, and a card for each agent. */
import { join } from 'node:path';
import { plural } from '../../common/format.js';
import { runsOf } from '../../sweep/card/make-cards.js';
import { writeCards } from '../../sweep/card/write-cards.js';
import { writeTable } from '../../sweep/collect/collect.js';
import { type Collected, readCollected } from '../../sweep/collect/collected.js';
import { missingText, summaryText } from '../../sweep/collect/table-text.js';
import { cardsFolder } from '../../sweep/folder.js';
import { interruptible } from '../terminal/interruptible.js';
import { textOptions } from '../terminal/text-options.js';

export interface CollectFlags {
  readonly wide: boolean;
  readonly cards: boolean;
}

/** Writes and prints what is merged. @throws Error where jobs are not done, after that */
export async function collectSweep(folder: string, { wide, cards }: CollectFlags): Promise<void> {
  const collected = readCollected(folder);
  const paths = writeTable(folder, collected);
  const summary = summaryText(collected, textOptions({ wide, verbose: false }));
  console.log(`${summary}${summary === '' ? '' : '\n'}written to ${paths.join(', ')}`);
  if (cards && collected.evaluations.length > 0) await collectCards(folder, collected);
  if (collected.missing.length > 0) throw new Error(missingText(collected));
}

async function collectCards(folder: string, collected: Collected): Promise<void> {
  const total = runsOf(collected.evaluations).length;
  const written = await interruptible<readonly string[]>(
    { isComplete: ({ length }) => length === total, quiet: false, stopping: 'stopping after this card' },
    ({ signal, show }) => {
      const update = (done: number) => show({ name: 'collecting', unit: 'cards' }, done, total);
      update(0);
      return writeCards(folder, collected, { signal, onCard: update });
    },
  );
  console.log(`${plural(written.length, 'result card')} in ${join(folder, cardsFolder)}`);
}
