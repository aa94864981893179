/** A recipe is one of the configs in configs/. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, completeConfig, loadConfig } from '../../src/agent/config.js';
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

/** The configs of agents by name, without extension. */
const recipes = (): Record<string, Config> =>
  Object.fromEntries(
    readdirSync(configs)
      .filter((name) => name.endsWith('.json') && !name.startsWith('vision'))
      .sort()
      .map((name) => [basename(name, '.json'), loadConfig({ file: join(configs, name) })]),
  );

/** Returns the name of the config without extension. Keys that are missing have their defaults. @param path of the run, for messages @throws UsageError for another config */
export function recipeOf(given: Partial<Config>, path: string): string {
  const config = completeConfig(given);
  const differences = Object.entries(recipes()).map(([name, shipped]) => {
    const keys = Object.keys(shipped) as (keyof Config)[];
    return { name, keys: keys.filter((key) => !mayDiffer.includes(key) && config[key] !== shipped[key]) };
  });
  const [closest] = differences.sort((a, b) => a.keys.length - b.keys.length);
  if (closest!.keys.length === 0) return closest!.name;
  throw new UsageError(
    `${path}: expected a run with one of the configs in configs/, got one that differs from ${closest!.name} in ${closest!.keys.join(', ')}; train with --config configs/NAME.json`,
  );
}

/** Keys that a run of a recipe may change, with their flags. */
const flags: Readonly<Partial<Record<keyof Config, string>>> = {
  ...{ totalSteps: '--steps', threads: '--threads', checkpointPeriodMinutes: '--checkpoint-minutes' },
  ...{ replay: '--replay', engine: '--engine', provider: '--provider' },
};

/** Length of a recipe in agent steps, along which its learning rate and exploration change. */
export const lengthOf = ({ card }: RecipeRun): number => card.trainings[0]!.config.totalSteps as number;

/** Name of the folder of a run in commands. */
export const runName = (game: string, recipe: string, seed: number): string => `runs/${game}-${recipe}-${seed}`;

/** The command that trains a run of a recipe. */
export function trainCommand({ recipe, seed, card: { game, name, trainings } }: RecipeRun): string {
  const shipped = recipes()[recipe]!;
  const { config } = trainings[0]!;
  const changed = (Object.keys(flags) as (keyof Config)[]).filter((key) => config[key] !== shipped[key]);
  const others = changed.map((key) => ` ${flags[key]} ${config[key]}`).join('');
  return `sap-atari train --game ${name} --config configs/${recipe}.json --seed ${seed}${others} --out ${runName(game, recipe, seed)}`;
}
