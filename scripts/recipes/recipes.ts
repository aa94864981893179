/** Runs of recipes: what is known of each is stored as the card of its agent (src/agent/zoo/card.ts), without the agent. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../src/agent/config.js';
import { cardName, parseCard } from '../../src/agent/zoo/card.js';
import { writeAtomically } from '../../src/files/atomic-write.js';
import { readJson } from '../../src/files/read-file.js';
import { cardsOf, publish } from '../zoo/publish.js';
import { recipeFigures, recipesText } from './page.js';
import { type RecipeRun, recipeOf } from './recipe.js';

/** Measures the agent of a run and stores its card in the folder `runs`. @returns the path of the card */
export async function addRun(
  run: string,
  options: { readonly out: string; readonly episodes: number },
): Promise<string> {
  const zoo = mkdtempSync(join(tmpdir(), 'sap-atari-recipes-'));
  try {
    await publish({ run, zoo, checkpoint: 'last', episodes: options.episodes });
    const source = join(zoo, cardsOf(zoo)[0]!.game, cardName);
    const { recipe, seed, card } = runOf(source);
    const path = join(options.out, 'runs', `${card.game}-${recipe}-${seed}.json`);
    mkdirSync(join(options.out, 'runs'), { recursive: true });
    cpSync(source, path);
    return path;
  } finally {
    rmSync(zoo, { recursive: true });
  }
}

/** Makes README.md and the figures from the stored cards. */
export async function makePage(out: string): Promise<void> {
  const folder = join(out, 'runs');
  const runs = readdirSync(folder)
    .sort()
    .map((name) => runOf(join(folder, name)));
  for (const [name, svg] of Object.entries(await recipeFigures(runs))) writeAtomically(join(out, name), svg);
  writeAtomically(join(out, 'README.md'), recipesText(runs));
}

function runOf(path: string): RecipeRun {
  const card = parseCard(readJson(path), path);
  const config = parseConfig(card.trainings[0]!.config, path);
  return { card, recipe: recipeOf(config, path), seed: config.seed! };
}
