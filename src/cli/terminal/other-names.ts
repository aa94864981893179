/** Options of this program by the names that CleanRL, ART and foolbox use for them. */
import type { Command } from 'commander';

/** Candidates for each name; those that the command has are suggested. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  '--env': ['--game', '--run'],
  '--env-id': ['--game', '--run'],
  '--eps': ['--lambda'],
  '--epsilon': ['--lambda'],
  '--game': ['--run'],
  '--iterations': ['--attack-steps', '--steps'],
  '--iters': ['--attack-steps', '--steps'],
  '--model': ['--run'],
  '--num-envs': ['--envs'],
  '--num-steps': ['--steps'],
  '--samples': ['--gradient-samples', '--output-samples'],
  '--total-timesteps': ['--steps'],
};

/** Names of options that only a config sets. */
const configNames = new Set(['--batch-size', '--buffer-size', '--gamma', '--learning-rate', '--lr']);

/**
 * Replaces commander's suggestion after an unknown option, which looks at the spelling alone, where the name is known from
 * other libraries.
 */
export function suggestByMeaning(text: string, command: Command): string {
  const [, option = ''] = /unknown option '(--[a-z-]+)/.exec(text) ?? [];
  const suggestion = suggestionFor(option, command);
  return suggestion === undefined ? text : `error: unknown option '${option}' (${suggestion})`;
}

function suggestionFor(option: string, { options }: Command): string | undefined {
  const has = (name: string) => options.some(({ flags }) => flags.split(/[ ,]+/).includes(name));
  if (configNames.has(option) && has('--config')) return 'a key of the file that --config names: docs/configuration.md';
  const meant = (otherNames[option] ?? []).filter(has);
  return meant.length === 0 ? undefined : `Did you mean ${meant.join(' or ')}?`;
}
