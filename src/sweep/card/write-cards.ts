/** Writes the cards of a sweep: cards/<agent>.json and .md. */
import { join } from 'node:path';
import { writeTogether } from '../../files/atomic-write.js';
import type { Collected } from '../collect/collected.js';
import { cardsFolder } from '../folder.js';
import { resultCardText } from './card.js';
import { resultCardMarkdown } from './card-text.js';
import { resultCardName } from './command.js';
import { makeCards } from './make-cards.js';

export interface WriteCardsOptions {
  /** Aborting it ends the work after the card that is being made. */
  readonly signal?: AbortSignal;
  readonly onCard?: (done: number) => void;
}

/** @param folder of the sweep @returns the paths of the JSON files @throws UsageError as `makeCards` */
export async function writeCards(
  folder: string,
  collected: Collected,
  { signal, onCard }: WriteCardsOptions = {},
): Promise<string[]> {
  const paths: string[] = [];
  for await (const card of makeCards(folder, collected)) {
    const name = resultCardName(card.agent.run);
    const path = join(folder, cardsFolder, name);
    writeTogether({ [`${path}.json`]: resultCardText(card), [`${path}.md`]: resultCardMarkdown(card, name) });
    paths.push(`${path}.json`);
    onCard?.(paths.length);
    await new Promise(setImmediate); // lets the signal arrive
    if (signal?.aborted) break;
  }
  return paths;
}
