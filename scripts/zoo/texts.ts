/** The texts that are made from the cards of a zoo: its README.md files, and the table in docs/zoo.md. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAtomically } from '../../src/files/atomic-write.js';
import { agentsTable, cardText, zooText } from './card-text.js';
import { cardsOf } from './publish.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The zoo of this repository. */
export const ownZoo = join(root, 'packages/zoo/agents');

const begin = '<!-- Made by scripts/zoo-agent.mjs from the cards: the agents. -->\n';
const end = '<!-- End of the agents. -->\n';

/** Returns the texts by path. That of docs/zoo.md is among them for the zoo of this repository. */
export function textsOf(zoo: string): Readonly<Record<string, string>> {
  const cards = cardsOf(zoo);
  const texts = Object.fromEntries(cards.map((card) => [join(zoo, card.game, 'README.md'), cardText(card)]));
  const documentPath = join(root, 'docs/zoo.md');
  return {
    ...texts,
    [join(zoo, 'README.md')]: zooText(cards),
    ...(resolve(zoo) === ownZoo && {
      [documentPath]: withTable(
        readFileSync(documentPath, 'utf8'),
        agentsTable(cards, (game) => `../packages/zoo/agents/${game}`),
      ),
    }),
  };
}

export function writeTexts(zoo: string): void {
  for (const [path, text] of Object.entries(textsOf(zoo))) writeAtomically(path, text);
}

/** Replaces the table in docs/zoo.md. @throws Error for a document without the two marks */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(begin);
  const [old, after] = rest?.split(end) ?? [];
  if (old === undefined || after === undefined) {
    throw new Error(`docs/zoo.md: expected the lines ${begin.trim()} and ${end.trim()}, found none`);
  }
  return `${before}${begin}\n${table}\n\n${end}${after}`;
}
