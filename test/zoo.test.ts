/** The agents of the zoo in this repository: whole, small, and as their cards say. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cardsOf } from '../scripts/zoo/publish.js';
import { textsOf, withTable, ownZoo as zoo } from '../scripts/zoo/texts.js';
import { loadAgent } from '../src/agent/agent-files.js';
import { sha256 } from '../src/files/sha256.js';
import { mean } from '../src/report/statistics/statistics.js';

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

it('the texts are made from the cards (node scripts/zoo-agent.mjs --texts)', () => {
  const texts = textsOf(zoo);
  expect(Object.keys(texts)).toHaveLength(cards.length + 2);
  for (const [path, text] of Object.entries(texts)) expect(readFileSync(path, 'utf8')).toBe(text);
});

it('docs/zoo.md without the marks around its table is refused', () => {
  expect(() => withTable('# The zoo\n', '| game |')).toThrow('docs/zoo.md: expected the lines <!-- Made by');
});

it('every mean of a card is that of its returns', () => {
  const played = cards.flatMap(({ score, references }) => [score, references.random]);
  expect(played.map(({ episodes }) => episodes)).toEqual(played.map(({ returns }) => returns.length));
  for (const { mean: stated, returns } of played) expect(stated).toBeCloseTo(mean(returns), 9);
});

it('no ROM lies among them', () => {
  expect(cards.filter(({ game, rom }) => existsSync(join(zoo, game, rom.file)))).toEqual([]);
});
