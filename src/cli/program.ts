/** The commands. The file of a command is loaded only when its name is among the arguments. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { refuseEmptyPaths } from './options/parse/empty-paths.js';
import { conventions } from './terminal/conventions.js';

interface Entry {
  /** Shown in the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  train: {
    summary: 'train an agent with double DQN or parallel Q-learning',
    load: async () => (await import('./commands/train.js')).trainCommand(),
  },
  evaluate: {
    summary: 'play episodes under attack, with and without a defense',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand(),
  },
  table1: {
    summary: 'make the paper’s Table 1',
    load: async () => (await import('./commands/table1.js')).table1Command(),
  },
  'mc-sweep': {
    summary: 'repeat the paper’s Monte Carlo study on recorded states',
    load: async () => (await import('./commands/mc-sweep.js')).mcSweepCommand(),
  },
  'state-grid': {
    summary: 'attack recorded states: flip rates for attacks × λ × defenses',
    load: async () => (await import('./commands/state-grid.js')).stateGridCommand(),
  },
  'record-states': {
    summary: 'record states for state-grid and mc-sweep',
    load: async () => (await import('./commands/record-states.js')).recordStatesCommand(),
  },
  results: {
    summary: 'write the report of one or several agents',
    load: async () => (await import('./commands/results.js')).resultsCommand(),
  },
  play: {
    summary: 'film an episode as an animated picture',
    load: async () => (await import('./commands/play.js')).playCommand(),
  },
  view: {
    summary: 'attack agents live on a page in the browser',
    load: async () => (await import('./commands/view.js')).viewCommand(),
  },
  report: {
    summary: 'draw evaluations and learning curves',
    load: async () => (await import('./commands/report.js')).reportCommand(),
  },
  dashboard: {
    summary: 'show all runs on a page in the browser, live',
    load: async () => (await import('./commands/dashboard.js')).dashboardCommand(),
  },
  sweep: {
    summary: 'train and evaluate a grid, on one machine or on many',
    load: async () => (await import('./commands/sweep.js')).sweepCommand(),
  },
  card: {
    summary: 'verify a result card of a sweep',
    load: async () => (await import('./commands/card.js')).cardCommand(),
  },
  worker: {
    summary: 'run jobs of sweeps for a queue',
    load: async () => (await import('./commands/worker.js')).workerCommand(),
  },
  games: {
    summary: 'list the games',
    load: async () => (await import('./commands/games.js')).gamesCommand(),
  },
  attacks: {
    summary: 'list the attacks: names, meaning, options, papers',
    load: async () => (await import('./commands/attacks.js')).attacksCommand(),
  },
  defenses: {
    summary: 'list the defenses: names, meaning, options, papers',
    load: async () => (await import('./commands/defenses.js')).defensesCommand(),
  },
  info: {
    summary: 'say what an agent is',
    load: async () => (await import('./commands/info.js')).infoCommand(),
  },
  export: {
    summary: 'write an agent’s network as an ONNX file',
    load: async () => (await import('./commands/export.js')).exportCommand(),
  },
  import: {
    summary: 'make an agent from a network trained elsewhere',
    load: async () => (await import('./commands/import.js')).importCommand(),
  },
  roms: {
    summary: 'import ROMs, and list the known games',
    load: async () => (await import('./commands/roms.js')).romsCommand(),
  },
  vision: {
    summary: 'train image classifiers, evaluate them, and make the paper’s figures',
    load: async () => (await import('./commands/vision.js')).visionCommand(),
  },
};

const commandNames = Object.keys(commands);

const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const examples = `
Examples:
  $ sap-atari train --game Catch                     train an agent in runs/catch-1
  $ sap-atari evaluate --lambda 1,2,4                attack the newest run, plain and with SAP-100
  $ sap-atari play --attack pgd --lambda 8           film it under attack
  $ sap-atari vision evaluate --attacks fgsm,apgd    attack an image classifier

Documentation: docs/index.md`;

/** @param names commands to load with their options; of the others only name and summary are known */
export async function createProgram(names: readonly string[] = commandNames): Promise<Command> {
  const program = conventions(new Command('sap-atari'))
    .description(description)
    .version(version)
    .option('--debug', 'print the stack trace of an error', false)
    .addHelpText('after', examples)
    .hook('preAction', (_, command) => refuseEmptyPaths(command));
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = names.includes(name) ? await load() : new Command(name);
    program.addCommand(conventions(command.summary(summary)));
  }
  return program;
}
