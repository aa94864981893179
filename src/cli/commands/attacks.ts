import { Command } from 'commander';
import { attackEntries } from '../../attack/parse-attack.js';
import { attackOptionNames } from '../../attack/parse-attacks.js';
import { addPluginOption, openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { printNames } from '../terminal/name-list.js';

/** How options are written behind a name. */
const written = { loss: 'loss', steps: 'steps', stepSize: 'step-size', restarts: 'restarts' } as const;

const notes = `
Options of one attack follow its name, each after a colon: pgd:steps=20:restarts=2:samples=10.
They are ${attackOptionNames.join(', ')}; samples (Monte Carlo samples in a gradient) is taken
by all attacks that use a gradient or a score. λ is set by --lambda, in gray levels.`;

export function attacksCommand(): Command {
  return addPluginOption(new Command('attacks'))
    .description('List the attacks: names for --attack, what they do, their options, their papers.')
    .option('--json', 'print JSON: name, meaning, options, paper', false)
    .action(async ({ json, ...flags }: { readonly json: boolean } & PluginFlags) => {
      await openPlugin(flags);
      const rows = [...attackEntries()].map(([name, { meaning, takes = [], paper }]) => ({
        ...{ name, meaning, paper: paper ?? null },
        options: takes.map((option) => written[option]),
      }));
      printNames(rows, notes, json);
    });
}
