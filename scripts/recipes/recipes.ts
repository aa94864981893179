/** Runs of recipes: what is known of each is stored as the card of its agent (src/agent/zoo/card.ts), without the agent. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Agent, loadAgent } from '../../src/agent/agent-files.js';
import { parseConfig } from '../../src/agent/config.js';
import { encodeCard, parseCard } from '../../src/agent/zoo/card.js';
import { UsageError } from '../../src/common/errors.js';
import { score as scoreText } from '../../src/common/format.js';
import { writeAtomically } from '../../src/files/atomic-write.js';
import { isFolder, namesIn, readJson } from '../../src/files/read-file.js';
import { makeCard } from '../zoo/make-card.js';
import { recipeFigures } from './figures.js';
import { recipesText } from './page.js';
import { type RecipeRun, recipeOf, runName } from './recipe.js';

/** A run whose recipe is known. */
interface CheckedRun {
  readonly run: string;
  readonly recipe: string;
  readonly agent: Agent;
}

/** Checks runs before anything is played. @throws UsageError for a folder without an agent, or with one of another config */
export const checkRuns = (runs: readonly string[]): CheckedRun[] =>
  runs.map((run) => {
    const agent = loadAgent(run);
    return { run, agent, recipe: recipeOf(agent.config, run) };
  });

/** Measures the agent of a run and stores its card in the folder `runs`. @returns a line about it */
export async function addRun(
  { run, recipe, agent }: CheckedRun,
  { out, episodes }: { readonly out: string; readonly episodes: number },
): Promise<string> {
  const { game, config } = agent;
  const name = runName(game, recipe, config.seed);
  const card = await makeCard(agent, { run, earlier: [], episodes, dtype: 'F32', runName: name });
  const path = join(out, `${name}.json`);
  const replaced = existsSync(path) ? ', instead of an earlier run' : '';
  writeAtomically(path, encodeCard(card));
  return `${path}: ${recipe}, seed ${config.seed}, ${scoreText(card.score)}${replaced}`;
}

/** Makes README.md and the figures from the stored cards. @throws UsageError where there are none, or not of the same rules */
export async function makePage(out: string): Promise<void> {
  const runs = storedRuns(out);
  const text = recipesText(runs);
  for (const [name, svg] of Object.entries(await recipeFigures(runs))) writeAtomically(join(out, name), svg);
  writeAtomically(join(out, 'README.md'), text);
}

/** The runs whose cards are stored. @throws UsageError where there are none, or one is of no recipe */
export function storedRuns(out: string): RecipeRun[] {
  const folder = join(out, 'runs');
  const names = isFolder(folder) ? namesIn(folder).filter((name) => name.endsWith('.json')) : [];
  if (names.length === 0) {
    throw new UsageError(
      `${folder}: expected cards of runs, got none; add a run with node scripts/recipes.mjs add RUN`,
    );
  }
  return names.map((name) => {
    const path = join(folder, name);
    const card = parseCard(readJson(path), path);
    const { seed, ...config } = parseConfig(card.trainings[0]!.config, path);
    return { card, recipe: recipeOf(config, path), seed: seed! };
  });
}
