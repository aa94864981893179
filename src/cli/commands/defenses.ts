import { Command } from 'commander';
import { defenseEntries } from '../../defense/parse-defense.js';
import { addPluginOption, openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { printNames } from '../terminal/name-list.js';

const notes = `
“+” composes defenses, the first innermost: dwp50+sap100.
The options sampler and backward hold for all defenses of a command, or are written behind a name:
sap100-bernoulli-identity.`;

export function defensesCommand(): Command {
  return addPluginOption(new Command('defenses'))
    .description('List the defenses: names for --defense, what they do, their options, their papers.')
    .option('--json', 'print JSON: name, meaning, options, paper', false)
    .action(async ({ json, ...flags }: { readonly json: boolean } & PluginFlags) => {
      await openPlugin(flags);
      const rows = [...defenseEntries()].map(([name, { meaning, options = [], paper }]) => ({
        ...{ name, meaning, options, paper: paper ?? null },
      }));
      printNames(rows, notes, json);
    });
}
