/** The command line: one short file a command, loaded when its name is among the arguments. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { refuseEmptyPaths } from './options/options.js';
import { oneLineErrors } from './terminal/one-line-errors.js';

interface Entry {
  /** Its line in the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  train: {
    summary: 'train a Double DQN agent',
    load: async () => (await import('./commands/train.js')).trainCommand(),
  },
  evaluate: {
    summary: 'play under attack, with and without a defense',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand(),
  },
  table1: {
    summary: 'make the paper’s Table 1',
    load: async () => (await import('./commands/table1.js')).table1Command(),
  },
  'mc-sweep': {
    summary: 'evaluate with several numbers of draws in the attack’s gradient',
    load: async () => (await import('./commands/mc-sweep.js')).mcSweepCommand(),
  },
  'state-grid': {
    summary: 'attack recorded states: flip rates for attacks × λ × defenses',
    load: async () => (await import('./commands/state-grid.js')).stateGridCommand(),
  },
  'record-states': {
    summary: 'record states for state-grid',
    load: async () => (await import('./commands/record-states.js')).recordStatesCommand(),
  },
  results: {
    summary: 'make the report of an agent, or of several',
    load: async () => (await import('./commands/results.js')).resultsCommand(),
  },
  play: {
    summary: 'play one game into an animated picture',
    load: async () => (await import('./commands/play.js')).playCommand(),
  },
  report: {
    summary: 'plot learning curves',
    load: async () => (await import('./commands/report.js')).reportCommand(),
  },
  games: {
    summary: 'list the games',
    load: async () => (await import('./commands/games.js')).gamesCommand(),
  },
  export: {
    summary: 'write an agent’s network as an ONNX file',
    load: async () => (await import('./commands/export.js')).exportCommand(),
  },
  import: {
    summary: 'make an agent of a network trained elsewhere',
    load: async () => (await import('./commands/import.js')).importCommand(),
  },
  roms: {
    summary: 'import ROMs, and list those that are there',
    load: async () => (await import('./commands/roms.js')).romsCommand(),
  },
  vision: {
    summary: 'train image classifiers, evaluate them, and make the paper’s figures',
    load: async () => (await import('./commands/vision.js')).visionCommand(),
  },
};

const commandNames = Object.keys(commands);

const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** @param names commands that are loaded with their options; of the others the help lists name and summary */
export async function createProgram(names: readonly string[] = commandNames): Promise<Command> {
  const program = oneLineErrors(new Command('sap-atari'))
    .description(description)
    .version(version)
    .option('--debug', 'print the stack trace of an error', false)
    .hook('preAction', (_, command) => refuseEmptyPaths(command));
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = names.includes(name) ? await load() : new Command(name);
    program.addCommand(oneLineErrors(command.summary(summary)));
  }
  return program;
}
