/** A recipe is one of the configs in configs/. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../../src/agent/config.js';
import type { AgentCard } from '../../src/agent/zoo/card.js';
import { UsageError } from '../../src/common/errors.js';
import { agentRun } from '../../src/training/agent/agent-run.js';

/** A run of a recipe. */
export interface RecipeRun {
  /** Name of its config in configs/, without extension. */
  readonly recipe: string;
  readonly seed: number;
  readonly card: AgentCard;
}

const configs = fileURLToPath(new URL('../../configs', import.meta.url));
const mayDiffer: readonly string[] = ['game', 'seed', ...agentRun.changeable];

/** Returns the name of the config without extension. @param path of the run, for messages @throws UsageError for another config */
export function recipeOf(config: Partial<Config>, path: string): string {
  const found = readdirSync(configs).find((name) => {
    if (name.startsWith('vision')) return false;
    const shipped = Object.entries(loadConfig({ file: join(configs, name) }));
    return shipped.every(([key, value]) => mayDiffer.includes(key) || config[key as keyof Config] === value);
  });
  if (found !== undefined) return basename(found, '.json');
  throw new UsageError(`${path}: expected a run with one of the configs in configs/, got another`);
}
