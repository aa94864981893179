/** The agents of the zoo in this repository: whole, small, and as their cards say. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { cardText, zooText } from '../scripts/zoo/card-text.js';
import { cardsOf } from '../scripts/zoo/publish.js';
import { loadAgent } from '../src/agent/agent-files.js';
import { sha256 } from '../src/files/sha256.js';

const zoo = fileURLToPath(new URL('../packages/zoo/agents', import.meta.url));
const cards = cardsOf(zoo);
const mostBytes = 3.5e6;

it('every agent is the one of its card, and has at most 3.5 MB', () => {
  const found = cards.map(({ game }) => {
    const { game: trained, config } = loadAgent(join(zoo, game));
    const path = join(zoo, game, 'model.safetensors');
    const isSmall = statSync(path).size <= mostBytes;
    return { game: trained, sha256: sha256(readFileSync(path)), config, isSmall };
  });
  expect(found).toEqual(
    cards.map(({ game, weights, trainings }) => ({
      ...{ game, sha256: weights.sha256, isSmall: true },
      config: expect.objectContaining({ seed: trainings.at(-1)!.config.seed, game }),
    })),
  );
});

it('the texts are made from the cards', () => {
  expect(readFileSync(join(zoo, 'README.md'), 'utf8')).toBe(zooText(cards));
  const texts = cards.map(({ game }) => readFileSync(join(zoo, game, 'README.md'), 'utf8'));
  expect(texts).toEqual(cards.map(cardText));
});

it('no ROM lies among them', () => {
  expect(cards.filter(({ game, rom }) => existsSync(join(zoo, game, rom.file)))).toEqual([]);
});
